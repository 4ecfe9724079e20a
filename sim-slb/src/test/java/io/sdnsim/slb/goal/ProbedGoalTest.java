package io.sdnsim.slb.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.IpProtocol;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbedGoalTest {
  private static final HealthProbe TCP = new HealthProbe(8443, null, SimTime.SECOND, 2);
  private static final HealthProbe HTTP = new HealthProbe(80, "/health", SimTime.SECOND, 2);

  private static VipConfig probed(HealthProbe probe) {
    VipConfig portal = SampleGoal.portal(List.of("web1", "web2"));
    return portal.withRules(List.of(portal.rules().get(0).withProbe(probe)));
  }

  private static GoalCompiler compiler(VipConfig... vips) {
    return new GoalCompiler(SampleGoal.goal(List.of(vips), List.of()));
  }

  @Test
  void backendsThatAreDown_areLeftOut_ofMuxesOnly() {
    GoalCompiler compiler = compiler(probed(TCP));
    MuxState state = compiler.muxState((vm, dip, probe) -> vm.equals("web2"));
    assertThat(state.vips().get(0).rules().get(0).pool())
        .extracting(member -> member.backend().vm())
        .containsExactly("web2");
    // Its host goes on translating what it has.
    assertThat(compiler.natPolicy("host1", List.of()).dnatRules()).hasSize(1);
  }

  /** What it has goes on where it is: the other of the pair hands it over (GLB Director). */
  @Test
  void backendOfAPairThatIsDown_getsNoNewFlows_andStaysInThePair() {
    VipConfig portal = probed(TCP);
    VipRule byPair =
        portal
            .rules()
            .get(0)
            .withSettings(RuleSettings.DEFAULT.withSelection(SelectionMethod.RENDEZVOUS_PAIR));
    MuxState state =
        compiler(portal.withRules(List.of(byPair))).muxState((vm, dip, probe) -> vm.equals("web2"));
    assertThat(state.vips().get(0).rules().get(0).pool())
        .extracting(member -> member.backend().vm() + " " + member.draining())
        .containsExactly("web1 true", "web2 false");
  }

  @Test
  void ruleWithoutProbe_hasAllBackends() {
    GoalCompiler compiler = compiler(SampleGoal.portal(List.of("web1", "web2")));
    assertThat(compiler.muxState((vm, dip, probe) -> false).vips().get(0).rules().get(0).pool())
        .hasSize(2);
    assertThat(compiler.probeTargets("host1")).isEmpty();
  }

  @Test
  void host_probesItsOwnVms_onceForEachProbe() {
    VipConfig twice =
        probed(TCP)
            .withRules(
                List.of(
                    new VipRule(IpProtocol.TCP, 443, 8443, List.of("web1", "web2")).withProbe(TCP),
                    new VipRule(IpProtocol.UDP, 443, 8443, List.of("web1")).withProbe(TCP),
                    new VipRule(IpProtocol.TCP, 80, 80, List.of("web1")).withProbe(HTTP)));
    assertThat(compiler(twice).probeTargets("host1"))
        .extracting(target -> target.vm() + " " + target.probe().title())
        .containsExactlyInAnyOrder("web1 tcp/8443", "web1 http/80/health");
    assertThat(compiler(twice).probeTargets("host2")).extracting("dip").hasSize(1);
  }

  @Test
  void dualStackVm_isProbedInEachFamily_andCountsInEachByItself() {
    IpAddress dip6 = IpAddress.parse("fd00:1::4");
    GoalState goal = SampleGoal.goal();
    VmPortConfig web1 = goal.vms().get(0);
    VmPortConfig dual =
        new VmPortConfig(
            web1.vm(),
            web1.host(),
            web1.port(),
            web1.vni(),
            web1.mac(),
            List.of(web1.addresses().get(0), dip6));
    VipRule rule = new VipRule(IpProtocol.TCP, 443, 8443, List.of("web1")).withProbe(TCP);
    IpAddress vip6 = IpAddress.parse("2001:db8::74");
    GoalCompiler compiler =
        new GoalCompiler(
            new GoalState(
                List.of(SampleGoal.dualStack()),
                goal.hosts(),
                List.of(dual),
                goal.muxes(),
                List.of(
                    new VipConfig("web4", SampleGoal.VIP, false, List.of(rule)),
                    new VipConfig("web6", vip6, false, List.of(rule))),
                List.of()));

    assertThat(compiler.probeTargets("host1"))
        .extracting(ProbeTarget::dip)
        .containsExactlyInAnyOrder(web1.addresses().get(0), dip6);
    MuxState state = compiler.muxState((vm, dip, probe) -> dip.isIpv4());
    assertThat(state.vips().get(0).rules().get(0).pool()).hasSize(1);
    assertThat(state.vips().get(1).rules().get(0).pool()).isEmpty();
    assertThat(compiler.muxState(Health.ALL_UP).vips().get(1).rules().get(0).pool())
        .extracting(member -> member.backend().title())
        .containsExactly("web1 fd00:1::4:8443");
    assertThat(compiler.natPolicy("host1", List.of()).dnatRules())
        .extracting("dip")
        .containsExactly(web1.addresses().get(0), dip6);
  }

  @Test
  void vipThatIsNotEnabled_nobodyIsToldOf() {
    GoalCompiler compiler = compiler(probed(TCP).withEnabled(false));
    assertThat(compiler.muxState(Health.ALL_UP).vips()).isEmpty();
    assertThat(compiler.natPolicy("host1", List.of()).dnatRules()).isEmpty();
    assertThat(compiler.probeTargets("host1")).isEmpty();
  }
}
