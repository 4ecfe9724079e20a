package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.CLIENT;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.DB;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR_MAC;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.MUX_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.ROUTER;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.core.transport.Transport;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.VtepConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualSwitchTest {
  private static final int SYN_ACK = TcpHeader.SYN | TcpHeader.ACK;

  private final SwitchFixture fixture = new SwitchFixture();

  private static String flow(Packet packet) {
    return FlowKey.of(0, packet).toString();
  }

  private static Packet inner(Packet outer) {
    return ((Encapsulated) outer.payload()).inner();
  }

  private static int vni(Packet outer) {
    return ((VxlanHeader) ((Encapsulated) outer.payload()).header()).vni();
  }

  // Ports ----------------------------------------------------------------------------------------

  @Test
  void portWithoutPolicy_isBlocked_bothWays() {
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, WORKER, 2, 10));
    assertThat(fixture.trace.drops()).containsExactly("PortBlocked");
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("PortBlocked", "UnknownVni");
  }

  @Test
  void unknownVniOrMac_isDropped_withItsOwnReason() {
    fixture.open();
    fixture.fromMux("portal", 6001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    fixture.fromMux("portal", 5002, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("UnknownVni", "UnknownInnerMac");
  }

  @Test
  void foreignSource_isDropped() {
    fixture.open();
    fixture.fromVm("portal", fixture.udp(WORKER, 1, FAR, 2, 10));
    assertThat(fixture.trace.drops()).containsExactly("SpoofedSource");
  }

  /** What is known of a flow to a VM is no permission for the VM to send as its other end. */
  @Test
  void sourceOfAKnownFlow_isForeignAllTheSame() {
    fixture.open();
    fixture.fromVm("worker", fixture.udp(WORKER, 1, PORTAL, 2, 10));
    fixture.fromVm("portal", fixture.udp(WORKER, 1, PORTAL, 2, 10));
    assertThat(fixture.trace.drops()).containsExactly("SpoofedSource");
  }

  @Test
  void vmThatSendsAsItsPeer_doesNotHitThePeersFlow() {
    fixture.open();
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, WORKER, 2, 10));
    fixture.fromVm("worker", fixture.udp(PORTAL, 1, WORKER, 2, 10));
    assertThat(fixture.trace.drops()).containsExactly("SpoofedSource");
  }

  @Test
  void processDied_portsAreBlocked_andTheTunnelIsClosed() {
    fixture.open();
    fixture.process.crash();
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, FAR, 2, 10));
    assertThat(fixture.trace.drops()).containsExactly("PortBlocked");
    assertThat(fixture.node.udpHandlers()).isEmpty();
  }

  // Host agent -----------------------------------------------------------------------------------

  private static final IpAddress AGENT = IpAddress.parse("168.63.129.16");

  private static final class RecordingTcp implements TcpHandler {
    boolean connected;

    @Override
    public void connected(TcpSocket socket) {
      connected = true;
    }

    @Override
    public void received(TcpSocket socket, Payload data) {}

    @Override
    public void closed(TcpSocket socket, CloseReason reason) {}
  }

  @Test
  void hostAgent_speaksToAVm_throughItsPort_andNothingLeavesTheHost() {
    fixture.open().balanced(OutboundMode.DIRECT);
    RecordingTcp probe = new RecordingTcp();
    Transport sockets = fixture.process.agentSockets("vm-portal");
    FlowTag tag = new FlowTag("probe", 0, false);
    sockets.connect(TcpConfig.LINUX, null, 0, PORTAL, 8443, tag, probe);
    fixture.settle();
    Packet syn = fixture.takeDelivered("portal");
    assertThat(syn.ip().source()).isEqualTo(AGENT);
    TcpHeader asked = (TcpHeader) syn.transport();
    int port = asked.sourcePort();
    int next = asked.sequence() + 1;
    TcpHeader answer = new TcpHeader(8443, port, 9, next, SYN_ACK, 1000, 0, TcpOptions.NONE);
    fixture.fromVm("portal", fixture.packet(PORTAL, AGENT, answer, 0));
    assertThat(probe.connected).isTrue();
    assertThat(fixture.node.sent()).isEmpty();
    assertThat(fixture.trace.drops()).isEmpty();
  }

  @Test
  void hostAgent_cannotSpeakThroughABlockedPort() {
    FlowTag tag = new FlowTag("probe", 0, false);
    fixture
        .process
        .agentSockets("vm-portal")
        .connect(TcpConfig.LINUX, null, 0, PORTAL, 8443, tag, new RecordingTcp());
    fixture.settle();
    assertThat(fixture.trace.drops()).containsExactly("PortBlocked");
  }

  // Virtual network ------------------------------------------------------------------------------

  @Test
  void sameSubnet_otherHost_isEncapsulated_withoutCostingAHop() {
    fixture.open();
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, FAR, 2, 10));
    Packet outer = fixture.node.takeSent();
    assertThat(outer.ip().source()).isEqualTo(PA);
    assertThat(outer.ip().destination()).isEqualTo(FAR_PA);
    assertThat(vni(outer)).isEqualTo(5001);
    assertThat(inner(outer).ethernet())
        .isEqualTo(EthernetHeader.of(FAR_MAC, fixture.mac("portal"), EthernetHeader.TYPE_IPV4));
    assertThat(inner(outer).ip().hopLimit()).isEqualTo(64);
  }

  @Test
  void otherSubnet_sameHost_isRouted_intoTheDestinationsSubnet() {
    fixture.open();
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, DB, 2, 10));
    Packet frame = fixture.takeDelivered("db");
    assertThat(frame.ethernet().source()).isEqualTo(ROUTER);
    assertThat(frame.ip().hopLimit()).isEqualTo(63);
    assertThat(fixture.trace.steps(Step.Routed.class))
        .extracting(Step.Routed::prefix)
        .containsExactly("10.0.1.0/24");
  }

  @Test
  void unknownAddress_isNotLookedFor() {
    fixture.open();
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, IpAddress.parse("10.0.0.200"), 2, 10));
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, IpAddress.parse("8.8.8.8"), 2, 10));
    assertThat(fixture.trace.drops()).containsExactly("UnknownCustomerAddress", "NoRoute");
  }

  @Test
  void hopLimitRunsOutAtTheDistributedRouter_vmIsTold() {
    fixture.open();
    Packet packet = fixture.udp(PORTAL, 1, DB, 2, 10);
    fixture.fromVm("portal", packet.withNetwork(packet.ip().withHopLimit(1)));
    assertThat(fixture.trace.drops()).containsExactly("HopLimitExceeded");
    Packet error = fixture.takeDelivered("portal");
    assertThat(error.ip().source()).isEqualTo(IpAddress.parse("10.0.0.1"));
    assertThat(((IcmpHeader) error.transport()).type()).isEqualTo(IcmpHeader.V4_TIME_EXCEEDED);
  }

  @Test
  void tooBigForTheTunnel_isDropped_andVmToldWhatFits() {
    fixture.open();
    fixture.node.setMtu(1500);
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, FAR, 2, 1450 - 28));
    assertThat(fixture.node.sent()).hasSize(1);
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, FAR, 2, 1451 - 28));
    assertThat(fixture.node.sent()).hasSize(1);
    assertThat(fixture.trace.drops()).containsExactly("TunnelTooBig");
    Packet error = fixture.takeDelivered("portal");
    IcmpHeader icmp = (IcmpHeader) error.transport();
    assertThat(icmp.code()).isEqualTo(IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED);
    assertThat(icmp.rest()).isEqualTo(1450);
  }

  @Test
  void tooBig_withoutReporting_isDroppedInSilence() {
    VirtualHostConfig config = VirtualHostConfig.of(PA);
    SwitchFixture silent =
        new SwitchFixture(
            new VirtualHostConfig(
                List.of(PA),
                new VtepConfig(4789, 64, true, false),
                config.routerMac(),
                config.flowLimit(),
                config.flowIdlePs(),
                config.natLimit(),
                config.natIdlePs(),
                config.natClosedPs()),
            SnatAllocator.LOWEST_FREE,
            ReturnPath.DIRECT);
    silent.open();
    silent.node.setMtu(100);
    silent.fromVm("portal", silent.udp(PORTAL, 1, FAR, 2, 100));
    assertThat(silent.trace.drops()).containsExactly("TunnelTooBig");
    assertThat(silent.delivered.get("portal")).isEmpty();
  }

  @Test
  void sameAddressesOfTwoTenants_staySeparate() {
    // The fixture's db port becomes a second tenant's VM with portal's own address.
    fixture.virtualSwitch.apply(
        new NetworkPolicy(
            List.of(
                SwitchFixture.NETWORK,
                new VirtualNetworkConfig(
                    "other", List.of(new VirtualSubnetConfig(6001, Prefix.parse("10.0.0.0/24"))))),
            List.of(
                new AddressMapping(WORKER, 5001, fixture.mac("worker"), PA),
                new AddressMapping(FAR, 6001, FAR_MAC, FAR_PA)),
            List.of(
                new PortPolicy("vm-portal", "portal", 5001, fixture.mac("portal"), List.of(PORTAL)),
                new PortPolicy("vm-worker", "worker", 5001, fixture.mac("worker"), List.of(WORKER)),
                new PortPolicy("vm-db", "db", 6001, fixture.mac("db"), List.of(PORTAL)))));
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, WORKER, 2, 10));
    assertThat(fixture.delivered.get("worker")).hasSize(1);
    fixture.fromVm("db", fixture.udp(PORTAL, 1, WORKER, 2, 10));
    assertThat(fixture.delivered.get("worker")).hasSize(1);
    fixture.fromVm("db", fixture.udp(PORTAL, 1, FAR, 2, 10));
    assertThat(vni(fixture.node.takeSent())).isEqualTo(6001);
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, FAR, 2, 10));
    assertThat(fixture.trace.drops())
        .containsExactly("UnknownCustomerAddress", "UnknownCustomerAddress");
  }

  // ARP ------------------------------------------------------------------------------------------

  private Packet arp(IpAddress target) {
    return Packet.of(
        EthernetHeader.of(MacAddress.BROADCAST, fixture.mac("portal"), EthernetHeader.TYPE_ARP),
        new ArpMessage(ArpMessage.REQUEST, fixture.mac("portal"), PORTAL, MacAddress.ZERO, target),
        null,
        Payload.EMPTY,
        fixture.host.newTag(null, 0));
  }

  @Test
  void arp_isAnsweredFromPolicy_forGatewayAndOwnSubnetOnly() {
    fixture.open();
    fixture.frameFromVm("portal", arp(IpAddress.parse("10.0.0.1")));
    ArpMessage gateway = (ArpMessage) fixture.takeDelivered("portal").network();
    assertThat(gateway.senderMac()).isEqualTo(ROUTER);
    assertThat(gateway.operation()).isEqualTo(ArpMessage.REPLY);

    fixture.frameFromVm("portal", arp(FAR));
    assertThat(((ArpMessage) fixture.takeDelivered("portal").network()).senderMac())
        .isEqualTo(FAR_MAC);

    fixture.frameFromVm("portal", arp(IpAddress.parse("10.0.0.77")));
    fixture.frameFromVm("portal", arp(DB));
    assertThat(fixture.delivered.get("portal")).isEmpty();
    assertThat(fixture.delivered.get("worker")).isEmpty();
    assertThat(fixture.trace.drops())
        .containsExactly("UnknownCustomerAddress", "UnknownCustomerAddress");
  }

  @Test
  void gratuitousArp_isTakenInSilence() {
    fixture.open();
    fixture.frameFromVm("portal", arp(PORTAL));
    assertThat(fixture.delivered.get("portal")).isEmpty();
    assertThat(fixture.trace.drops()).isEmpty();
  }

  // Load balancing -------------------------------------------------------------------------------

  @Test
  void packetOfAMux_isTranslatedToTheVm_andTheAnswerLeavesDirectly_asTheVip() {
    fixture.open().balanced(OutboundMode.VIA_MUX);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    Packet request = fixture.takeDelivered("portal");
    assertThat(flow(request)).isEqualTo("tcp 192.168.200.50:40000 > 10.0.0.4:8443");
    assertThat(request.ip().hopLimit()).isEqualTo(64);

    fixture.fromVm("portal", fixture.tcp(PORTAL, 8443, CLIENT, 40000, SYN_ACK));
    Packet reply = fixture.node.takeSent();
    assertThat(flow(reply)).isEqualTo("tcp 192.168.133.74:443 > 192.168.200.50:40000");
    assertThat(reply.ip().hopLimit()).isEqualTo(63);
    assertThat(reply.ethernet()).isNull();
    assertThat(fixture.trace.steps(Step.Translated.class))
        .extracting(Step.Translated::binding)
        .containsExactly("dnat vip portal tcp/443", "dnat vip portal tcp/443");
    assertThat(fixture.virtualSwitch.natBindingCount()).isEqualTo(1);
  }

  @Test
  void directServerReturnOff_answerGoesThroughAMux() {
    SwitchFixture altered =
        new SwitchFixture(
            VirtualHostConfig.of(PA), SnatAllocator.LOWEST_FREE, ReturnPath.THROUGH_MUX);
    altered.open().balanced(OutboundMode.DIRECT);
    altered.fromMux("portal", 5001, altered.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    altered.fromVm("portal", altered.tcp(PORTAL, 8443, CLIENT, 40000, SYN_ACK));
    assertThat(altered.node.takeSent().ip().destination()).isEqualTo(MUX_PA);
  }

  @Test
  void otherVipPort_isNotForTheVm() {
    fixture.open().balanced(OutboundMode.VIA_MUX);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 80, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("NotForUs");
  }

  @Test
  void laterPackets_hitTheUnifiedFlowTable_untilPolicyChanges() {
    fixture.open().balanced(OutboundMode.VIA_MUX);
    for (int i = 0; i < 3; i++) {
      fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.ACK));
    }
    assertThat(fixture.virtualSwitch.misses()).isEqualTo(1);
    assertThat(fixture.virtualSwitch.hits()).isEqualTo(2);

    fixture.balanced(OutboundMode.DIRECT);
    assertThat(fixture.virtualSwitch.flowCount()).isZero();
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.ACK));
    assertThat(fixture.virtualSwitch.misses()).isEqualTo(2);
    assertThat(fixture.delivered.get("portal")).hasSize(4);
    assertThat(fixture.virtualSwitch.natBindingCount()).isEqualTo(1);
  }

  @Test
  void idleBinding_isForgotten_andTheVmsSegmentDropped() {
    fixture.open().balanced(OutboundMode.VIA_MUX);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    fixture.pass(4 * 60 * SimTime.SECOND - 1);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8443, CLIENT, 40000, SYN_ACK));
    assertThat(fixture.node.sent()).hasSize(1);
    fixture.passMinutes(4);
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
    assertThat(fixture.virtualSwitch.flowCount()).isZero();
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8443, CLIENT, 40000, TcpHeader.ACK));
    assertThat(fixture.trace.drops()).containsExactly("NoNatBinding");
  }

  @Test
  void usedBinding_livesOn() {
    fixture.open().balanced(OutboundMode.VIA_MUX);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    fixture.passMinutes(3);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.ACK));
    fixture.passMinutes(3);
    assertThat(fixture.virtualSwitch.natBindingCount()).isEqualTo(1);
    fixture.passMinutes(1);
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
  }

  @Test
  void bindingExpiredBeforeItsUnifiedFlow_flowIsCompiledAnew() {
    VirtualHostConfig usual = VirtualHostConfig.of(PA);
    VirtualHostConfig config =
        new VirtualHostConfig(
            List.of(PA),
            usual.vtep(),
            usual.routerMac(),
            10,
            4 * 60 * SimTime.SECOND,
            10,
            60 * SimTime.SECOND,
            0);
    SwitchFixture hasty = new SwitchFixture(config, SnatAllocator.LOWEST_FREE, ReturnPath.DIRECT);
    hasty.open().balanced(OutboundMode.VIA_MUX);
    hasty.fromMux("portal", 5001, hasty.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    hasty.passMinutes(2);
    assertThat(hasty.virtualSwitch.natBindingCount()).isZero();
    hasty.fromMux("portal", 5001, hasty.tcp(CLIENT, 40000, VIP, 443, TcpHeader.ACK));
    assertThat(hasty.virtualSwitch.misses()).isEqualTo(2);
    assertThat(hasty.virtualSwitch.natBindingCount()).isEqualTo(1);
    assertThat(hasty.delivered.get("portal")).hasSize(2);
  }

  @Test
  void icmpErrorAboutAnAnswer_reachesTheVm_withTheQuotationTranslated() {
    fixture.open().balanced(OutboundMode.VIA_MUX);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8443, CLIENT, 40000, SYN_ACK));
    Packet answer = fixture.node.takeSent();
    Packet error =
        Packet.ip(
            Ipv4Header.of(IpAddress.parse("192.168.200.1"), VIP, 64, IpProtocol.ICMP),
            new IcmpHeader(false, 3, 4, 1400),
            new Quoted(answer, 40),
            fixture.host.newTag(null, 0));
    fixture.fromMux("portal", 5001, error);
    Packet seen = fixture.takeDelivered("portal");
    fixture.takeDelivered("portal");
    assertThat(seen.ip().destination()).isEqualTo(PORTAL);
    assertThat(flow(((Quoted) seen.payload()).original()))
        .isEqualTo("tcp 10.0.0.4:8443 > 192.168.200.50:40000");
  }

  // Outbound -------------------------------------------------------------------------------------

  @Test
  void outboundViaMux_isTranslated_andEncapsulatedToTheMux() {
    fixture.open().balanced(OutboundMode.VIA_MUX);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, CLIENT, 80, TcpHeader.SYN));
    Packet outer = fixture.node.takeSent();
    assertThat(outer.ip().destination()).isEqualTo(MUX_PA);
    assertThat(flow(inner(outer))).isEqualTo("tcp 192.168.133.74:1024 > 192.168.200.50:80");

    fixture.fromMux(
        "portal", 5001, fixture.tcp(CLIENT, 80, VIP, 1024, TcpHeader.SYN | TcpHeader.ACK));
    assertThat(flow(fixture.takeDelivered("portal")))
        .isEqualTo("tcp 192.168.200.50:80 > 10.0.0.4:5000");
  }

  @Test
  void outboundDirect_leavesFromTheHost() {
    fixture.open().balanced(OutboundMode.DIRECT);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, CLIENT, 80, TcpHeader.SYN));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp 192.168.133.74:1024 > 192.168.200.50:80");
  }

  @Test
  void sameSourcePortOfTwoVms_toOneDestination_leaveFromDifferentPorts() {
    fixture.open().balanced(OutboundMode.DIRECT);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, CLIENT, 80, TcpHeader.SYN));
    fixture.fromVm("worker", fixture.tcp(WORKER, 5000, CLIENT, 80, TcpHeader.SYN));
    assertThat(fixture.node.sent())
        .extracting(VirtualSwitchTest::flow)
        .containsExactly(
            "tcp 192.168.133.74:1024 > 192.168.200.50:80",
            "tcp 192.168.133.74:1026 > 192.168.200.50:80");
  }

  @Test
  void snatRange_isExhaustedPerRemoteEnd_andFreeAgainAfterClose() {
    fixture.open().balanced(OutboundMode.DIRECT);
    for (int port = 5000; port < 5003; port++) {
      fixture.fromVm("portal", fixture.tcp(PORTAL, port, CLIENT, 80, TcpHeader.SYN));
    }
    assertThat(fixture.trace.drops()).containsExactly("SnatPortsExhausted");
    // Another remote end may use the same port.
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5003, CLIENT, 81, TcpHeader.SYN));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp 192.168.133.74:1024 > 192.168.200.50:81");
    // The second connection is reset; after a minute its port serves another.
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 80, VIP, 1025, TcpHeader.RST));
    fixture.node.sent().clear();
    fixture.pass(60 * SimTime.SECOND - 1);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5004, CLIENT, 80, TcpHeader.SYN));
    assertThat(fixture.node.sent()).isEmpty();
    fixture.pass(1);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5004, CLIENT, 80, TcpHeader.SYN));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp 192.168.133.74:1025 > 192.168.200.50:80");
  }

  @Test
  void pingToTheWorld_isNotTranslated() {
    fixture.open().balanced(OutboundMode.DIRECT);
    fixture.fromVm(
        "portal",
        Packet.ip(
            Ipv4Header.of(PORTAL, CLIENT, 64, IpProtocol.ICMP),
            IcmpHeader.echoRequest(false, 1, 1),
            Payload.EMPTY,
            fixture.host.newTag(null, 0)));
    assertThat(fixture.trace.drops()).containsExactly("NatUntranslatable");
  }

  @Test
  void viaMux_withoutAMux_isDropped() {
    fixture.open();
    fixture.virtualSwitch.apply(
        new NatPolicy(
            List.of(),
            List.of(
                new SnatRange("vm-portal", "portal", VIP, PORTAL, 1024, 2, OutboundMode.VIA_MUX)),
            List.of()));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, CLIENT, 80, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("NoMux");
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
  }
}
