package io.sdnsim.bgp.speaker;

import io.sdnsim.core.engine.SimTime;

/**
 * How long a router takes over what the protocol leaves open. MinRouteAdvertisementInterval is a
 * setting of the neighbor, {@link PeerConfig}.
 *
 * @param routeSelectionPs from the first change to the run of the decision process that sees it;
 *     changes that come meanwhile are decided together
 * @param fibInstallPs from the first choice to the moment when packets follow it; choices made
 *     meanwhile take effect together. Neighbors are told at once, as routers do that don't wait for
 *     their hardware
 * @param lingerPs how long a forwarding table keeps BGP's next hops at most that lead nowhere any
 *     more, and waits for BGP to decide; 0: not at all. More than the two others together, or the
 *     table is always first.
 */
public record TimingModel(long routeSelectionPs, long fibInstallPs, long lingerPs) {
  /** Everything at once. */
  public static final TimingModel IDEAL = new TimingModel(0, 0, 0);

  /**
   * FRR. Its bgpd holds the queue of prefixes whose best path is to be chosen for 50 ms; measured
   * with FRR 8.4.4, each router on the way adds 50 to 53 ms. Its zebra holds the queue of routes to
   * install for 10 ms ({@code zebra work-queue}).
   *
   * <p>FRR's zebra leaves BGP's routes alone when carrier goes, since bgpd will replace them.
   * Measured: the connected route went 19 ms after the loss of carrier, BGP's next hops only with
   * bgpd's choice, 60 ms later.
   */
  public static final TimingModel FRR =
      new TimingModel(
          50 * SimTime.MILLISECOND, 10 * SimTime.MILLISECOND, 100 * SimTime.MILLISECOND);

  public TimingModel {
    if (routeSelectionPs < 0 || fibInstallPs < 0 || lingerPs < 0) {
      throw new IllegalArgumentException("timing: no time may be negative");
    }
  }

  public TimingModel withRouteSelection(long timePs) {
    return new TimingModel(timePs, fibInstallPs, lingerPs);
  }

  public TimingModel withFibInstall(long timePs) {
    return new TimingModel(routeSelectionPs, timePs, lingerPs);
  }
}
