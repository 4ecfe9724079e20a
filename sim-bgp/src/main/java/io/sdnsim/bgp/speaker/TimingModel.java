package io.sdnsim.bgp.speaker;

import io.sdnsim.core.engine.SimTime;

/**
 * How long a router takes over what the protocol leaves open.
 *
 * @param routeSelectionPs from the first change to the run of the decision process that sees it;
 *     changes that come meanwhile are decided together
 * @param lingerPs how long a forwarding table keeps BGP's next hops at most that lead nowhere any
 *     more, and waits for BGP to decide; 0: not at all. More than {@code routeSelectionPs}, or the
 *     table is always first.
 */
public record TimingModel(long routeSelectionPs, long lingerPs) {
  /** Everything at once. */
  public static final TimingModel IDEAL = new TimingModel(0, 0);

  /**
   * FRR's bgpd: the queue of prefixes whose best path is to be chosen is held for 50 ms. Measured
   * with FRR 8.4.4: each router on the way adds 50 to 53 ms.
   *
   * <p>FRR's zebra leaves BGP's routes alone when carrier goes, since bgpd will replace them.
   * Measured: the connected route went 19 ms after the loss of carrier, BGP's next hops only with
   * bgpd's choice, 60 ms later.
   */
  public static final TimingModel FRR =
      new TimingModel(50 * SimTime.MILLISECOND, 100 * SimTime.MILLISECOND);
}
