package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.goal.SampleGoal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlbManagerTest {
  private static final Channel MUX1 = new Channel(Channel.Kind.MUX, "mux1");
  private static final Channel MUX2 = new Channel(Channel.Kind.MUX, "mux2");
  private static final Channel HOST1 = new Channel(Channel.Kind.HOST_NETWORK, "host1");
  private static final Channel AGENT1 = new Channel(Channel.Kind.HOST_AGENT, "host1");

  private final SlbManager manager = new SlbManager(SampleGoal.goal());

  private List<ManagerEffect> on(ManagerInput input) {
    List<ManagerEffect> effects = new ArrayList<>();
    manager.on(0, input, effects::add);
    effects.removeIf(ManagerEffect.Report.class::isInstance);
    return effects;
  }

  private ControlMessage sent(ManagerEffect effect) {
    return ((ManagerEffect.Send) effect).message();
  }

  private List<?> muxesTold(ManagerEffect effect) {
    return ((ControlMessage.NatGoal) sent(effect)).policy().muxes();
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
          .containsExactly(new ManagerEffect.SetRetryTimer(MUX1));
      assertThat(on(new ManagerInput.RetryDue(MUX1)))
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
    assertThat(on(new ManagerInput.ChannelDown(AGENT1, "RESET"))).isEmpty();
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
