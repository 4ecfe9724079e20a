package io.sdnsim.core.l3;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RibTest {
  private static final RouteSource BGP = new RouteSource("bgp", 20);
  private static final RouteSource IBGP = new RouteSource("ibgp", 200);

  private final IpInterface eth0 =
      IpInterface.loopback("eth0", List.of(InterfaceAddress.parse("10.0.0.1/24")));
  private final IpInterface eth1 =
      IpInterface.loopback("eth1", List.of(InterfaceAddress.parse("10.0.1.1/24")));

  /** Down until it is refreshed. */
  private final IpInterface eth2 =
      IpInterface.loopback("eth2", List.of(InterfaceAddress.parse("10.0.2.1/24")));

  private final Simulation simulation = new Simulation(1);
  private final NodeContext context = new NodeContext(simulation, new Tracer(), 0, "router");
  private final Fib fib = new Fib(context, 0);
  private final Rib rib =
      new Rib(
          context,
          0,
          fib,
          name ->
              Stream.of(eth0, eth1, eth2)
                  .filter(each -> each.name().equals(name))
                  .findFirst()
                  .orElse(null));

  RibTest() {
    eth0.refresh();
    eth1.refresh();
    rib.offer(connected("10.0.0.0/24", "eth0"));
    rib.offer(connected("10.0.1.0/24", "eth1"));
  }

  private static Route connected(String prefix, String name) {
    return new Route(
        Prefix.parse(prefix), RouteSource.CONNECTED, 0, List.of(new NextHop(null, name)));
  }

  private static Route route(RouteSource source, String prefix, String... gateways) {
    return new Route(
        Prefix.parse(prefix),
        source,
        0,
        Stream.of(gateways).map(text -> NextHop.via(IpAddress.parse(text))).toList());
  }

  private List<String> members(String prefix) {
    FibEntry entry = fib.route(Prefix.parse(prefix));
    return entry == null ? List.of() : entry.nextHops().stream().map(FibNextHop::toString).toList();
  }

  @Test
  void lowestDistanceWins_thenMetric() {
    rib.offer(route(IBGP, "10.9.0.0/16", "10.0.0.5"));
    rib.offer(route(BGP, "10.9.0.0/16", "10.0.1.5"));
    assertThat(members("10.9.0.0/16")).containsExactly("10.0.1.5 eth1");

    rib.withdraw(BGP, Prefix.parse("10.9.0.0/16"));
    assertThat(members("10.9.0.0/16")).containsExactly("10.0.0.5 eth0");
    rib.withdraw(IBGP, Prefix.parse("10.9.0.0/16"));
    assertThat(members("10.9.0.0/16")).isEmpty();
    assertThat(rib.lookup(IpAddress.parse("10.9.0.1"))).isNull();
  }

  @Test
  void gateway_resolvesThroughOtherRoutes_andFollowsThem() {
    rib.offer(route(IBGP, "172.16.0.0/12", "192.168.7.7"));
    assertThat(members("172.16.0.0/12")).as("nothing leads to the gateway").isEmpty();

    rib.offer(route(RouteSource.STATIC, "192.168.0.0/16", "10.0.0.5", "10.0.1.5"));
    assertThat(members("172.16.0.0/12")).containsExactly("10.0.0.5 eth0", "10.0.1.5 eth1");

    rib.offer(route(RouteSource.STATIC, "192.168.7.0/24", "10.0.1.9"));
    assertThat(members("172.16.0.0/12")).as("a longer match").containsExactly("10.0.1.9 eth1");

    rib.withdraw(RouteSource.CONNECTED, Prefix.parse("10.0.1.0/24"));
    assertThat(members("172.16.0.0/12")).containsExactly("10.0.0.5 eth0");
  }

  @Test
  void hostRouteThroughItself_resolvesThroughTheNextLessSpecific() {
    rib.offer(route(BGP, "10.0.0.5/32", "10.0.0.5"));

    assertThat(members("10.0.0.5/32")).containsExactly("10.0.0.5 eth0");
  }

  @Test
  void routeAboveItsOwnGateway_doesNotGoTheWayThatOthersWent() {
    rib.offer(route(RouteSource.STATIC, "10.0.0.4/30", "10.0.1.9"));
    rib.offer(route(BGP, "10.0.0.4/30", "10.0.0.5"));
    rib.offer(route(BGP, "10.9.0.0/16", "10.0.0.5"));
    assertThat(members("10.9.0.0/16")).containsExactly("10.0.1.9 eth1");

    rib.withdraw(RouteSource.STATIC, Prefix.parse("10.0.0.4/30"));
    assertThat(members("10.0.0.4/30")).containsExactly("10.0.0.5 eth0");
    assertThat(members("10.9.0.0/16")).containsExactly("10.0.0.5 eth0");
  }

  @Test
  void gatewayBecomesAnOwnAddress_routesThatComeAfterDoNotResolve() {
    rib.offer(route(BGP, "10.8.0.0/16", "10.0.0.5"));
    fib.receive(Forwarding.LOCAL, Prefix.parse("10.0.0.5/32"));
    rib.offer(route(BGP, "10.9.0.0/16", "10.0.0.5"));
    assertThat(members("10.9.0.0/16")).isEmpty();

    fib.unreceive(Prefix.parse("10.0.0.5/32"));
    rib.offer(route(BGP, "10.10.0.0/16", "10.0.0.5"));
    assertThat(members("10.10.0.0/16")).containsExactly("10.0.0.5 eth0");
  }

  @Test
  void interfaceComesUp_itsRoutesResolve() {
    rib.offer(throughInterface("10.8.0.0/16", "eth2"));
    assertThat(members("10.8.0.0/16")).isEmpty();

    eth2.refresh();
    rib.interfaceChanged("eth2");
    rib.offer(throughInterface("10.9.0.0/16", "eth2"));
    assertThat(members("10.8.0.0/16")).hasSize(1);
    assertThat(members("10.9.0.0/16")).hasSize(1);
  }

  private static Route throughInterface(String prefix, String name) {
    return new Route(Prefix.parse(prefix), RouteSource.STATIC, 0, List.of(new NextHop(null, name)));
  }

  @Test
  void routesThroughOneAnother_areNotInstalled() {
    rib.offer(route(RouteSource.STATIC, "20.0.0.0/8", "30.0.0.1"));
    rib.offer(route(RouteSource.STATIC, "30.0.0.0/8", "20.0.0.1"));
    assertThat(members("20.0.0.0/8")).isEmpty();
    assertThat(members("30.0.0.0/8")).isEmpty();

    rib.offer(route(RouteSource.STATIC, "0.0.0.0/0", "10.0.0.9"));
    rib.withdraw(RouteSource.STATIC, Prefix.DEFAULT_IPV4);
    assertThat(members("20.0.0.0/8")).as("they must not keep one another alive").isEmpty();
    assertThat(members("30.0.0.0/8")).isEmpty();
  }

  @Test
  void unresolvedMembers_areLeftOut() {
    rib.offer(route(BGP, "10.9.0.0/16", "10.0.0.5", "99.0.0.1"));

    assertThat(members("10.9.0.0/16")).containsExactly("10.0.0.5 eth0");
  }

  @Test
  void unresolvedBetterRoute_leavesTheWorseInPlace() {
    rib.offer(route(BGP, "10.9.0.0/16", "10.0.1.5"));
    rib.offer(route(RouteSource.STATIC, "10.9.0.0/16", "99.0.0.1"));

    assertThat(members("10.9.0.0/16")).containsExactly("10.0.1.5 eth1");
  }

  @Test
  void lingeringSource_nextHopsStay_untilItSpeaksOrHadItsTime() {
    RouteSource slow = new RouteSource("slow", 20, SimTime.SECOND);
    rib.offer(route(slow, "10.8.0.0/16", "10.0.0.5", "10.0.1.5"));
    rib.offer(route(slow, "10.9.0.0/16", "10.0.0.5", "10.0.1.5"));
    rib.offer(route(BGP, "10.7.0.0/16", "10.0.0.5", "10.0.1.5"));
    simulation.runUntil(SimTime.SECOND);

    rib.withdraw(RouteSource.CONNECTED, Prefix.parse("10.0.1.0/24"));
    assertThat(members("10.7.0.0/16")).containsExactly("10.0.0.5 eth0");
    assertThat(members("10.8.0.0/16")).containsExactly("10.0.0.5 eth0", "10.0.1.5 eth1");
    rib.offer(route(slow, "10.8.0.0/16", "10.0.0.6", "10.0.1.5"));
    assertThat(members("10.8.0.0/16")).as("its source spoke").containsExactly("10.0.0.6 eth0");

    simulation.runUntil(2 * SimTime.SECOND - 1);
    assertThat(members("10.9.0.0/16")).containsExactly("10.0.0.5 eth0", "10.0.1.5 eth1");
    simulation.runUntil(2 * SimTime.SECOND);
    assertThat(members("10.9.0.0/16")).as("it had its time").containsExactly("10.0.0.5 eth0");
    assertThat(members("10.8.0.0/16")).containsExactly("10.0.0.6 eth0");
  }

  @Test
  void lingeringSource_whatItWaitsForComesBack_nothingChanges() {
    RouteSource slow = new RouteSource("slow", 20, SimTime.SECOND);
    rib.offer(route(slow, "10.8.0.0/16", "10.0.1.5"));
    rib.withdraw(RouteSource.CONNECTED, Prefix.parse("10.0.1.0/24"));
    rib.offer(connected("10.0.1.0/24", "eth1"));
    simulation.runUntil(SimTime.SECOND / 2);
    rib.withdraw(RouteSource.CONNECTED, Prefix.parse("10.0.1.0/24"));
    simulation.runUntil(SimTime.SECOND);
    assertThat(members("10.8.0.0/16")).as("the time began anew").containsExactly("10.0.1.5 eth1");
    simulation.runUntil(3 * SimTime.SECOND / 2);
    assertThat(members("10.8.0.0/16")).isEmpty();
    rib.withdraw(slow, Prefix.parse("10.8.0.0/16"));
    simulation.runUntil(9 * SimTime.SECOND);
    assertThat(rib.candidates(Prefix.parse("10.8.0.0/16"))).isEmpty();
  }

  @Test
  void listeners_areToldOfBestRoutesOnly_whenAllHasSettled() {
    List<String> told = new ArrayList<>();
    rib.addListener(prefix -> told.add(prefix + "=" + rib.exact(prefix)));
    rib.offer(route(BGP, "10.9.0.0/16", "99.0.0.1"));
    assertThat(told).isEmpty();

    rib.offer(route(RouteSource.STATIC, "99.0.0.0/8", "10.0.0.5"));
    assertThat(told).hasSize(2).noneMatch(line -> line.endsWith("=null"));
  }

  @Test
  void blackhole_isInstalled_andResolvesNothing() {
    rib.offer(route(RouteSource.STATIC, "99.0.0.0/8"));
    rib.offer(route(BGP, "10.9.0.0/16", "99.0.0.1"));

    assertThat(fib.route(Prefix.parse("99.0.0.0/8"))).isNotNull();
    assertThat(members("10.9.0.0/16")).isEmpty();
  }

  @Test
  void ownAddress_winsOverARouteOfItsPrefix() {
    fib.receive(Forwarding.LOCAL, Prefix.parse("10.0.0.1/32"));
    rib.offer(route(BGP, "10.0.0.1/32", "10.0.1.5"));
    assertThat(fib.isLocal(IpAddress.parse("10.0.0.1"))).isTrue();

    fib.unreceive(Prefix.parse("10.0.0.1/32"));
    assertThat(fib.isLocal(IpAddress.parse("10.0.0.1"))).isFalse();
    assertThat(fib.entryFor(IpAddress.parse("10.0.0.1")).protocol()).isEqualTo("bgp");
  }

  /** The order of changes does not matter: the result is that of offering what remains afresh. */
  @Property(tries = 300)
  void result_equalsRecomputation(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 1023) Integer> moves) {
    RibTest incremental = new RibTest();
    List<Integer> present = new ArrayList<>();
    for (int move : moves) {
      Integer route = move & 511;
      present.removeIf(old -> key(old).equals(key(route)));
      if ((move & 512) == 0) {
        incremental.rib.offer(numbered(route));
        present.add(route);
      } else {
        incremental.rib.withdraw(numbered(route).source(), numbered(route).prefix());
      }
    }
    RibTest fresh = new RibTest();
    present.stream().sorted().forEach(route -> fresh.rib.offer(numbered(route)));

    assertThat(incremental.fib.routes().toString()).isEqualTo(fresh.fib.routes().toString());
  }

  private static String key(int number) {
    Route route = numbered(number);
    return route.prefix() + " " + route.source();
  }

  /** Prefixes 20/8, 21/8 ... whose gateways lie in lower ones only, so that there are no loops. */
  private static Route numbered(int number) {
    int level = number & 7;
    RouteSource source = (number & 8) == 0 ? BGP : IBGP;
    int through = level == 0 ? 0 : (number >> 4 & 7) % (level + 1);
    String gateway = through == 0 ? "10.0." + (number >> 7 & 3) + ".9" : (19 + through) + ".0.0.9";
    return route(source, (20 + level) + ".0.0.0/8", gateway);
  }
}
