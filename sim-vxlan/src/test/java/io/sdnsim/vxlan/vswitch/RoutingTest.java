package io.sdnsim.vxlan.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.network.NextHop;
import io.sdnsim.vxlan.network.UserRoute;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Peered networks and user-defined routes: a hub with a firewall, and two spokes. */
class RoutingTest {
  private static final IpAddress FIREWALL = IpAddress.parse("10.0.0.4");
  private static final IpAddress WEB = IpAddress.parse("10.1.0.4");
  private static final IpAddress DB = IpAddress.parse("10.2.0.4");

  private final OverlayFixture fixture = new OverlayFixture(2);
  private final OverlayFixture.Vm firewall = fixture.addVm("firewall", 0, 5000, FIREWALL);
  private final OverlayFixture.Vm web = fixture.addVm("web", 0, 5001, WEB);
  private final OverlayFixture.Vm db = fixture.addVm("db", 1, 5002, DB);

  private static VirtualNetworkConfig network(
      String name, int vni, String prefix, List<UserRoute> routes, String... peers) {
    return new VirtualNetworkConfig(
        name,
        List.of(new VirtualSubnetConfig(name, vni, List.of(Prefix.parse(prefix)), null, routes)),
        List.of(peers));
  }

  private static UserRoute by(String prefix, IpAddress appliance) {
    return new UserRoute(Prefix.parse(prefix), UserRoute.Kind.APPLIANCE, appliance);
  }

  private static UserRoute to(String prefix, UserRoute.Kind kind) {
    return new UserRoute(Prefix.parse(prefix), kind, null);
  }

  private void open(List<UserRoute> routesOfWeb, List<UserRoute> routesOfDb) {
    fixture.open(
        List.of(
            network("hub", 5000, "10.0.0.0/24", List.of(), "spoke1", "spoke2"),
            network("spoke1", 5001, "10.1.0.0/24", routesOfWeb, "hub"),
            network("spoke2", 5002, "10.2.0.0/24", routesOfDb, "hub")));
  }

  private Packet udp(OverlayFixture.Vm from, IpAddress source, IpAddress to, int hopLimit) {
    return Packet.ip(
        Ipv4Header.of(source, to, hopLimit, IpProtocol.UDP),
        new UdpHeader(5000, 53),
        new BulkBytes(1, 0, 10),
        fixture.contextOf(from).newTag(null, 0));
  }

  private void send(OverlayFixture.Vm from, IpAddress to) {
    fixture.send(from, VirtualHostConfig.DEFAULT_ROUTER_MAC, udp(from, from.address, to, 64));
  }

  /** What a firewall does that forwards: the packet goes out again with a hop less. */
  private void forward(OverlayFixture.Vm appliance) {
    Packet frame = appliance.arrived.remove(0);
    Packet packet = frame.withEthernet(null);
    fixture.send(
        appliance,
        VirtualHostConfig.DEFAULT_ROUTER_MAC,
        packet.withNetwork(packet.ip().withHopLimit(packet.ip().hopLimit() - 1)));
  }

  @Test
  void peersReachEachOther_butNotAPeersPeers() {
    open(List.of(), List.of());
    send(web, FIREWALL);
    send(firewall, DB);
    assertThat(firewall.arrived).hasSize(1);
    assertThat(db.arrived).hasSize(1);
    assertThat(db.arrived.get(0).ip().hopLimit()).isEqualTo(63);
    send(web, DB);
    send(db, WEB);
    assertThat(fixture.trace.drops()).containsExactly("NoRoute", "NoRoute");
  }

  @Test
  void routeByAnAppliance_leadsThroughIt_bothWays() {
    firewall.ipForwarding = true;
    open(List.of(by("10.0.0.0/8", FIREWALL)), List.of(by("10.1.0.0/16", FIREWALL)));
    send(web, DB);
    assertThat(db.arrived).isEmpty();
    Packet atFirewall = firewall.arrived.get(0);
    assertThat(atFirewall.ip().destination()).isEqualTo(DB);
    assertThat(atFirewall.ethernet().destination()).isEqualTo(firewall.port.mac());
    assertThat(atFirewall.ip().hopLimit()).isEqualTo(63);
    forward(firewall);
    assertThat(db.arrived.get(0).ip().source()).isEqualTo(WEB);
    assertThat(db.arrived.get(0).ip().hopLimit()).isEqualTo(61);
    assertThat(fixture.trace.steps(Step.Routed.class))
        .extracting(Step.Routed::nextHop)
        .containsExactly("10.0.0.4", "10.2.0.4");

    send(db, WEB);
    forward(firewall);
    assertThat(web.arrived).hasSize(1);
    assertThat(fixture.trace.drops()).isEmpty();
  }

  @Test
  void applianceWithoutIpForwarding_getsNothingForOthers_andSendsNothing() {
    open(List.of(by("10.2.0.0/16", FIREWALL)), List.of());
    send(web, DB);
    assertThat(firewall.arrived).isEmpty();
    fixture.send(firewall, VirtualHostConfig.DEFAULT_ROUTER_MAC, udp(firewall, WEB, DB, 64));
    assertThat(fixture.trace.drops()).containsExactly("NotForUs", "SpoofedSource");
  }

  @Test
  void routerBehindTheAppliance_reportsFromTheAppliancesSubnet() {
    firewall.ipForwarding = true;
    open(List.of(by("10.2.0.0/16", FIREWALL)), List.of());
    fixture.send(firewall, VirtualHostConfig.DEFAULT_ROUTER_MAC, udp(firewall, WEB, DB, 1));
    Packet error = firewall.arrived.get(0);
    assertThat(error.ip().source()).isEqualTo(IpAddress.parse("10.0.0.1"));
    assertThat(error.ip().destination()).isEqualTo(WEB);
  }

  @Test
  void applianceThatNobodyIs_dropsAsUnknown() {
    open(List.of(by("10.2.0.0/16", IpAddress.parse("10.0.0.99"))), List.of());
    send(web, DB);
    assertThat(fixture.trace.drops()).containsExactly("UnknownCustomerAddress");
  }

  @Test
  void routeToNowhere_isABlackhole_thatNamesItself() {
    open(List.of(to("10.0.0.0/25", UserRoute.Kind.NONE)), List.of());
    send(web, FIREWALL);
    assertThat(fixture.trace.steps(Step.Dropped.class))
        .extracting(drop -> drop.reason().label() + " " + drop.detail())
        .containsExactly("Blackhole route 10.0.0.0/25");
    send(firewall, WEB);
    assertThat(web.arrived).hasSize(1);
  }

  @Test
  void longestPrefixDecides_andOfEqualOnesTheUsers() {
    open(
        List.of(
            to("10.0.0.0/8", UserRoute.Kind.NONE),
            to("10.0.0.0/24", UserRoute.Kind.INTERNET),
            to("10.0.0.4/32", UserRoute.Kind.VIRTUAL_NETWORK)),
        List.of());
    send(web, FIREWALL);
    assertThat(firewall.arrived).hasSize(1);
    send(web, IpAddress.parse("10.0.0.5"));
    send(web, IpAddress.parse("10.3.0.4"));
    assertThat(fixture.trace.drops()).containsExactly("NoRoute", "Blackhole");
  }

  /** Its own subnet is known with a longer prefix than the route has. */
  @Test
  void shorterRoute_leavesTheNetworksOwnPrefixesAlone() {
    open(List.of(by("0.0.0.0/0", FIREWALL)), List.of());
    send(web, FIREWALL);
    assertThat(firewall.arrived).hasSize(1);
  }

  @Test
  void routesAreOfOneSubnet() {
    open(List.of(to("10.0.0.0/24", UserRoute.Kind.NONE)), List.of());
    send(db, FIREWALL);
    assertThat(firewall.arrived).hasSize(1);
  }

  /** The load balancer translates what leaves the virtual network, and nothing else. */
  @Test
  void sourceNat_isForWhatTheRoutesLeadOut() {
    firewall.ipForwarding = true;
    IpAddress world = IpAddress.parse("203.0.113.9");
    open(
        List.of(by("203.0.113.0/25", FIREWALL), to("10.0.0.4/32", UserRoute.Kind.INTERNET)),
        List.of());
    fixture
        .virtualSwitch(0)
        .apply(
            new NatPolicy(
                List.of(),
                List.of(
                    new SnatRange(
                        "vm-web",
                        "out",
                        IpAddress.parse("192.0.2.1"),
                        WEB,
                        1024,
                        8,
                        OutboundMode.DIRECT)),
                List.of()));
    send(web, world);
    assertThat(firewall.arrived.get(0).ip().source()).isEqualTo(WEB);
    assertThat(fixture.virtualSwitch(0).natBindingCount()).isZero();
    send(web, IpAddress.parse("203.0.113.129"));
    send(web, FIREWALL);
    assertThat(fixture.virtualSwitch(0).natBindingCount()).isEqualTo(2);
  }

  @Test
  void peersBelongToTheAddressSpace_thatSecurityRulesKnow() {
    List<VirtualNetworkConfig> all =
        List.of(
            network("hub", 5000, "10.0.0.0/24", List.of(), "spoke1"),
            network("spoke1", 5001, "10.1.0.0/24", List.of(), "hub"),
            network("other", 5002, "10.2.0.0/24", List.of()));
    VirtualNetwork spoke = new VirtualNetwork(all.get(1), all, List.of());
    assertThat(spoke.contains(FIREWALL)).isTrue();
    assertThat(spoke.contains(DB)).isFalse();
  }

  @Test
  void contradictions_areRefused() {
    assertThatThrownBy(() -> to("10.0.0.0/8", UserRoute.Kind.APPLIANCE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UserRoute(Prefix.DEFAULT_IPV4, UserRoute.Kind.NONE, FIREWALL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> by("fd00::/8", FIREWALL)).hasMessageContaining("of the other family");
  }

  /** Against a naive reading: of all that match, the longest; of equal ones the user's. */
  @Property(tries = 500)
  void routeIsTheLongestThatMatches(
      @ForAll @Size(max = 6) List<@IntRange(max = 0xFFFF) Integer> seeds,
      @ForAll @IntRange(max = 0xFFF) int destination) {
    Map<Prefix, UserRoute> routes = new LinkedHashMap<>();
    for (int seed : seeds) {
      Prefix prefix = Prefix.containing(IpAddress.ofIpv4(0x0A000000 + (seed >> 4)), 20 + seed % 13);
      routes.put(
          prefix,
          new UserRoute(
              prefix, seed % 2 == 0 ? UserRoute.Kind.NONE : UserRoute.Kind.INTERNET, null));
    }
    VirtualNetworkConfig config = network("net", 5000, "10.0.4.0/22", List.copyOf(routes.values()));
    IpAddress address = IpAddress.ofIpv4(0x0A000000 + destination);
    NextHop actual = new VirtualNetwork(config, List.of(config), List.of()).route(5000, address);
    UserRoute best =
        routes.values().stream()
            .filter(route -> route.prefix().contains(address))
            .max(Comparator.comparingInt(route -> route.prefix().length()))
            .orElse(null);
    boolean own = Prefix.parse("10.0.4.0/22").contains(address);
    if (address.equals(Prefix.parse("10.0.4.0/22").last())) {
      // A broadcast stays in its subnet, whatever routes say.
      assertThat(actual).isInstanceOf(NextHop.Neighbors.class);
    } else if (best == null || (own && best.prefix().length() < 22)) {
      assertThat(actual).isInstanceOf(own ? NextHop.Machine.class : NextHop.Outside.class);
    } else {
      assertThat(actual.route()).isEqualTo("route " + best.prefix());
      assertThat(actual)
          .isInstanceOf(
              best.kind() == UserRoute.Kind.NONE ? NextHop.Nowhere.class : NextHop.Outside.class);
    }
  }
}
