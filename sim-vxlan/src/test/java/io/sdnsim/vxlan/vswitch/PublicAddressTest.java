package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.CLIENT;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.DB;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.MUX_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.l3.Fragmenter;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.wire.FrameCodec;
import io.sdnsim.vxlan.acl.AddressMatch;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.acl.SecurityRule;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instance-level public IPs: basic NAT of one address (RFC 3022 2.1). */
class PublicAddressTest {
  private static final IpAddress PUBLIC = IpAddress.parse("203.0.113.90");
  private final SwitchFixture fixture = new SwitchFixture();

  private void open(OutboundMode outbound) {
    fixture.open();
    program(outbound);
  }

  /** Portal has its own address, a SNAT range, and a rule of a VIP. */
  private void program(OutboundMode outbound) {
    fixture.virtualSwitch.apply(
        new NatPolicy(
            List.of(new DnatRule("vm-portal", "portal", VIP, IpProtocol.TCP, 443, PORTAL, 443, 0)),
            List.of(new SnatRange("vm-portal", "portal", VIP, PORTAL, 1024, 2, outbound)),
            List.of(),
            List.of(MUX_PA),
            List.of(new PublicAddress("vm-portal", "portal", PUBLIC, PORTAL, outbound))));
  }

  private Packet ping(IpAddress from, IpAddress to) {
    return Packet.ip(
        Ipv4Header.of(from, to, 64, IpProtocol.ICMP),
        IcmpHeader.echoRequest(false, 77, 1),
        Payload.EMPTY,
        fixture.host.newTag(null, 0));
  }

  private static String flow(Packet packet) {
    return FlowKey.of(0, packet).toString();
  }

  @Test
  void anyPort_isOpen_andKeepsItsNumber_answersLeaveDirectly() {
    open(OutboundMode.VIA_MUX);
    for (int port : new int[] {22, 443, 61_234}) {
      fixture.fromMux("portal", 5001, fixture.udp(CLIENT, 5000, PUBLIC, port, 10));
      assertThat(flow(fixture.takeDelivered("portal")))
          .isEqualTo("udp 192.168.200.50:5000 > 10.0.0.4:" + port);
      fixture.fromVm("portal", fixture.udp(PORTAL, port, CLIENT, 5000, 10));
      assertThat(flow(fixture.node.takeSent()))
          .isEqualTo("udp 203.0.113.90:" + port + " > 192.168.200.50:5000");
    }
    assertThat(fixture.trace.drops()).isEmpty();
  }

  @Test
  void ping_isForTheVm() {
    open(OutboundMode.VIA_MUX);
    fixture.fromMux("portal", 5001, ping(CLIENT, PUBLIC));
    Packet arrived = fixture.takeDelivered("portal");
    assertThat(arrived.ip().destination()).isEqualTo(PORTAL);
    assertThat(((IcmpHeader) arrived.transport()).echoIdentifier()).isEqualTo(77);
  }

  @Test
  void whatTheVmBegins_comesFromIt_withItsPort_beforeAnySnatRange() {
    open(OutboundMode.DIRECT);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 50_123, CLIENT, 80, TcpHeader.SYN));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp 203.0.113.90:50123 > 192.168.200.50:80");
    fixture.fromVm("portal", ping(PORTAL, CLIENT));
    assertThat(fixture.node.takeSent().ip().source()).isEqualTo(PUBLIC);
  }

  @Test
  void viaMux_leavesThroughTheTunnel() {
    open(OutboundMode.VIA_MUX);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 50_123, CLIENT, 80, TcpHeader.SYN));
    Packet outer = fixture.node.takeSent();
    assertThat(outer.ip().destination()).isEqualTo(MUX_PA);
    Packet inner = ((Encapsulated) outer.payload()).inner();
    assertThat(flow(inner)).isEqualTo("tcp 203.0.113.90:50123 > 192.168.200.50:80");
  }

  /** Nothing is lost with the binding: the ports are the same ever after. */
  @Test
  void segmentAfterAnIdleTime_goesOn() {
    open(OutboundMode.DIRECT);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 50_123, CLIENT, 80, TcpHeader.SYN));
    fixture.node.sent().clear();
    fixture.passMinutes(60);
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
    fixture.fromVm("portal", fixture.tcp(PORTAL, 50_123, CLIENT, 80, TcpHeader.ACK));
    assertThat(flow(fixture.node.takeSent()))
        .isEqualTo("tcp 203.0.113.90:50123 > 192.168.200.50:80");
  }

  /** Another VM may have it by now. */
  @Test
  void lostAddress_takesItsBindingsAlong_andNoOthers() {
    open(OutboundMode.DIRECT);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 5000, VIP, 443, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 50_123, CLIENT, 80, TcpHeader.SYN));
    assertThat(fixture.virtualSwitch.natBindingCount()).isEqualTo(2);
    program(OutboundMode.DIRECT);
    assertThat(fixture.virtualSwitch.natBindingCount()).as("told the same again").isEqualTo(2);
    fixture.balanced(OutboundMode.DIRECT);
    assertThat(fixture.virtualSwitch.natBindingCount()).isEqualTo(1);
    fixture.node.sent().clear();
    fixture.fromVm("portal", fixture.tcp(PORTAL, 50_123, CLIENT, 80, TcpHeader.ACK));
    assertThat(fixture.node.sent()).isEmpty();
    assertThat(fixture.trace.drops()).containsExactly("NoNatBinding");
  }

  @Test
  void withinTheVirtualNetwork_theVmIsItself() {
    open(OutboundMode.DIRECT);
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, DB, 2, 10));
    assertThat(fixture.takeDelivered("db").ip().source()).isEqualTo(PORTAL);
  }

  @Test
  void otherVmsOfTheHost_doNotHaveIt() {
    open(OutboundMode.DIRECT);
    fixture.fromMux("worker", 5001, fixture.udp(CLIENT, 5000, PUBLIC, 22, 10));
    assertThat(fixture.delivered.get("worker")).isEmpty();
    assertThat(fixture.trace.drops()).containsExactly("NotForUs");
  }

  @Test
  void securityGroup_closesIt_andNoBindingIsKept() {
    SecurityRule nobody =
        new SecurityRule(
            "nobody",
            100,
            false,
            SecurityRule.ANY_PROTOCOL,
            List.of(AddressMatch.ANY),
            SecurityRule.ALL_PORTS,
            List.of(AddressMatch.ANY),
            SecurityRule.ALL_PORTS);
    fixture.filtered(
        new SecurityGroup("closed", SecurityGroup.ExistingFlows.KEEP, List.of(nobody), List.of()),
        null);
    program(OutboundMode.DIRECT);
    fixture.fromMux("portal", 5001, fixture.udp(CLIENT, 5000, PUBLIC, 22, 10));
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
  }

  @Test
  void vipAndPublicAddress_behindOnePort_staySeparateClientsPorts() {
    open(OutboundMode.DIRECT);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 5000, VIP, 443, TcpHeader.SYN));
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 5000, PUBLIC, 443, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("NatConflict");
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 5001, PUBLIC, 443, TcpHeader.SYN));
    assertThat(fixture.delivered.get("portal")).hasSize(2);
  }

  @Test
  void familiesDoNotMix() {
    assertThatThrownBy(
            () ->
                new PublicAddress(
                    "vm-portal",
                    "portal",
                    IpAddress.parse("2001:db8::90"),
                    PORTAL,
                    OutboundMode.DIRECT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another family");
  }

  /** A connection that is over takes nobody's place: the client's port is its own again. */
  @Test
  void clientsPort_isFreeForTheOtherAddress_aMinuteAfterItsConnectionEnded() {
    open(OutboundMode.DIRECT);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.RST));
    fixture.pass(59 * SimTime.SECOND);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, PUBLIC, 443, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("NatConflict");
    fixture.pass(SimTime.SECOND);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, PUBLIC, 443, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).hasSize(1);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 443, CLIENT, 40000, TcpHeader.ACK));
    assertThat(fixture.node.takeSent().ip().source()).isEqualTo(PUBLIC);
    assertThat(fixture.virtualSwitch.natBindingCount()).isEqualTo(1);
  }

  /** The first one carries the datagram's checksum, which is of the addresses too (RFC 768). */
  @Test
  void fragments_areTranslatedWithTheDatagramThatTheyAreOf_bothWays() {
    open(OutboundMode.DIRECT);
    Packet request = mayBeFragmented(fixture.udp(CLIENT, 53, PUBLIC, 5000, 4000));
    for (Packet fragment : Fragmenter.fragmentIpv4(request, 1500)) {
      fixture.fromMux("portal", 5001, fragment);
    }
    assertParts(fixture.delivered.get("portal"), udpTo(request, PORTAL));
    Packet answer = mayBeFragmented(fixture.udp(PORTAL, 5000, CLIENT, 53, 4000));
    for (Packet fragment : Fragmenter.fragmentIpv4(answer, 1500)) {
      fixture.fromVm("portal", fragment);
    }
    assertParts(fixture.node.sent(), udpFrom(answer, PUBLIC));
  }

  private static Packet mayBeFragmented(Packet packet) {
    return packet.withNetwork(((Ipv4Header) packet.ip()).withFragment(7, false, false, 0));
  }

  private static Packet udpTo(Packet packet, IpAddress destination) {
    return packet.withNetwork(packet.ip().withAddresses(packet.ip().source(), destination));
  }

  private static Packet udpFrom(Packet packet, IpAddress source) {
    return packet.withNetwork(packet.ip().withAddresses(source, packet.ip().destination()));
  }

  /** The bytes of the fragments, put together, are those of the datagram, its checksum included. */
  private static void assertParts(List<Packet> fragments, Packet datagram) {
    assertThat(fragments).hasSize(3);
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    for (Packet fragment : fragments) {
      byte[] bytes = FrameCodec.encode(fragment.withEthernet(null));
      together.write(bytes, 20, bytes.length - 20);
    }
    byte[] whole = FrameCodec.encode(datagram);
    assertThat(together.toByteArray()).isEqualTo(Arrays.copyOfRange(whole, 20, whole.length));
  }
}
