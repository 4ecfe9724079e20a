package io.sdnsim.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.l3.IpConfig;
import io.sdnsim.core.l3.NeighborConfig;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteSource;
import io.sdnsim.core.l3.acl.AccessEntry;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.transport.UdpSocket;
import io.sdnsim.testkit.StepRecorder;
import io.sdnsim.testkit.TestNetwork;
import io.sdnsim.testkit.TestNetwork.Inbox;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two hosts and the router between them. */
class IpForwardingTest {
  private static final long A_WHILE = 10 * SimTime.SECOND;

  private final TestNetwork net = new TestNetwork(1);
  private IpDevice left;
  private IpDevice router;
  private IpDevice right;
  private Link leftLink;
  private Link rightLink;

  private void build(IpDeviceConfig routerConfig) {
    build(routerConfig, LinkConfig.ethernet(1_000_000_000L, SimTime.MICROSECOND));
  }

  private void build(IpDeviceConfig routerConfig, LinkConfig second) {
    left =
        net.add(
            IpDeviceConfig.host(
                    "left", InterfaceConfig.of("eth0", "10.0.1.2/24", "2001:db8:1::2/64"))
                .withRoutes(
                    StaticRoute.via("0.0.0.0/0", "10.0.1.1"),
                    StaticRoute.via("::/0", "2001:db8:1::1")));
    router = net.add(routerConfig);
    right =
        net.add(
            IpDeviceConfig.host(
                    "right", InterfaceConfig.of("eth0", "10.0.2.2/24", "2001:db8:2::2/64"))
                .withRoutes(
                    StaticRoute.via("0.0.0.0/0", "10.0.2.1"),
                    StaticRoute.via("::/0", "2001:db8:2::1")));
    leftLink = net.link("left:eth0", "router:a");
    rightLink = net.link("router:b", "right:eth0", second);
    net.boot();
  }

  private static IpDeviceConfig router(InterfaceConfig a, InterfaceConfig b) {
    return IpDeviceConfig.router("router", a, b);
  }

  private static IpDeviceConfig plain() {
    return router(
        InterfaceConfig.of("a", "10.0.1.1/24", "2001:db8:1::1/64"),
        InterfaceConfig.of("b", "10.0.2.1/24", "2001:db8:2::1/64"));
  }

  private Map<String, Long> drops(IpDevice device) {
    return device.context().ledger().dropsByReason();
  }

  @Test
  void datagram_goesThroughTheRouter_withOneHopLess_andTheTraceNamesTheRoute() {
    build(plain());
    Inbox inbox = net.listen(right);
    net.send(left, "10.0.2.2", 100, 64);
    net.run(A_WHILE);

    assertThat(inbox.datagrams).hasSize(1);
    assertThat(Objects.requireNonNull(inbox.datagrams.get(0).ip()).hopLimit()).isEqualTo(63);
    assertThat(net.recorder().steps("router", Step.Routed.class))
        .contains(new Step.Routed("10.0.2.0/24", "10.0.2.2", "b", "connected", 0, 1));
  }

  @Test
  void ipv6Datagram_goesThroughTheRouter_withNeighborDiscovery() {
    build(plain());
    Inbox inbox = net.listen(right);
    net.send(left, "2001:db8:2::2", 100, 64);
    net.run(A_WHILE);

    assertThat(inbox.datagrams).hasSize(1);
    assertThat(net.recorder().row("router", "arp", "2001:db8:2::2 b"))
        .containsEntry("family", "ipv6")
        .containsEntry("state", "reachable")
        .containsEntry("mac", right.findPort("eth0").mac().toString());
  }

  @Test
  void gratuitousArp_onInterfaceUp_isSentOnceAPort() {
    build(plain());
    net.run(SimTime.MILLISECOND);

    assertThat(
            net.recorder().records().stream()
                .filter(r -> r.step() instanceof Step.Originated)
                .filter(r -> r.node().equals("router"))
                .filter(r -> r.packet().toString().startsWith("arp who-has")))
        .hasSize(2);
  }

  @Test
  void absentNeighbor_isAskedForThreeTimes_thenTheSenderLearns() {
    build(plain());
    Inbox errors = net.send(left, "10.0.2.77", 100, 64);
    net.run(2900 * SimTime.MILLISECOND);
    assertThat(errors.errors).isEmpty();
    assertThat(router.heldPackets()).isEqualTo(1);

    net.run(SimTime.SECOND);
    assertThat(errors.errorCodes()).containsExactly("3/1");
    assertThat(drops(router)).containsEntry("NeighborUnreachable", 1L);
    assertThat(
            net.recorder().records().stream()
                .filter(r -> r.step() instanceof Step.Originated)
                .filter(r -> r.packet().toString().startsWith("arp who-has 10.0.2.77")))
        .hasSize(3);
    assertThat(net.recorder().row("router", "arp", "10.0.2.77 b")).isNull();
  }

  @Test
  void fullNeighborQueue_dropsTheOldest() {
    build(plain().withIp(IpConfig.ROUTER.withNeighbors(NeighborConfig.DEFAULT.withQueue(2))));
    for (int i = 0; i < 5; i++) {
      net.send(left, "10.0.2.77", 100, 64);
    }
    net.run(SimTime.SECOND);

    assertThat(router.heldPackets()).isEqualTo(2);
    assertThat(drops(router)).containsEntry("NeighborQueueFull", 3L);
  }

  @Test
  void neighborThatFallsSilent_isProbedAndForgotten() {
    build(plain());
    net.listen(right);
    net.send(left, "10.0.2.2", 100, 64);
    net.run(A_WHILE);
    net.network().freeze(right);
    net.run(30 * SimTime.SECOND);

    net.send(left, "10.0.2.2", 100, 64);
    net.run(SimTime.SECOND);
    assertThat(net.recorder().row("router", "arp", "10.0.2.2 b")).containsEntry("state", "delay");
    net.run(5 * SimTime.SECOND);
    assertThat(net.recorder().row("router", "arp", "10.0.2.2 b")).containsEntry("state", "probe");
    net.run(3 * SimTime.SECOND);
    assertThat(net.recorder().row("router", "arp", "10.0.2.2 b")).isNull();
  }

  @Test
  void hopLimitOne_endsAtTheRouter_whichSaysSo() {
    build(plain());
    net.listen(right);
    Inbox errors = net.send(left, "10.0.2.2", 100, 1);
    Inbox errors6 = net.send(left, "2001:db8:2::2", 100, 1);
    net.run(A_WHILE);

    assertThat(errors.errorCodes()).containsExactly("11/0");
    assertThat(errors6.errorCodes()).containsExactly("3/0");
    assertThat(Objects.requireNonNull(errors.errors.get(0).ip()).source())
        .isEqualTo(IpAddress.parse("10.0.1.1"));
    assertThat(Objects.requireNonNull(errors.errors.get(0).tag().flow()).reply()).isTrue();
    assertThat(drops(router)).containsEntry("HopLimitExceeded", 2L);
  }

  @Test
  void icmpErrors_areLimited() {
    build(plain().withIp(IpConfig.ROUTER.withIcmpErrorsPerSecond(2)));
    net.run(A_WHILE);
    for (int i = 0; i < 10; i++) {
      net.send(left, "10.0.2.2", 100, 1);
    }
    net.run(SimTime.MILLISECOND);

    assertThat(drops(router)).containsEntry("HopLimitExceeded", 10L);
    assertThat(
            net.recorder().steps("router", Step.Originated.class).stream()
                .filter(step -> step.by().equals("icmp")))
        .hasSize(2);
  }

  @Test
  void noRouteAndBlackhole_areToldApart() {
    build(plain().withRoutes(StaticRoute.blackhole("10.9.0.0/16")));
    Inbox lost = net.send(left, "10.8.0.1", 100, 64);
    Inbox silent = net.send(left, "10.9.0.1", 100, 64);
    net.run(A_WHILE);

    assertThat(lost.errorCodes()).containsExactly("3/0");
    assertThat(silent.errors).isEmpty();
    assertThat(drops(router)).containsEntry("NoRoute", 1L).containsEntry("Blackhole", 1L);
  }

  @Test
  void host_forwardsNothing() {
    build(plain().withIp(IpConfig.HOST));
    net.send(left, "10.0.2.2", 100, 64);
    net.run(A_WHILE);

    assertThat(drops(router)).containsEntry("NotForwarding", 1L);
  }

  @Test
  void accessList_deniesAndNamesItsLine() {
    AccessListConfig list =
        new AccessListConfig(
            "edge",
            List.of(
                AccessEntry.of(
                    10,
                    false,
                    IpProtocol.UDP,
                    Prefix.parse("10.0.1.0/24"),
                    null,
                    Prefix.parse("10.0.2.0/24"),
                    null),
                AccessEntry.of(20, true, AccessEntry.ANY, null, null, null, null)));
    build(
        router(
                InterfaceConfig.of("a", "10.0.1.1/24", "2001:db8:1::1/64").withAcls("edge", null),
                InterfaceConfig.of("b", "10.0.2.1/24", "2001:db8:2::1/64"))
            .withAccessLists(list));
    Inbox inbox = net.listen(right);
    Inbox errors = net.send(left, "10.0.2.2", 100, 64);
    net.send(left, "2001:db8:2::2", 100, 64);
    net.run(A_WHILE);

    assertThat(inbox.datagrams).hasSize(1);
    assertThat(errors.errorCodes()).containsExactly("3/13");
    assertThat(drops(router)).containsEntry("Denied", 1L);
    assertThat(Objects.requireNonNull(router.accessList("edge")).hits(10)).isEqualTo(1);
  }

  @Test
  void narrowLink_fragmentsIpv4_andTheReceiverPutsItTogether() {
    build(plain(), LinkConfig.ethernet(1_000_000_000L, SimTime.MICROSECOND).withMtu(600));
    Inbox inbox = net.listen(right);
    Inbox errors = net.send(left, "10.0.2.2", 1400, 64);
    net.run(A_WHILE);

    assertThat(errors.errors).isEmpty();
    assertThat(net.recorder().steps("router", Step.Fragmented.class))
        .containsExactly(new Step.Fragmented(3, 600));
    assertThat(inbox.datagrams).hasSize(1);
    assertThat(inbox.datagrams.get(0).payload().lengthBytes()).isEqualTo(1400);
  }

  @Test
  void narrowLink_dontFragment_isDroppedAndTheSenderLearnsTheMtu() {
    build(plain(), LinkConfig.ethernet(1_000_000_000L, SimTime.MICROSECOND).withMtu(600));
    Packet datagram =
        Packet.ip(
            Ipv4Header.of(
                IpAddress.parse("10.0.1.2"), IpAddress.parse("10.0.2.2"), 64, IpProtocol.UDP),
            new UdpHeader(5, TestNetwork.PORT),
            new BulkBytes(0, 0, 1400),
            left.context().newTag(null, 0));
    left.context().created(datagram, "test");
    left.output().send(datagram);
    net.run(A_WHILE);

    assertThat(drops(router)).containsEntry("FragmentationNeeded", 1L);
    assertThat(left.output().pathMtuBytes(IpAddress.parse("10.0.2.2"))).isEqualTo(600);
    assertThat(left.output().pathMtuBytes(IpAddress.parse("10.0.2.3"))).isEqualTo(1500);
    net.run(600 * SimTime.SECOND);
    assertThat(left.output().pathMtuBytes(IpAddress.parse("10.0.2.2"))).isEqualTo(1500);
  }

  @Test
  void narrowLink_ipv6SenderLearnsThePathMtu() {
    build(plain(), LinkConfig.ethernet(1_000_000_000L, SimTime.MICROSECOND).withMtu(1300));
    Inbox inbox = net.listen(right);
    Inbox errors = net.send(left, "2001:db8:2::2", 1400, 64);
    net.run(A_WHILE);

    assertThat(inbox.datagrams).isEmpty();
    assertThat(errors.errorCodes()).containsExactly("2/0");
    assertThat(left.output().pathMtuBytes(IpAddress.parse("2001:db8:2::2"))).isEqualTo(1300);

    // RFC 8200 5, RFC 8201 5.2: from then on the source fragments to fit the path.
    net.send(left, "2001:db8:2::2", 1400, 64);
    net.run(A_WHILE);
    assertThat(net.recorder().steps("left", Step.Fragmented.class))
        .containsExactly(new Step.Fragmented(2, 1300));
    assertThat(inbox.datagrams).hasSize(1);
    assertThat(inbox.datagrams.get(0).payload().lengthBytes()).isEqualTo(1400);
  }

  @Test
  void connectedRoute_followsCarrier_andSoDoRoutesThroughIt() {
    build(plain().withRoutes(StaticRoute.via("10.50.0.0/16", "10.0.2.2")));
    Prefix connected = Prefix.parse("10.0.2.0/24");
    Prefix dependent = Prefix.parse("10.50.0.0/16");
    assertThat(router.routes().exact(dependent)).isNotNull();

    rightLink.setCarrier(Link.Side.B_TO_A, false);
    assertThat(router.routes().exact(connected)).isNull();
    assertThat(router.routes().exact(dependent)).isNull();
    assertThat(net.recorder().row("router", "fib", "10.50.0.0/16")).isNull();
    assertThat(router.output().isLocal(IpAddress.parse("10.0.2.1"))).isFalse();

    rightLink.setCarrier(Link.Side.B_TO_A, true);
    assertThat(router.routes().exact(connected)).isNotNull();
    assertThat(net.recorder().row("router", "fib", "10.50.0.0/16"))
        .containsEntry("nextHops", List.of(Map.of("address", "10.0.2.2", "port", "b")));
  }

  @Test
  void ecmp_spreadsFlows_andKeepsEachFlowOnItsMember() {
    build(plain());
    router
        .routes()
        .offer(
            new Route(
                Prefix.parse("10.60.0.0/16"),
                new RouteSource("bgp", 20),
                0,
                List.of(
                    NextHop.via(IpAddress.parse("10.0.2.10")),
                    NextHop.via(IpAddress.parse("10.0.2.11")),
                    NextHop.via(IpAddress.parse("10.0.2.12")))));
    net.send(left, "10.0.2.2", 10, 64);
    net.run(SimTime.SECOND); // so that no packet waits for ARP
    UdpSocket socket = left.transport().bindUdp(null, 0, new Inbox());
    for (int i = 0; i < 600; i++) {
      IpAddress to = IpAddress.parse("10.60.0.0").plus(i % 300);
      socket.send(to, TestNetwork.PORT, new BulkBytes(0, 0, 10), null, i, 64);
      net.run(10 * SimTime.MICROSECOND);
    }
    net.run(SimTime.MILLISECOND);

    Map<String, String> memberOf = new TreeMap<>();
    long[] members = new long[3];
    for (StepRecorder.Recorded record : net.recorder().records()) {
      if (record.step() instanceof Step.Routed step && step.prefix().equals("10.60.0.0/16")) {
        String flow = FlowKey.of(0, record.packet()).toString();
        String before = memberOf.put(flow, step.nextHop());
        assertThat(before == null || before.equals(step.nextHop())).as(flow).isTrue();
        members[step.member()] += before == null ? 1 : 0;
        assertThat(step.members()).isEqualTo(3);
      }
    }
    assertThat(memberOf).hasSize(300);
    assertThat(Arrays.stream(members).boxed()).allMatch(count -> count > 70 && count < 130);
  }

  @Test
  void icmpRedirect_isSentOnlyWhenConfigured() {
    // The next router stands on the sender's own network.
    build(
        plain()
            .withIp(IpConfig.ROUTER.withIcmpRedirects(true))
            .withRoutes(StaticRoute.via("10.70.0.0/16", "10.0.1.9")));
    net.send(left, "10.70.0.1", 10, 64);
    net.run(A_WHILE);

    assertThat(
            net.recorder().records().stream()
                .filter(r -> r.node().equals("router") && r.step() instanceof Step.Originated)
                .filter(r -> r.packet().toString().contains("type 5 code 1")))
        .hasSize(1);
  }

  @Test
  void powerCycle_forgetsNeighborsAndRoutes_andWorksAgain() {
    build(plain());
    net.send(left, "10.0.2.77", 100, 64);
    net.run(SimTime.SECOND);
    net.network().powerOff(router);
    assertThat(drops(router)).containsEntry("NodeOff", 1L);
    assertThat(left.findPort("eth0").isUp()).isFalse();
    net.run(SimTime.SECOND);

    net.network().powerOn(router);
    Inbox inbox = net.listen(right);
    net.send(left, "10.0.2.2", 100, 64);
    net.run(A_WHILE);
    assertThat(inbox.datagrams).hasSize(1);
  }

  @Test
  void frozenNode_noticesThePortOnlyWhenItGoesOn() {
    build(plain());
    net.run(SimTime.SECOND);
    net.network().freeze(router);
    leftLink.setCarrier(Link.Side.A_TO_B, false);
    net.run(SimTime.SECOND);
    assertThat(router.routes().exact(Prefix.parse("10.0.1.0/24"))).isNotNull();

    net.network().thaw(router);
    assertThat(router.routes().exact(Prefix.parse("10.0.1.0/24"))).isNull();
  }

  @Test
  void interceptor_takesWhatIsNotForTheNode() {
    build(plain());
    router.addInterceptor(
        datagram -> {
          if (Objects.requireNonNull(datagram.ip())
              .destination()
              .equals(IpAddress.parse("10.99.0.1"))) {
            router.context().consumed(datagram, "vip");
            return true;
          }
          return false;
        });
    Inbox inbox = net.listen(right);
    net.send(left, "10.99.0.1", 10, 64);
    net.send(left, "10.0.2.2", 10, 64);
    net.run(A_WHILE);

    assertThat(inbox.datagrams).hasSize(1);
    assertThat(net.recorder().steps("router", Step.Delivered.class))
        .contains(new Step.Delivered("vip"));
    router.crashProcesses();
    net.send(left, "10.99.0.1", 10, 64);
    net.run(A_WHILE);
    assertThat(drops(router)).containsEntry("NoRoute", 1L);
  }

  @Test
  void sendToOneself_isDeliveredWithoutALink() {
    build(plain());
    Inbox inbox = net.listen(left);
    net.send(left, "10.0.1.2", 10, 64);
    assertThat(inbox.datagrams).as("not within the call").isEmpty();
    assertThat(left.heldPackets()).isEqualTo(1);
    net.run(1);

    assertThat(inbox.datagrams).hasSize(1);
  }
}
