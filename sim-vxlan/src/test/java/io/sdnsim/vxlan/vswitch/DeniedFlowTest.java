package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.CLIENT;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.DB;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.MUX_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.ROUTER;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.vxlan.acl.SecurityGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A flow that one layer lets pass and another one doesn't leaves nothing behind in either. */
class DeniedFlowTest {
  private static final IpAddress NOBODY = IpAddress.parse("10.0.0.77");
  private static final SecurityGroup OPEN_OUT =
      new SecurityGroup("open-out", SecurityGroup.ExistingFlows.KEEP, List.of(), List.of());

  private final SwitchFixture fixture = new SwitchFixture().filtered(OPEN_OUT, null);

  @Test
  void flowToNobody_isNoConnection() {
    fixture.fromVm("portal", fixture.udp(PORTAL, 5000, NOBODY, 53, 10));
    assertThat(fixture.trace.drops()).containsExactly("UnknownCustomerAddress");
    assertThat(fixture.virtualSwitch.connectionCount()).isZero();
  }

  /** Nothing of the flow has left the host, so nothing from the world is an answer to it. */
  @Test
  void flowWithoutASnatPort_letsNoAnswerIn() {
    fixture.balanced(OutboundMode.DIRECT);
    for (int port = 5000; port < 5003; port++) {
      fixture.fromVm("portal", fixture.udp(PORTAL, port, CLIENT, 53, 10));
    }
    assertThat(fixture.trace.drops()).containsExactly("SnatPortsExhausted");
    assertThat(fixture.virtualSwitch.connectionCount()).isEqualTo(2);
    fixture.fromMux("portal", 5001, fixture.udp(CLIENT, 53, PORTAL, 5002, 10));
    assertThat(fixture.trace.drops()).containsExactly("SnatPortsExhausted", "SecurityRuleDenied");
  }

  @Test
  void flowThatWaitsForPorts_isAConnectionOnlyWhenItHasThem() {
    SnatPool pool =
        new SnatPool(
            "vm-portal", "portal", "out", VIP, PORTAL, OutboundMode.DIRECT, 4, SimTime.SECOND);
    fixture.virtualSwitch.apply(
        new NatPolicy(List.of(), List.of(), List.of(pool), List.of(MUX_PA)));
    fixture.process.setSnatRequester(asked -> true);
    fixture.fromVm("portal", fixture.udp(PORTAL, 5000, CLIENT, 53, 10));
    fixture.fromVm("portal", fixture.udp(PORTAL, 5001, CLIENT, 53, 10));
    assertThat(fixture.virtualSwitch.connectionCount()).isZero();
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048), 1);
    assertThat(fixture.virtualSwitch.connectionCount()).isEqualTo(1);
    fixture.virtualSwitch.leasing().refused("portal");
    assertThat(fixture.virtualSwitch.connectionCount()).isEqualTo(1);
    assertThat(fixture.trace.drops()).containsExactly("SnatPortsExhausted");
  }

  /** The table is no larger than before: another binding expires at that very moment. */
  @Test
  void deniedFlow_leavesNoBinding_evenWhereAnotherOneExpires() {
    fixture.balanced(OutboundMode.DIRECT);
    fixture
        .host
        .timer(
            () ->
                fixture.virtualSwitch.fromTunnel(
                    5001,
                    fixture
                        .tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN)
                        .withEthernet(
                            EthernetHeader.of(
                                fixture.mac("portal"), ROUTER, EthernetHeader.TYPE_IPV4))))
        .setAt(240 * SimTime.SECOND);
    fixture.fromVm("worker", fixture.udp(WORKER, 5000, CLIENT, 53, 10));
    assertThat(fixture.virtualSwitch.natBindingCount()).isEqualTo(1);
    fixture.passMinutes(4);
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
  }

  /** RFC 9293 3.5: a SYN with an ACK answers a connection; it begins none. */
  @Test
  void answerToAConnectionThatNobodyRemembers_getsNoPort() {
    SwitchFixture open = new SwitchFixture().open().balanced(OutboundMode.DIRECT);
    open.fromVm("portal", open.tcp(PORTAL, 8443, CLIENT, 40000, TcpHeader.SYN | TcpHeader.ACK));
    assertThat(open.trace.drops()).containsExactly("NoNatBinding");
    assertThat(open.node.sent()).isEmpty();
  }

  @Test
  void bindingWithAShorterIdleTimeThanItsFlow_expiresOnTime() {
    VirtualHostConfig usual = VirtualHostConfig.of(SwitchFixture.PA);
    SwitchFixture brief =
        new SwitchFixture(
            new VirtualHostConfig(
                usual.providerAddresses(),
                usual.vtep(),
                usual.routerMac(),
                usual.flowLimit(),
                240 * SimTime.SECOND,
                usual.natLimit(),
                60 * SimTime.SECOND,
                usual.natClosedPs()),
            SnatAllocator.LOWEST_FREE,
            ReturnPath.DIRECT);
    brief.open().balanced(OutboundMode.DIRECT);
    brief.fromVm("portal", brief.udp(PORTAL, 5000, DB, 53, 10));
    brief.pass(10 * SimTime.SECOND);
    brief.fromVm("portal", brief.tcp(PORTAL, 5000, CLIENT, 80, TcpHeader.SYN));
    brief.pass(90 * SimTime.SECOND);
    assertThat(brief.virtualSwitch.natBindingCount()).isZero();
    brief.fromVm("portal", brief.tcp(PORTAL, 5000, CLIENT, 80, TcpHeader.ACK));
    assertThat(brief.trace.drops()).containsExactly("NoNatBinding");
  }
}
