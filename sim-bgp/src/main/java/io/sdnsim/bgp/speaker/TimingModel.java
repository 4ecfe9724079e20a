package io.sdnsim.bgp.speaker;

import io.sdnsim.core.engine.SimTime;

/**
 * How long a router takes over what the protocol leaves open.
 *
 * @param routeSelectionPs from the first change to the run of the decision process that sees it;
 *     changes that come meanwhile are decided together
 */
public record TimingModel(long routeSelectionPs) {
  /** Everything at once. */
  public static final TimingModel IDEAL = new TimingModel(0);

  /**
   * FRR's bgpd: the queue of prefixes whose best path is to be chosen is held for 50 ms. Measured
   * with FRR 8.4.4: each router on the way adds 50 to 53 ms.
   */
  public static final TimingModel FRR = new TimingModel(50 * SimTime.MILLISECOND);
}
