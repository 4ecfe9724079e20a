package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.CLIENT;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.MUX_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.NETWORK;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.trace.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Floating IPs and VIPs for outbound connections alone, at the host of VM "portal". */
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
}
