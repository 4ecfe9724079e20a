package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR_MAC;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.MUX_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Redirected connections at a host: VM "portal" calls another tenant's VIP. */
class FastpathTest {
  private static final IpAddress OTHER_VIP = IpAddress.parse("192.168.133.75");
  private static final FlowKey OUTBOUND =
      new FlowKey(0, VIP, OTHER_VIP, IpProtocol.TCP, 1024, 1433);
  private static final FlowKey ANSWERS = new FlowKey(0, VIP, OTHER_VIP, IpProtocol.TCP, 443, 1024);
  private static final Shortcut FAR = new Shortcut(FAR_PA, 6001, FAR_MAC);

  private final SwitchFixture fixture = new SwitchFixture().open();

  FastpathTest() {
    believe(List.of(MUX_PA));
  }

  private void believe(List<IpAddress> redirectors) {
    fixture.virtualSwitch.apply(
        new NatPolicy(
            List.of(new DnatRule("vm-portal", "portal", VIP, IpProtocol.TCP, 443, PORTAL, 8443, 0)),
            List.of(
                new SnatRange("vm-portal", "portal", VIP, PORTAL, 1024, 2, OutboundMode.DIRECT)),
            List.of(),
            List.of(MUX_PA),
            List.of(),
            redirectors));
  }

  private void call(int flags) {
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, OTHER_VIP, 1433, flags));
  }

  private boolean redirect(FlowKey flow, Shortcut to) {
    return fixture.virtualSwitch.fastpath().redirect(5001, fixture.mac("portal"), flow, to);
  }

  private void assertPastTheMuxes(Packet outer, String flow) {
    assertThat(outer.ip().destination()).isEqualTo(FAR_PA);
    Encapsulated tunnel = (Encapsulated) outer.payload();
    assertThat(tunnel.header()).isEqualTo(new VxlanHeader(6001));
    assertThat(tunnel.inner().ethernet().destination()).isEqualTo(FAR_MAC);
    assertThat(FlowKey.of(0, tunnel.inner())).hasToString(flow);
  }

  @Test
  void redirectedCall_goesToTheOtherHost_translatedAsBefore() {
    call(TcpHeader.SYN);
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(OTHER_VIP);
    assertThat(redirect(OUTBOUND, FAR)).isTrue();
    call(TcpHeader.ACK);
    assertPastTheMuxes(fixture.node.takeSent(), "tcp 192.168.133.74:1024 > 192.168.133.75:1433");
  }

  @Test
  void redirectedAnswers_goToTheOtherHost() {
    fixture.fromMux("portal", 5001, fixture.tcp(OTHER_VIP, 1024, VIP, 443, TcpHeader.SYN));
    assertThat(redirect(ANSWERS, FAR)).isTrue();
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8443, OTHER_VIP, 1024, TcpHeader.ACK));
    assertPastTheMuxes(fixture.node.takeSent(), "tcp 192.168.133.74:443 > 192.168.133.75:1024");
  }

  @Test
  void packetOfTheOtherHost_reachesTheVm() {
    call(TcpHeader.SYN);
    redirect(OUTBOUND, FAR);
    fixture.fromMux("portal", 5001, fixture.tcp(OTHER_VIP, 1433, VIP, 1024, TcpHeader.ACK));
    assertThat(FlowKey.of(0, fixture.takeDelivered("portal")))
        .hasToString("tcp 192.168.133.75:1433 > 10.0.0.4:5000");
  }

  @Test
  void otherEndOnTheSameHost_isReachedWithoutATunnel() {
    call(TcpHeader.SYN);
    fixture.node.sent().clear();
    assertThat(redirect(OUTBOUND, new Shortcut(PA, 5001, fixture.mac("worker")))).isTrue();
    // The worker has no such VIP: what counts is that its port is asked, and no tunnel.
    call(TcpHeader.ACK);
    assertThat(fixture.node.sent()).isEmpty();
    assertThat(fixture.trace.drops()).containsExactly("NotForUs");
  }

  @Test
  void connectionThatBeginsAnew_goesToTheMuxes_untilItIsRedirectedAgain() {
    call(TcpHeader.SYN);
    redirect(OUTBOUND, FAR);
    call(TcpHeader.ACK);
    fixture.node.sent().clear();
    call(TcpHeader.SYN);
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(OTHER_VIP);
    call(TcpHeader.ACK);
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(OTHER_VIP);
    redirect(OUTBOUND, FAR);
    call(TcpHeader.ACK);
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(FAR_PA);
  }

  @Test
  void answersToAConnectionThatBeginsAnew_goTheUsualWay() {
    fixture.fromMux("portal", 5001, fixture.tcp(OTHER_VIP, 1024, VIP, 443, TcpHeader.SYN));
    fixture.fromMux("portal", 5001, fixture.tcp(OTHER_VIP, 1024, VIP, 443, TcpHeader.ACK));
    redirect(ANSWERS, FAR);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8443, OTHER_VIP, 1024, TcpHeader.ACK));
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(FAR_PA);
    fixture.fromMux("portal", 5001, fixture.tcp(OTHER_VIP, 1024, VIP, 443, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8443, OTHER_VIP, 1024, TcpHeader.ACK));
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(OTHER_VIP);
  }

  @Test
  void redirect_isForgottenWithItsIdleConnection() {
    call(TcpHeader.SYN);
    redirect(OUTBOUND, FAR);
    fixture.passMinutes(4);
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
    assertThat(redirect(OUTBOUND, FAR)).isFalse();
    fixture.node.sent().clear();
    call(TcpHeader.SYN);
    call(TcpHeader.ACK);
    assertThat(fixture.node.sent()).hasSize(2);
    assertThat(fixture.node.sent())
        .allSatisfy(packet -> assertThat(packet.ip().destination()).isEqualTo(OTHER_VIP));
  }

  @Test
  void fastpathIsSwitchedOff_connectionsReturnToTheMuxes() {
    call(TcpHeader.SYN);
    redirect(OUTBOUND, FAR);
    assertThat(fixture.virtualSwitch.fastpath().believes(MUX_PA)).isTrue();
    assertThat(fixture.virtualSwitch.fastpath().believes(FAR_PA)).isFalse();
    believe(List.of());
    assertThat(fixture.virtualSwitch.fastpath().believes(MUX_PA)).isFalse();
    call(TcpHeader.ACK);
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(OTHER_VIP);
  }

  @Test
  void redirectOfAnUnknownConnectionOrVm_changesNothing() {
    call(TcpHeader.SYN);
    FlowKey foreign = new FlowKey(0, VIP, OTHER_VIP, IpProtocol.TCP, 1025, 1433);
    assertThat(redirect(foreign, FAR)).isFalse();
    assertThat(fixture.virtualSwitch.fastpath().redirect(5001, FAR_MAC, OUTBOUND, FAR)).isFalse();
    assertThat(
            fixture.virtualSwitch.fastpath().redirect(5002, fixture.mac("portal"), OUTBOUND, FAR))
        .isFalse();
    call(TcpHeader.ACK);
    assertThat(fixture.node.takeSent().ip().destination()).isEqualTo(OTHER_VIP);
  }
}
