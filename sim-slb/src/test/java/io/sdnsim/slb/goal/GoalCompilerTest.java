package io.sdnsim.slb.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import io.sdnsim.vxlan.vswitch.NatPolicy;
import io.sdnsim.vxlan.vswitch.NetworkPolicy;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import io.sdnsim.vxlan.vswitch.PublicAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalCompilerTest {
  private final GoalCompiler compiler = new GoalCompiler(SampleGoal.goal());

  @Test
  void mux_isToldBackends_inTheOrderOfTheConfiguration() {
    VipState vip = compiler.muxState(Health.ALL_UP).vips().get(0);
    assertThat(vip.rules().get(0).pool())
        .extracting(VipState.PoolMember::backend)
        .extracting(Backend::title)
        .containsExactly("web1 10.0.0.4:8443", "web2 10.0.0.5:8443");
    assertThat(vip.rules().get(0).pool())
        .extracting(VipState.PoolMember::backend)
        .extracting(Backend::providerAddress)
        .containsExactly(SampleGoal.HOST1, SampleGoal.HOST2);
    assertThat(vip.snatRanges()).extracting(VipState.SnatState::firstPort).contains(1024, 1032);
  }

  @Test
  void host_isToldOfItsOwnPorts_andOfTheNetworksTheyAreIn() {
    NetworkPolicy policy = compiler.networkPolicy("host1");
    assertThat(policy.ports()).extracting("vm").containsExactly("web1");
    assertThat(policy.networks()).extracting("name").containsExactly("infra", "hub");
    assertThat(policy.mappings())
        .extracting("providerAddress")
        .containsExactly(SampleGoal.HOST1, SampleGoal.HOST2);
  }

  /** One provider address for each network card of a team (HNV). */
  @Test
  void vmsOfAHost_takeItsProviderAddressesInTurn_andEverybodyIsToldSo() {
    GoalState goal = SampleGoal.goal();
    IpAddress second = SampleGoal.HOST2.plus(100);
    GoalState teamed =
        new GoalState(
                goal.networks(),
                List.of(
                    goal.hosts().get(0),
                    new HostConfig("host2", List.of(SampleGoal.HOST2, second))),
                List.of(goal.vms().get(0), goal.vms().get(2), goal.vms().get(1)),
                goal.muxes(),
                goal.vips(),
                goal.snat())
            .withSecurityGroups(goal.securityGroups());
    GoalCompiler team = new GoalCompiler(teamed);
    assertThat(team.networkPolicy("host1").mappings())
        .extracting("providerAddress")
        .containsExactly(SampleGoal.HOST1, second);
    assertThat(team.networkPolicy("host2").mappings())
        .extracting("providerAddress")
        .containsExactly(SampleGoal.HOST1, SampleGoal.HOST2, second);
    assertThat(team.muxState(Health.ALL_UP).vips().get(0).rules().get(0).pool())
        .extracting(VipState.PoolMember::backend)
        .extracting(Backend::providerAddress)
        .containsExactly(SampleGoal.HOST1, second);
  }

  @Test
  void encapsulationOfANetwork_isToldToHostsAndMuxes() {
    GoalCompiler mixed = new GoalCompiler(SampleGoal.onNvgre());
    MuxState state = mixed.muxState(Health.ALL_UP);
    assertThat(state.vips().get(0).rules().get(0).pool())
        .extracting(VipState.PoolMember::backend)
        .extracting(Backend::encapsulation)
        .containsOnly(Encapsulation.NVGRE);
    NetworkPolicy policy = mixed.networkPolicy("host2");
    assertThat(policy.networks())
        .extracting(VirtualNetworkConfig::encapsulation)
        .containsExactly(Encapsulation.NVGRE, Encapsulation.VXLAN, Encapsulation.VXLAN);
  }

  @Test
  void tunnelEndsOfTwoFamilies_areRefused() {
    GoalState goal = SampleGoal.goal();
    IpAddress ipv6 = IpAddress.parse("fd00::1");
    assertThatThrownBy(() -> new HostConfig("host1", List.of(SampleGoal.HOST1, ipv6)))
        .isInstanceOf(IllegalArgumentException.class);
    GoalState mixed =
        new GoalState(
                goal.networks(),
                List.of(goal.hosts().get(0), new HostConfig("host2", ipv6)),
                goal.vms(),
                goal.muxes(),
                goal.vips(),
                goal.snat())
            .withSecurityGroups(goal.securityGroups());
    assertThatThrownBy(() -> new GoalCompiler(mixed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fd00::1");
  }

  @Test
  void host_isToldOfTheSecurityGroupsThatItsPortsAreUnder() {
    assertThat(compiler.networkPolicy("host1").securityGroups())
        .extracting("name")
        .containsExactly("web");
    VmPortConfig bare = SampleGoal.goal().vms().get(2);
    VmPortConfig card =
        new VmPortConfig(
            bare.vm(),
            "host1",
            bare.port(),
            bare.vni(),
            bare.mac(),
            bare.addresses(),
            "unused",
            true);
    GoalState goal = SampleGoal.goal();
    GoalState other =
        new GoalState(
            goal.networks(),
            goal.hosts(),
            List.of(card),
            goal.muxes(),
            List.of(),
            List.of(),
            List.of(),
            goal.securityGroups());
    NetworkPolicy policy = new GoalCompiler(other).networkPolicy("host1");
    assertThat(policy.securityGroups()).extracting("name").containsExactly("unused");
    assertThat(policy.ports()).extracting("securityGroup").containsExactly("unused");
    assertThat(policy.ports()).extracting("ipForwarding").containsExactly(true);
  }

  @Test
  void changeOfAVip_leavesEverythingElseAlone() {
    GoalState goal = SampleGoal.goal();
    assertThat(goal.withVip("portal", vip -> vip)).isEqualTo(goal);
  }

  @Test
  void host_isToldOfItsOwnNat_andOfLiveMuxes() {
    NatPolicy policy =
        compiler.natPolicy("host2", List.of(new MuxAddress("mux2", SampleGoal.MUX2)));
    assertThat(policy.dnatRules()).extracting("port").containsExactly("vm0");
    assertThat(policy.snatRanges()).extracting("firstPort").containsExactly(1032);
    assertThat(policy.muxes()).containsExactly(SampleGoal.MUX2);
  }

  @Test
  void drainingBackend_isToldToMuxes_andKeepsItsTranslationAtTheHost() {
    VipConfig portal = SampleGoal.portal(List.of("web1", "web2"));
    VipRule rule =
        portal
            .rules()
            .get(0)
            .withDraining(List.of("web2"))
            .withSettings(RuleSettings.DEFAULT.withIdleTimeout(RuleSettings.MAX_IDLE_PS));
    GoalCompiler draining =
        new GoalCompiler(SampleGoal.goal(List.of(portal.withRules(List.of(rule))), List.of()));
    assertThat(draining.muxState(Health.ALL_UP).vips().get(0).rules().get(0).pool())
        .extracting(VipState.PoolMember::draining)
        .containsExactly(false, true);
    assertThat(draining.natPolicy("host2", List.of()).dnatRules())
        .extracting("idleTimeoutPs")
        .containsExactly(RuleSettings.MAX_IDLE_PS);
  }

  @Test
  void disabledVip_isToldToNobody() {
    VipConfig portal = SampleGoal.portal(List.of("web1", "web2")).withEnabled(false);
    GoalCompiler disabled = new GoalCompiler(SampleGoal.goal(List.of(portal), SampleGoal.snat()));
    assertThat(disabled.muxState(Health.ALL_UP).vips()).isEmpty();
    assertThat(disabled.natPolicy("host2", List.of()).dnatRules()).isEmpty();
    assertThat(disabled.natPolicy("host2", List.of()).snatRanges()).isEmpty();
  }

  @Test
  void publicIp_isToldToEveryMux_andToItsHostAlone() {
    GoalCompiler known = new GoalCompiler(SampleGoal.goal().withPublicIps(SampleGoal.publicIps()));
    assertThat(known.muxState(Health.ALL_UP).publicIps())
        .extracting(each -> each.address() + " " + each.backend().title())
        .containsExactly("203.0.113.90 web1 10.0.0.4", "203.0.113.91 web2 10.0.0.5");
    assertThat(known.natPolicy("host1", List.of()).publicAddresses())
        .containsExactly(
            new PublicAddress(
                "vm0",
                "web1",
                SampleGoal.PUBLIC1,
                IpAddress.parse("10.0.0.4"),
                OutboundMode.DIRECT));
    // What is added to a Mux's state later leaves them alone.
    assertThat(known.withLeases(known.muxState(Health.ALL_UP), List.of()).publicIps()).hasSize(2);
  }

  @Test
  void publicIp_ofAVipOrOfAnotherFamily_isRefused() {
    refused(new PublicIp("web1", SampleGoal.VIP, OutboundMode.DIRECT), "is taken");
    refused(
        new PublicIp("web1", IpAddress.parse("2001:db8::90"), OutboundMode.DIRECT),
        "no address of the family of public IP 2001:db8::90");
    refused(
        new PublicIp("nobody", SampleGoal.PUBLIC1, OutboundMode.DIRECT), "no VM is named nobody");
  }

  private static void refused(PublicIp publicIp, String why) {
    assertThatThrownBy(() -> new GoalCompiler(SampleGoal.goal().withPublicIps(List.of(publicIp))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void contradictions_areRefused() {
    refused(List.of(SampleGoal.portal(List.of("nobody"))), List.of(), "no VM is named nobody");
    refused(
        List.of(SampleGoal.portal(List.of("web1"))),
        List.of(
            new SnatConfig("portal", "web1", 1024, 8, OutboundMode.VIA_MUX),
            new SnatConfig("portal", "web2", 1031, 8, OutboundMode.VIA_MUX)),
        "overlap");
    refused(
        List.of(SampleGoal.portal(List.of("web1"))),
        List.of(new SnatConfig("portal", "web1", 440, 8, OutboundMode.VIA_MUX)),
        "contains port 443");
    refused(
        List.of(SampleGoal.portal(List.of("web1"))),
        List.of(new SnatConfig("nothing", "web1", 1024, 8, OutboundMode.VIA_MUX)),
        "no VIP is named nothing");
  }

  private static void refused(List<VipConfig> vips, List<SnatConfig> snat, String why) {
    assertThatThrownBy(() -> new GoalCompiler(SampleGoal.goal(vips, snat)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void floatingIp_isTheDestinationBehindTheHost_andTheVmMaySendFromIt() {
    VipConfig portal = SampleGoal.portal(List.of("web1", "web2"));
    VipRule floating = new VipRule(IpProtocol.TCP, 443, 443, List.of("web1")).withFloatingIp(true);
    GoalCompiler compiler =
        new GoalCompiler(SampleGoal.goal(List.of(portal.withRules(List.of(floating))), List.of()));
    assertThat(compiler.natPolicy("host1", List.of()).dnatRules())
        .extracting("dip", "dipPort")
        .containsExactly(tuple(SampleGoal.VIP, 443));
    assertThat(compiler.networkPolicy("host1").ports())
        .extracting("addresses")
        .containsExactly(List.of(IpAddress.parse("10.0.0.4"), SampleGoal.VIP));
    // Where it lives in the virtual network is nobody's business.
    assertThat(compiler.networkPolicy("host1").mappings())
        .extracting("customerAddress")
        .doesNotContain(SampleGoal.VIP);
    assertThat(compiler.networkPolicy("host2").ports())
        .flatExtracting("addresses")
        .doesNotContain(SampleGoal.VIP);
  }

  @Test
  void floatingIpWithAnotherPort_andRulesOfAnOutboundOnlyVip_areRefused() {
    assertThatThrownBy(
            () -> new VipRule(IpProtocol.TCP, 443, 8443, List.of("web1")).withFloatingIp(true))
        .hasMessageContaining("8443");
    VipConfig outbound = VipConfig.outboundOnly("out", SampleGoal.VIP);
    assertThatThrownBy(() -> outbound.withRules(SampleGoal.portal(List.of("web1")).rules()))
        .hasMessageContaining("outbound only");
  }

  private static VipConfig inside(String address, RuleSettings settings, String... backends) {
    VipRule rule = new VipRule(IpProtocol.TCP, 80, 8080, List.of(backends)).withSettings(settings);
    return new VipConfig("inside", IpAddress.parse(address), false, List.of(rule)).within("infra");
  }

  private static GoalState goalWith(VipConfig vip) {
    return SampleGoal.goal(List.of(vip), List.of());
  }

  @Test
  void internalVip_isMappedInItsNetworkAndItsPeers_andNamesItsSubnetToMuxes() {
    GoalCompiler compiler =
        new GoalCompiler(goalWith(inside("10.0.0.100", RuleSettings.DEFAULT, "web1")));
    assertThat(compiler.networkPolicy("host1").mappings())
        .filteredOn(AddressMapping::isBalanced)
        .extracting(AddressMapping::customerAddress, AddressMapping::vni)
        .containsExactly(tuple(IpAddress.parse("10.0.0.100"), 5001));
    assertThat(compiler.muxState(Health.ALL_UP).vips()).extracting("vni").containsExactly(5001);
    assertThat(compiler.natPolicy("host1", List.of()).dnatRules())
        .extracting("internal")
        .containsExactly(true);
    GoalState disabled =
        goalWith(inside("10.0.0.100", RuleSettings.DEFAULT, "web1"))
            .withVip("inside", vip -> vip.withEnabled(false));
    assertThat(new GoalCompiler(disabled).networkPolicy("host1").mappings())
        .noneMatch(AddressMapping::isBalanced);
  }

  @Test
  void internalVip_thatCannotWork_isRefused() {
    assertRefused(inside("10.9.9.9", RuleSettings.DEFAULT, "web1"), "in no subnet of infra");
    assertRefused(
        inside("10.0.0.100", RuleSettings.DEFAULT.withTcpReset(true), "web1"),
        "resets no connections");
    assertRefused(inside("10.0.0.100", RuleSettings.DEFAULT, "other"), "is in another network");
    assertRefused(
        inside("10.0.0.100", RuleSettings.DEFAULT, "web1").within("nowhere"),
        "no virtual network is named nowhere");
  }

  private static void assertRefused(VipConfig vip, String why) {
    assertThatThrownBy(() -> new GoalCompiler(goalWith(vip))).hasMessageContaining(why);
  }
}
