package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.CLIENT;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.DB;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR_MAC;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.MUX_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.NETWORK;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.ROUTER;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.network.AddressMapping;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Floating IPs, outbound connections and internal load balancers, at the host of VM "portal". */
class VipKindsTest {
  private static final int SYN_ACK = TcpHeader.SYN | TcpHeader.ACK;

  private final SwitchFixture fixture = new SwitchFixture();

  /** The VIP's port 443 floats to portal, whose addresses are these. */
  private void floating(IpAddress... addresses) {
    fixture.virtualSwitch.apply(
        new NetworkPolicy(
            List.of(NETWORK),
            List.of(),
            List.of(
                new PortPolicy(
                    "vm-portal", "portal", 5001, fixture.mac("portal"), List.of(addresses)))));
    fixture.virtualSwitch.apply(
        new NatPolicy(
            List.of(new DnatRule("vm-portal", "portal", VIP, IpProtocol.TCP, 443, VIP, 443, 0)),
            List.of(),
            List.of(MUX_PA)));
  }

  @Test
  void floatingVip_reachesTheVmUntouched_andTheAnswerLeavesDirectly() {
    floating(PORTAL, VIP);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    assertThat(FlowKey.of(0, fixture.takeDelivered("portal")))
        .hasToString("tcp 192.168.200.50:40000 > 192.168.133.74:443");
    fixture.fromVm("portal", fixture.tcp(VIP, 443, CLIENT, 40000, SYN_ACK));
    Packet answer = fixture.node.takeSent();
    assertThat(FlowKey.of(0, answer)).hasToString("tcp 192.168.133.74:443 > 192.168.200.50:40000");
    assertThat(fixture.trace.steps(Step.Translated.class)).isEmpty();
    assertThat(fixture.trace.drops()).isEmpty();
  }

  @Test
  void vipThatIsNotTheVms_isSpoofed() {
    floating(PORTAL);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(VIP, 443, CLIENT, 40000, SYN_ACK));
    assertThat(fixture.trace.drops()).containsExactly("NotForUs", "SpoofedSource");
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
  }

  @Test
  void vmBeginsNothingAsTheFloatingVip() {
    floating(PORTAL, VIP);
    fixture.fromVm("portal", fixture.tcp(VIP, 5000, CLIENT, 80, TcpHeader.SYN));
    assertThat(fixture.node.sent()).isEmpty();
    assertThat(fixture.trace.drops()).containsExactly("NoRoute");
  }

  @Test
  void vmBeginsNothingAsTheFloatingVip_inItsVirtualNetworkEither() {
    floating(PORTAL, VIP);
    fixture.fromVm("portal", fixture.tcp(VIP, 5000, DB, 80, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.udp(VIP, 443, DB, 53, 10));
    assertThat(fixture.trace.drops()).containsExactly("SpoofedSource", "SpoofedSource");
  }

  @Test
  void snatPort_takesOnlyWhatTheVmBegan() {
    fixture.open().balanced(OutboundMode.DIRECT);
    fixture.fromMux("portal", 5001, fixture.udp(CLIENT, 53, VIP, 1024, 10));
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 80, VIP, 1025, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("UnsolicitedInbound", "UnsolicitedInbound");
    fixture.fromVm("portal", fixture.udp(PORTAL, 5000, CLIENT, 53, 10));
    fixture.fromMux("portal", 5001, fixture.udp(CLIENT, 53, VIP, 1024, 10));
    assertThat(FlowKey.of(0, fixture.takeDelivered("portal")))
        .hasToString("udp 192.168.200.50:53 > 10.0.0.4:5000");
    // Another remote end was not asked.
    fixture.fromMux("portal", 5001, fixture.udp(CLIENT, 54, VIP, 1024, 10));
    assertThat(fixture.trace.drops()).hasSize(3);
  }

  @Test
  void leasedPort_takesOnlyWhatTheVmBegan() {
    fixture.open();
    SnatPool pool =
        new SnatPool(
            "vm-portal", "portal", "out", VIP, PORTAL, OutboundMode.DIRECT, 4, 1_000_000_000_000L);
    fixture.virtualSwitch.apply(
        new NatPolicy(List.of(), List.of(), List.of(pool), List.of(MUX_PA)));
    fixture.fromMux("portal", 5001, fixture.udp(CLIENT, 53, VIP, 2048, 10));
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048), 8);
    fixture.fromMux("portal", 5001, fixture.udp(CLIENT, 53, VIP, 2055, 10));
    assertThat(fixture.trace.drops()).containsExactly("NotForUs", "UnsolicitedInbound");
  }

  // An internal load balancer at 10.0.0.100, an address of portal's own subnet.

  private static final IpAddress INTERNAL_VIP = IpAddress.parse("10.0.0.100");

  private void internal(List<IpAddress> muxes) {
    fixture.virtualSwitch.apply(
        new NetworkPolicy(
            List.of(NETWORK),
            List.of(
                new AddressMapping(PORTAL, 5001, fixture.mac("portal"), PA),
                new AddressMapping(DB, 5002, fixture.mac("db"), PA),
                new AddressMapping(FAR, 5001, FAR_MAC, FAR_PA),
                AddressMapping.balanced(INTERNAL_VIP, 5001, ROUTER)),
            List.of(
                new PortPolicy("vm-portal", "portal", 5001, fixture.mac("portal"), List.of(PORTAL)),
                new PortPolicy("vm-db", "db", 5002, fixture.mac("db"), List.of(DB)))));
    fixture.virtualSwitch.apply(
        new NatPolicy(
            List.of(
                new DnatRule(
                    "vm-portal",
                    "inside",
                    INTERNAL_VIP,
                    IpProtocol.TCP,
                    80,
                    PORTAL,
                    8080,
                    0,
                    true)),
            List.of(),
            muxes));
  }

  @Test
  void packetToAnInternalVip_goesToAMux_inTheVipsSubnet() {
    internal(List.of(MUX_PA));
    fixture.fromVm("db", fixture.tcp(DB, 5000, INTERNAL_VIP, 80, TcpHeader.SYN));
    Packet outer = fixture.node.takeSent();
    assertThat(outer.ip().destination()).isEqualTo(MUX_PA);
    Encapsulated tunnel = (Encapsulated) outer.payload();
    assertThat(tunnel.header()).isEqualTo(new VxlanHeader(5001));
    assertThat(tunnel.inner().ip().hopLimit()).isEqualTo(63);
    // Within the VIP's subnet nothing routes.
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, INTERNAL_VIP, 80, TcpHeader.SYN));
    assertThat(((Encapsulated) fixture.node.takeSent().payload()).inner().ip().hopLimit())
        .isEqualTo(64);
  }

  @Test
  void flowsToAnInternalVip_areSpreadOverTheMuxes_eachStaysWithIts() {
    IpAddress other = IpAddress.parse("192.168.233.32");
    internal(List.of(MUX_PA, other));
    for (int port = 5000; port < 5020; port++) {
      fixture.fromVm("db", fixture.tcp(DB, port, INTERNAL_VIP, 80, TcpHeader.SYN));
      fixture.fromVm("db", fixture.tcp(DB, port, INTERNAL_VIP, 80, TcpHeader.ACK));
    }
    List<IpAddress> taken =
        fixture.node.sent().stream().map(packet -> packet.ip().destination()).toList();
    assertThat(taken).hasSize(40).contains(MUX_PA, other);
    for (int i = 0; i < 40; i += 2) {
      assertThat(taken.get(i + 1)).isEqualTo(taken.get(i));
    }
  }

  @Test
  void withoutAMux_internalVipIsNotReached() {
    internal(List.of());
    fixture.fromVm("db", fixture.tcp(DB, 5000, INTERNAL_VIP, 80, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("NoMux");
  }

  @Test
  void answersOfAnInternalVip_stayInTheVirtualNetwork() {
    internal(List.of(MUX_PA));
    fixture.fromMux("portal", 5001, fixture.tcp(FAR, 5000, INTERNAL_VIP, 80, TcpHeader.SYN));
    assertThat(FlowKey.of(0, fixture.takeDelivered("portal")))
        .hasToString("tcp 10.0.0.9:5000 > 10.0.0.4:8080");
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8080, FAR, 5000, SYN_ACK));
    Packet outer = fixture.node.takeSent();
    assertThat(outer.ip().destination()).isEqualTo(FAR_PA);
    assertThat(FlowKey.of(0, ((Encapsulated) outer.payload()).inner()))
        .hasToString("tcp 10.0.0.100:80 > 10.0.0.9:5000");
  }

  @Test
  void clientOnTheSameHost_isAnsweredWithoutATunnel() {
    internal(List.of(MUX_PA));
    fixture.fromMux("portal", 5001, fixture.tcp(DB, 5000, INTERNAL_VIP, 80, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8080, DB, 5000, SYN_ACK));
    assertThat(fixture.node.sent()).isEmpty();
    assertThat(FlowKey.of(0, fixture.takeDelivered("db")))
        .hasToString("tcp 10.0.0.100:80 > 10.0.1.4:5000");
  }

  @Test
  void broadcast_isNotForAnInternalVip() {
    internal(List.of(MUX_PA));
    fixture.frameFromVm(
        "portal",
        fixture
            .udp(PORTAL, 5000, IpAddress.parse("10.0.0.255"), 9, 10)
            .withEthernet(
                EthernetHeader.of(
                    MacAddress.BROADCAST, fixture.mac("portal"), EthernetHeader.TYPE_IPV4)));
    assertThat(fixture.node.sent())
        .extracting(packet -> packet.ip().destination())
        .containsExactly(FAR_PA);
  }
}
