package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.CLIENT;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.DB;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.FAR;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.acl.AddressMatch;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.acl.SecurityGroup.ExistingFlows;
import io.sdnsim.vxlan.acl.SecurityRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Security groups of a network card and of a subnet, on packets through the switch. */
class SecurityLayerTest {
  private static final int SYN_ACK = TcpHeader.SYN | TcpHeader.ACK;

  private final SwitchFixture fixture = new SwitchFixture();

  private static SecurityRule rule(String name, boolean allow, int protocol, int port) {
    return new SecurityRule(
        name,
        100,
        allow,
        protocol,
        List.of(AddressMatch.ANY),
        SecurityRule.ALL_PORTS,
        List.of(AddressMatch.ANY),
        port == 0 ? SecurityRule.ALL_PORTS : List.of(PortRange.of(port)));
  }

  private static SecurityGroup inbound(String name, SecurityRule... rules) {
    return new SecurityGroup(name, ExistingFlows.KEEP, List.of(rules), List.of());
  }

  private static SecurityGroup outbound(String name, SecurityRule... rules) {
    return new SecurityGroup(name, ExistingFlows.KEEP, List.of(), List.of(rules));
  }

  private static final SecurityGroup DENY_IN =
      inbound("shut", rule("none", false, SecurityRule.ANY_PROTOCOL, 0));
  private static final SecurityGroup DENY_OUT =
      outbound("shut", rule("none", false, SecurityRule.ANY_PROTOCOL, 0));

  private List<String> dropDetails() {
    return fixture.trace.steps(Step.Dropped.class).stream().map(Step.Dropped::detail).toList();
  }

  private void request(int port) {
    fixture.fromVm("worker", fixture.tcp(WORKER, 5000, PORTAL, port, TcpHeader.SYN));
  }

  private void answer(int port) {
    fixture.fromVm("portal", fixture.tcp(PORTAL, port, WORKER, 5000, SYN_ACK));
  }

  // Which rule decides ---------------------------------------------------------------------------

  @Test
  void deniedFlow_isDropped_withGroupPriorityAndRule() {
    fixture.filtered(inbound("web", rule("no-ssh", false, IpProtocol.TCP, 22)), null);
    request(22);
    request(443);
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
    assertThat(dropDetails()).containsExactly("nsg web 100 no-ssh");
    assertThat(fixture.delivered.get("portal")).hasSize(1);
  }

  @Test
  void platformRules_denyTheWorld_andLetTheNetworkPass() {
    fixture.filtered(inbound("web"), null).balanced(OutboundMode.VIA_MUX);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    assertThat(dropDetails()).containsExactly("nsg web 65500 DenyAllInBound");
    request(8443);
    assertThat(fixture.delivered.get("portal")).hasSize(1);
    // What is denied leaves no translation behind.
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
    assertThat(fixture.virtualSwitch.flowCount()).isPositive();
  }

  /** Rules see the VM's own address and port, behind the load balancer's translation. */
  @Test
  void ruleForTheBackendsPort_letsTheVipsPacketsPass() {
    fixture
        .filtered(inbound("web", rule("https", true, IpProtocol.TCP, 8443)), null)
        .balanced(OutboundMode.VIA_MUX);
    fixture.fromMux("portal", 5001, fixture.tcp(CLIENT, 40000, VIP, 443, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 8443, CLIENT, 40000, SYN_ACK));
    assertThat(fixture.trace.drops()).isEmpty();
    assertThat(fixture.node.sent()).hasSize(1);
  }

  @Test
  void inbound_theSubnetsGroupDecidesFirst_outboundTheCards() {
    SecurityGroup card =
        new SecurityGroup("card", ExistingFlows.KEEP, DENY_IN.inbound(), DENY_OUT.outbound());
    SecurityGroup subnet =
        new SecurityGroup("subnet", ExistingFlows.KEEP, DENY_IN.inbound(), DENY_OUT.outbound());
    fixture.filtered(card, subnet);
    fixture.fromVm("db", fixture.tcp(DB, 5000, PORTAL, 80, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, DB, 80, TcpHeader.SYN));
    assertThat(dropDetails()).containsExactly("nsg subnet 100 none", "nsg card 100 none");
  }

  @Test
  void bothGroupsHaveToAllow() {
    SecurityGroup open = inbound("open", rule("all", true, SecurityRule.ANY_PROTOCOL, 0));
    fixture.filtered(open, DENY_IN);
    request(80);
    fixture.filtered(DENY_IN, open);
    request(81);
    fixture.filtered(open, open);
    request(82);
    assertThat(fixture.trace.drops()).hasSize(2).containsOnly("SecurityRuleDenied");
    assertThat(fixture.delivered.get("portal")).hasSize(1);
  }

  @Test
  void groupOfTheSubnet_filtersBetweenItsOwnVms() {
    fixture.filtered(null, inbound("web", rule("no-ssh", false, IpProtocol.TCP, 22)));
    request(22);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, WORKER, 22, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, DB, 22, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).hasSize(2);
    assertThat(fixture.delivered.get("db")).hasSize(1);
  }

  // State ----------------------------------------------------------------------------------------

  @Test
  void answersPass_whateverTheRulesOfTheirDirection() {
    fixture.filtered(DENY_OUT, null);
    request(80);
    answer(80);
    assertThat(fixture.delivered.get("worker")).hasSize(1);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5001, WORKER, 80, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
  }

  @Test
  void answersToWhatTheVmSent_passADenyingInboundRule() {
    fixture.filtered(DENY_IN, null);
    fixture.fromVm("portal", fixture.udp(PORTAL, 5000, WORKER, 53, 10));
    fixture.fromVm("worker", fixture.udp(WORKER, 53, PORTAL, 5000, 10));
    fixture.fromVm("worker", fixture.udp(WORKER, 54, PORTAL, 5000, 10));
    assertThat(fixture.delivered.get("portal")).hasSize(1);
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
  }

  /** The ports of an answer are no permission to open a connection the other way. */
  @Test
  void synOfTheOtherEnd_isNoAnswer() {
    fixture.filtered(DENY_IN, null);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, WORKER, 80, TcpHeader.SYN));
    fixture.fromVm("worker", fixture.tcp(WORKER, 80, PORTAL, 5000, TcpHeader.SYN));
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
    fixture.fromVm("worker", fixture.tcp(WORKER, 80, PORTAL, 5000, SYN_ACK));
    assertThat(fixture.delivered.get("portal")).hasSize(1);
  }

  @Test
  void icmpErrorAboutAConnection_passes_otherOnesAreHeldAgainstTheRules() {
    fixture.filtered(DENY_IN, null);
    Packet sent = fixture.tcp(PORTAL, 5000, WORKER, 80, TcpHeader.SYN);
    fixture.fromVm("portal", sent);
    fixture.fromVm("worker", errorAbout(sent));
    fixture.fromVm("worker", errorAbout(fixture.tcp(PORTAL, 6000, WORKER, 80, TcpHeader.SYN)));
    assertThat(fixture.delivered.get("portal")).hasSize(1);
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
  }

  private Packet errorAbout(Packet offender) {
    return Packet.ip(
        Ipv4Header.of(WORKER, PORTAL, 64, IpProtocol.ICMP),
        new IcmpHeader(false, IcmpHeader.V4_UNREACHABLE, IcmpHeader.V4_CODE_PORT, 0),
        new Quoted(offender, 28),
        fixture.host.newTag(null, 0));
  }

  @Test
  void fragments_areFilteredAsTheirDatagram() {
    fixture.filtered(inbound("web", rule("no-dns", false, IpProtocol.UDP, 53)), null);
    for (int port : new int[] {53, 54}) {
      Packet whole = fixture.udp(WORKER, 5000, PORTAL, port, 2000);
      Packet second =
          Packet.ip(
              Ipv4Header.of(WORKER, PORTAL, 64, IpProtocol.UDP).withFragment(7, false, false, 800),
              null,
              new FragmentPayload(whole, 800, 400),
              fixture.host.newTag(null, 0));
      fixture.fromVm("worker", second);
    }
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
    assertThat(fixture.delivered.get("portal")).hasSize(1);
  }

  @Test
  void idleConnection_isForgotten_andItsAnswersAreDenied() {
    fixture.filtered(DENY_OUT, null);
    fixture.fromVm("worker", fixture.udp(WORKER, 5000, PORTAL, 53, 10));
    fixture.pass(4 * 60 * SimTime.SECOND - 1);
    fixture.fromVm("portal", fixture.udp(PORTAL, 53, WORKER, 5000, 10));
    fixture.passMinutes(3);
    fixture.fromVm("portal", fixture.udp(PORTAL, 53, WORKER, 5000, 10));
    assertThat(fixture.delivered.get("worker")).hasSize(2);
    fixture.passMinutes(4);
    assertThat(fixture.virtualSwitch.connectionCount()).isZero();
    fixture.fromVm("portal", fixture.udp(PORTAL, 53, WORKER, 5000, 10));
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied");
  }

  @Test
  void noGroup_noState() {
    fixture.open();
    request(80);
    assertThat(fixture.virtualSwitch.connectionCount()).isZero();
  }

  @Test
  void connectionsHaveALimit() {
    VirtualHostConfig usual = VirtualHostConfig.of(SwitchFixture.PA);
    SwitchFixture small =
        new SwitchFixture(
            new VirtualHostConfig(
                List.of(SwitchFixture.PA),
                usual.vtep(),
                usual.routerMac(),
                10,
                usual.flowIdlePs(),
                2,
                usual.natIdlePs(),
                0),
            SnatAllocator.LOWEST_FREE,
            ReturnPath.DIRECT);
    small.filtered(inbound("web"), null);
    for (int port = 80; port < 83; port++) {
      small.fromVm("worker", small.tcp(WORKER, 5000, PORTAL, port, TcpHeader.SYN));
    }
    assertThat(small.trace.drops()).containsExactly("ConnectionsExhausted");
    assertThat(small.virtualSwitch.connectionCount()).isEqualTo(2);
  }

  // Change ---------------------------------------------------------------------------------------

  private void changeWhileAFlowRuns(ExistingFlows existing) {
    fixture.filtered(
        new SecurityGroup(
            "web", existing, List.of(rule("http", true, IpProtocol.TCP, 80)), List.of()),
        null);
    request(80);
    answer(80);
    fixture.filtered(
        new SecurityGroup(
            "web", existing, List.of(rule("http", false, IpProtocol.TCP, 80)), List.of()),
        null);
    fixture.fromVm("worker", fixture.tcp(WORKER, 5000, PORTAL, 80, TcpHeader.ACK));
  }

  @Test
  void newRules_leaveExistingFlowsAlone_butNotNewOnesOfTheSamePorts() {
    changeWhileAFlowRuns(ExistingFlows.KEEP);
    assertThat(fixture.delivered.get("portal")).hasSize(2);
    fixture.fromVm("worker", fixture.tcp(WORKER, 6000, PORTAL, 80, TcpHeader.SYN));
    request(80);
    assertThat(fixture.trace.drops()).containsExactly("SecurityRuleDenied", "SecurityRuleDenied");
    assertThat(fixture.delivered.get("portal")).hasSize(2);
  }

  @Test
  void reevaluatingGroup_endsExistingFlowsThatTheNewRulesDeny() {
    changeWhileAFlowRuns(ExistingFlows.REEVALUATE);
    assertThat(fixture.delivered.get("portal")).hasSize(1);
    assertThat(dropDetails()).containsExactly("nsg web 100 http");
  }

  @Test
  void groupTakenAway_everythingPasses() {
    fixture.filtered(DENY_IN, null);
    request(80);
    fixture.filtered(null, null);
    request(80);
    assertThat(fixture.delivered.get("portal")).hasSize(1);
    assertThat(fixture.virtualSwitch.connectionCount()).isZero();
  }

  // Counters -------------------------------------------------------------------------------------

  private List<Object> counted(String layer, String group, String rule) {
    return fixture.virtualSwitch.layerRows().stream()
        .filter(
            row ->
                row.get("port").equals("vm-portal")
                    && row.get("layer").equals(layer)
                    && row.get("group").equals(group)
                    && row.get("rule").equals(rule))
        .map(row -> row.get("packets"))
        .toList();
  }

  @Test
  void everyRuleCounts_onHitsOfTheUnifiedFlowTableToo() {
    fixture.filtered(inbound("web", rule("http", true, IpProtocol.TCP, 80)), inbound("all"));
    for (int i = 0; i < 3; i++) {
      fixture.fromVm("worker", fixture.tcp(WORKER, 5000, PORTAL, 80, TcpHeader.ACK));
    }
    answer(80);
    fixture.fromVm("db", fixture.tcp(DB, 1, PORTAL, 80, TcpHeader.ACK));
    assertThat(counted("acl", "inbound IPv4", "nsg web 100 http")).containsExactly(4L);
    assertThat(counted("acl", "inbound IPv4", "nsg all 65000 AllowVnetInBound"))
        .containsExactly(4L);
    assertThat(counted("acl", "outbound IPv4", "established")).containsExactly(1L);
    assertThat(counted("virtual network", "outbound IPv4", "subnet web")).containsExactly(1L);
    assertThat(counted("unified flow table", "", "hit")).containsExactly(2L);
    assertThat(counted("unified flow table", "", "miss")).containsExactly(3L);
  }

  @Test
  void deniedPackets_areCountedAtTheirRule_andNotBilled() {
    fixture.filtered(DENY_IN, null);
    request(80);
    request(81);
    assertThat(counted("acl", "inbound IPv4", "nsg shut 100 none")).containsExactly(2L);
    assertThat(counted("metering", "inbound IPv4", "meter")).containsExactly(0L);
    assertThat(meter("vm-portal")).containsEntry("packetsIn", 0L);
  }

  private Map<String, Object> meter(String port) {
    return fixture.virtualSwitch.meterRows().stream()
        .filter(row -> row.get("port").equals(port))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void meters_countPacketsAndBytesOfEachVmAndDirection() {
    fixture.open();
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, FAR, 2, 100));
    fixture.fromVm("portal", fixture.udp(PORTAL, 1, WORKER, 2, 100));
    fixture.fromVm("worker", fixture.udp(WORKER, 2, PORTAL, 1, 10));
    assertThat(meter("vm-portal"))
        .containsEntry("packetsOut", 2L)
        .containsEntry("bytesOut", 256L)
        .containsEntry("packetsIn", 1L)
        .containsEntry("bytesIn", 38L);
    assertThat(meter("vm-worker")).containsEntry("packetsIn", 1L).containsEntry("packetsOut", 1L);
  }

  @Test
  void layersAreListedInTheirOrder_aclNearestToTheVm() {
    fixture.filtered(inbound("web"), null);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, WORKER, 80, TcpHeader.SYN));
    assertThat(
            fixture.virtualSwitch.layerRows().stream()
                .filter(row -> row.get("port").equals("vm-portal"))
                .map(row -> row.get("layer"))
                .distinct())
        .containsExactly("unified flow table", "acl", "metering", "virtual network");
  }

  @Test
  void prefixRule_seesTheCustomersAddresses() {
    SecurityRule fromDb =
        new SecurityRule(
            "from-db",
            100,
            true,
            IpProtocol.TCP,
            List.of(new AddressMatch.Network(Prefix.host(DB))),
            SecurityRule.ALL_PORTS,
            List.of(new AddressMatch.Network(Prefix.host(PORTAL))),
            SecurityRule.ALL_PORTS);
    SecurityRule none =
        new SecurityRule(
            "none",
            200,
            false,
            SecurityRule.ANY_PROTOCOL,
            List.of(AddressMatch.ANY),
            SecurityRule.ALL_PORTS,
            List.of(AddressMatch.ANY),
            SecurityRule.ALL_PORTS);
    fixture.filtered(inbound("web", none, fromDb), null);
    fixture.fromVm("db", fixture.tcp(DB, 5000, PORTAL, 80, TcpHeader.SYN));
    request(80);
    assertThat(fixture.delivered.get("portal")).hasSize(1);
    assertThat(dropDetails()).containsExactly("nsg web 200 none");
  }
}
