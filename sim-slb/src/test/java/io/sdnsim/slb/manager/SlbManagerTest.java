package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.HealthProbe;
import io.sdnsim.slb.goal.ProbeResult;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.Talker;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import io.sdnsim.slb.goal.VipState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlbManagerTest {
  private static final Channel MUX1 = new Channel(Channel.Kind.MUX, "mux1");
  private static final Channel MUX2 = new Channel(Channel.Kind.MUX, "mux2");
  private static final Channel HOST1 = new Channel(Channel.Kind.HOST_NETWORK, "host1");
  private static final Channel AGENT1 = new Channel(Channel.Kind.HOST_AGENT, "host1");

  private final SlbManager manager = new SlbManager(SampleGoal.goal(), 0);

  private List<ManagerEffect> on(ManagerInput input) {
    return on(manager, input);
  }

  private static List<ManagerEffect> on(SlbManager manager, ManagerInput input) {
    List<ManagerEffect> effects = new ArrayList<>();
    manager.on(0, input, effects::add);
    effects.removeIf(ManagerEffect.Report.class::isInstance);
    return effects;
  }

  private ControlMessage sent(ManagerEffect effect) {
    return ((ManagerEffect.Send) effect).message();
  }

  private List<?> muxesTold(ManagerEffect effect) {
    return ((ControlMessage.AgentGoal) sent(effect)).state().nat().muxes();
  }

  @Test
  void started_connectsToEveryHostAndMux() {
    assertThat(on(new ManagerInput.Started()))
        .hasSize(4)
        .contains(new ManagerEffect.Connect(MUX1), new ManagerEffect.Connect(HOST1));
  }

  @Test
  void connected_isToldEverything_everyTimeAnew() {
    on(new ManagerInput.Started());
    for (int i = 0; i < 2; i++) {
      List<ManagerEffect> effects = on(new ManagerInput.ChannelUp(MUX1));
      assertThat(effects).hasSize(1);
      assertThat(sent(effects.get(0))).isInstanceOf(ControlMessage.MuxGoal.class);
      assertThat(on(new ManagerInput.ChannelDown(MUX1, "RESET")))
          .containsExactly(new ManagerEffect.SetTimer(new ManagerTimer.Retry(MUX1)));
      assertThat(on(new ManagerInput.TimerDue(new ManagerTimer.Retry(MUX1))))
          .containsExactly(new ManagerEffect.Connect(MUX1));
    }
  }

  @Test
  void muxInForce_isNamedToHosts_untilItIsLost() {
    on(new ManagerInput.Started());
    assertThat(muxesTold(on(new ManagerInput.ChannelUp(AGENT1)).get(0))).isEmpty();
    on(new ManagerInput.ChannelUp(MUX2));
    List<ManagerEffect> effects = on(new ManagerInput.Acknowledged(MUX2, 2));
    assertThat(effects).hasSize(1);
    assertThat(muxesTold(effects.get(0))).isEqualTo(List.of(SampleGoal.MUX2));

    List<ManagerEffect> lost = on(new ManagerInput.ChannelDown(MUX2, "TIMED_OUT"));
    assertThat(lost).hasSize(2);
    assertThat(muxesTold(lost.get(1))).isEqualTo(List.of());
  }

  @Test
  void agentGone_isNotCalledBack() {
    on(new ManagerInput.Started());
    on(new ManagerInput.ChannelUp(AGENT1));
    assertThat(on(new ManagerInput.ChannelDown(AGENT1, "RESET")))
        .containsExactly(new ManagerEffect.SetTimer(new ManagerTimer.AgentGrace(AGENT1)));
  }

  @Test
  void strangersHello_isDisconnected() {
    Channel stranger = new Channel(Channel.Kind.HOST_AGENT, "host9");
    assertThat(on(new ManagerInput.ChannelUp(stranger)))
        .containsExactly(new ManagerEffect.Disconnect(stranger));
  }

  @Test
  void goalChanged_onlyThoseConcernedAreTold() {
    on(new ManagerInput.Started());
    on(new ManagerInput.ChannelUp(MUX1));
    on(new ManagerInput.ChannelUp(HOST1));
    on(new ManagerInput.ChannelUp(AGENT1));
    List<ManagerEffect> effects =
        on(
            new ManagerInput.GoalChanged(
                SampleGoal.goal(List.of(SampleGoal.portal(List.of("web2"))), SampleGoal.snat())));
    assertThat(effects)
        .extracting(effect -> ((ManagerEffect.Send) effect).channel())
        .containsExactlyInAnyOrder(MUX1, AGENT1);
  }

  private static final Channel AGENT2 = new Channel(Channel.Kind.HOST_AGENT, "host2");
  private static final HealthProbe PROBE = new HealthProbe(8443, null, 1, 2);

  private static GoalState probed() {
    VipConfig portal = SampleGoal.portal(List.of("web1", "web2"));
    VipRule rule = portal.rules().get(0).withProbe(PROBE);
    return SampleGoal.goal(List.of(portal.withRules(List.of(rule))), SampleGoal.snat());
  }

  private static ManagerInput health(Channel channel, String vm, boolean up) {
    IpAddress dip = IpAddress.parse(vm.equals("web1") ? "10.0.0.4" : "10.0.0.5");
    return new ManagerInput.HealthReported(channel, List.of(new ProbeResult(vm, dip, PROBE, up)));
  }

  private List<String> backendsTold(ManagerEffect effect) {
    VipState vip = ((ControlMessage.MuxGoal) sent(effect)).state().vips().get(0);
    return vip.rules().get(0).pool().stream().map(each -> each.backend().vm()).toList();
  }

  @Test
  void muxes_areToldNothing_untilAllHostAgentsHaveSaidWhatTheyKnow() {
    SlbManager probing = new SlbManager(probed(), 0);
    assertThat(on(probing, new ManagerInput.Started()))
        .contains(new ManagerEffect.SetTimer(new ManagerTimer.Learning()));
    assertThat(on(probing, new ManagerInput.ChannelUp(MUX1))).isEmpty();
    on(probing, new ManagerInput.ChannelUp(AGENT1));
    on(probing, new ManagerInput.ChannelUp(AGENT2));
    assertThat(on(probing, health(AGENT1, "web1", true))).isEmpty();
    List<ManagerEffect> told = on(probing, health(AGENT2, "web2", true));
    assertThat(told).hasSize(1);
    assertThat(backendsTold(told.get(0))).containsExactly("web1", "web2");
  }

  @Test
  void silentHostAgents_areNotWaitedForLongerThanTheTimer() {
    SlbManager probing = new SlbManager(probed(), 0);
    on(probing, new ManagerInput.Started());
    on(probing, new ManagerInput.ChannelUp(MUX1));
    on(probing, new ManagerInput.ChannelUp(AGENT1));
    on(probing, health(AGENT1, "web1", true));
    List<ManagerEffect> told = on(probing, new ManagerInput.TimerDue(new ManagerTimer.Learning()));
    assertThat(backendsTold(told.get(0))).containsExactly("web1");
  }

  @Test
  void changedHealth_goesToEveryMux_unchangedToNone() {
    SlbManager probing = learned();
    assertThat(on(probing, health(AGENT2, "web2", true))).isEmpty();
    List<ManagerEffect> told = on(probing, health(AGENT2, "web2", false));
    assertThat(told).hasSize(2).allMatch(effect -> backendsTold(effect).equals(List.of("web1")));
  }

  @Test
  void hostAgentGoneForLong_itsVmsAreDown_unlessAllAreGone() {
    SlbManager probing = learned();
    on(probing, new ManagerInput.ChannelDown(AGENT2, "TIMED_OUT"));
    ManagerInput graceOver = new ManagerInput.TimerDue(new ManagerTimer.AgentGrace(AGENT2));
    assertThat(on(probing, graceOver))
        .hasSize(2)
        .allMatch(effect -> backendsTold(effect).equals(List.of("web1")));
    on(probing, new ManagerInput.ChannelDown(AGENT1, "TIMED_OUT"));
    assertThat(on(probing, new ManagerInput.TimerDue(new ManagerTimer.AgentGrace(AGENT1))))
        .isEmpty();
  }

  /** Whoever is still away when the others are back is gone indeed. */
  @Test
  void allHostAgentsGone_whoDoesNotComeBack_isDown() {
    SlbManager probing = learned();
    ManagerEffect graceAgain = new ManagerEffect.SetTimer(new ManagerTimer.AgentGrace(AGENT2));
    ManagerInput graceOver = new ManagerInput.TimerDue(new ManagerTimer.AgentGrace(AGENT2));
    on(probing, new ManagerInput.ChannelDown(AGENT1, "TIMED_OUT"));
    on(probing, new ManagerInput.ChannelDown(AGENT2, "TIMED_OUT"));
    on(probing, new ManagerInput.TimerDue(new ManagerTimer.AgentGrace(AGENT1)));
    assertThat(on(probing, graceOver)).isEmpty();
    assertThat(on(probing, new ManagerInput.ChannelUp(AGENT1))).contains(graceAgain);
    assertThat(on(probing, graceOver))
        .hasSize(2)
        .allMatch(effect -> backendsTold(effect).equals(List.of("web1")));
    on(probing, new ManagerInput.ChannelDown(AGENT1, "RESET"));
    assertThat(on(probing, new ManagerInput.ChannelUp(AGENT1))).doesNotContain(graceAgain);
  }

  @Test
  void healthOfAnothersVms_isNotBelieved() {
    SlbManager probing = learned();
    assertThat(on(probing, health(AGENT1, "web2", false)))
        .allMatch(effect -> backendsTold(effect).equals(List.of("web2")));
    Channel network = new Channel(Channel.Kind.HOST_NETWORK, "host2");
    on(probing, new ManagerInput.ChannelUp(network));
    assertThat(on(probing, health(network, "web2", false))).isEmpty();
  }

  @Test
  void hostAgent_reportsNoOverload() {
    on(new ManagerInput.Started());
    on(new ManagerInput.ChannelUp(MUX1));
    on(new ManagerInput.ChannelUp(AGENT1));
    assertThat(on(new ManagerInput.Overloaded(AGENT1, List.of(new Talker("portal", 9))))).isEmpty();
  }

  /** By the pool as it is configured: backends answer their first probe one after the other. */
  @Test
  void maglevTable_isSizedForAllBackends_notForThoseThatAreUp() {
    VipConfig portal = SampleGoal.portal(List.of("web1", "web2"));
    VipRule rule =
        portal
            .rules()
            .get(0)
            .withProbe(PROBE)
            .withSettings(RuleSettings.DEFAULT.withSelection(SelectionMethod.MAGLEV));
    SlbManager probing =
        new SlbManager(SampleGoal.goal(List.of(portal.withRules(List.of(rule))), List.of()), 0);
    on(probing, new ManagerInput.Started());
    on(probing, new ManagerInput.ChannelUp(MUX1));
    on(probing, new ManagerInput.ChannelUp(AGENT1));
    on(probing, health(AGENT1, "web1", true));
    ManagerEffect told = on(probing, new ManagerInput.TimerDue(new ManagerTimer.Learning())).get(0);
    VipState.RuleState state =
        ((ControlMessage.MuxGoal) sent(told)).state().vips().get(0).rules().get(0);
    assertThat(state.pool()).hasSize(1);
    assertThat(state.settings().maglevEntries()).isEqualTo(211);
  }

  @Test
  void hostAgentBackInTime_itsVmsStay() {
    SlbManager probing = learned();
    on(probing, new ManagerInput.ChannelDown(AGENT2, "RESET"));
    on(probing, new ManagerInput.ChannelUp(AGENT2));
    assertThat(on(probing, new ManagerInput.TimerDue(new ManagerTimer.AgentGrace(AGENT2))))
        .isEmpty();
  }

  /** Two Muxes and two host agents that know their VM to be well. */
  private SlbManager learned() {
    SlbManager probing = new SlbManager(probed(), 0);
    on(probing, new ManagerInput.Started());
    for (Channel channel : List.of(MUX1, MUX2, AGENT1, AGENT2)) {
      on(probing, new ManagerInput.ChannelUp(channel));
    }
    on(probing, health(AGENT1, "web1", true));
    on(probing, health(AGENT2, "web2", true));
    return probing;
  }

  @Test
  void versions_rise() {
    on(new ManagerInput.Started());
    ControlMessage.MuxGoal first =
        (ControlMessage.MuxGoal) sent(on(new ManagerInput.ChannelUp(MUX1)).get(0));
    ControlMessage.MuxGoal second =
        (ControlMessage.MuxGoal) sent(on(new ManagerInput.ChannelUp(MUX2)).get(0));
    assertThat(second.version()).isGreaterThan(first.version());
    assertThat(second.state()).isEqualTo(first.state());
  }
}
