package io.sdnsim.bgp.bench;

import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.PeerRoutes.NextHopRule;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import java.util.List;

/**
 * Two Muxes announce the same host routes to two TORs, which tell each other and two borders; of
 * the borders' default route alone is passed on to the Muxes. Then the Muxes take them back.
 *
 * <p>Converged: every route table has what it must, and none has changed for a second. The session
 * between a Mux and a TOR is over their link, not between loopbacks.
 */
public final class HostRoutesBench {
  private static final IpAddress FIRST = IpAddress.parse("100.80.0.0");
  private static final List<String> TORS = List.of("tor1", "tor2");
  private static final List<String> BORDERS = List.of("border1", "border2");
  private static final List<String> MUXES = List.of("mux1", "mux2");

  private final Lab lab = new Lab();
  private final int prefixes;

  private HostRoutesBench(int prefixes) {
    this.prefixes = prefixes;
  }

  /**
   * @param prefixes of each Mux
   */
  public static BgpBenchResult run(int prefixes) {
    return new HostRoutesBench(prefixes).run();
  }

  private BgpBenchResult run() {
    build();
    lab.phase(
        "announced", () -> lab.isQuietFor(SimTime.SECOND) && routes("border2", 1) >= prefixes);
    for (String router : List.of("tor1", "tor2", "border1", "border2")) {
      lab.check(router + " prefixes with 2 next hops", prefixes, routes(router, 2));
    }
    for (String mux : MUXES) {
      lab.check(mux + " next hops of the default route", 2, lab.nextHops(mux, Prefix.DEFAULT_IPV4));
      lab.check(mux + " destinations", prefixes + 1L, lab.locRib(mux).size());
    }
    for (String mux : MUXES) {
      for (int n = 0; n < prefixes; n++) {
        lab.process(mux).withdraw(prefix(n));
      }
    }
    lab.phase(
        "withdrawn",
        () -> lab.isQuietFor(SimTime.SECOND) && lab.locRib("border2").size() < prefixes);
    for (String router : List.of("tor1", "border1", "mux1")) {
      lab.check(router + " destinations after the withdrawal", 1, lab.locRib(router).size());
    }
    return lab.result("host-routes", 0, 0);
  }

  private void build() {
    Fabric fabric = new Fabric();
    TORS.forEach(tor -> fabric.add(tor, 65_242));
    BORDERS.forEach(border -> fabric.add(border, 64_846));
    MUXES.forEach(mux -> fabric.add(mux, 65_112));
    PrefixList defaultRoute =
        new PrefixList(
            "DefaultRoute", List.of(new PrefixList.Entry(5, true, Prefix.DEFAULT_IPV4, 0, 0)));
    PeerRoutes everything = PeerRoutes.builder().build();
    PeerRoutes defaultOut = PeerRoutes.builder().prefixListOut(defaultRoute).build();
    PeerRoutes defaultIn = PeerRoutes.builder().prefixListIn(defaultRoute).build();
    for (String tor : TORS) {
      MUXES.forEach(mux -> fabric.connect(mux, everything, tor, defaultOut));
      BORDERS.forEach(border -> fabric.connect(border, everything, tor, defaultIn));
    }
    PeerRoutes internal = PeerRoutes.builder().nextHop(NextHopRule.SELF).build();
    fabric.connect("tor1", internal, "tor2", internal);
    BORDERS.forEach(border -> fabric.originate(border, Prefix.DEFAULT_IPV4));
    fabric.build(lab);
    for (String mux : MUXES) {
      for (int n = 0; n < prefixes; n++) {
        lab.process(mux).originate(prefix(n));
      }
    }
  }

  private static Prefix prefix(int number) {
    return Prefix.host(FIRST.plus(number));
  }

  /** How many of the prefixes a router reaches through at least so many next hops. */
  private long routes(String router, int nextHops) {
    long count = 0;
    for (int n = 0; n < prefixes; n++) {
      count += lab.nextHops(router, prefix(n)) >= nextHops ? 1 : 0;
    }
    return count;
  }
}
