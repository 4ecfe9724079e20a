package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.Talker;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the manager does when a Mux says that it is overloaded. */
class OverloadTest {
  private static final Channel MUX1 = new Channel(Channel.Kind.MUX, "mux1");
  private static final Channel MUX2 = new Channel(Channel.Kind.MUX, "mux2");
  private static final VipConfig PORTAL = SampleGoal.portal(List.of("web1"));
  private static final VipConfig OTHER =
      new VipConfig("other", IpAddress.parse("192.168.133.75"), false, PORTAL.rules());

  private final SlbManager manager = new SlbManager(goal(PORTAL), 0);

  private static GoalState goal(VipConfig portal) {
    return SampleGoal.goal(List.of(portal, OTHER), List.of());
  }

  private List<ManagerEffect> on(ManagerInput input) {
    List<ManagerEffect> effects = new ArrayList<>();
    manager.on(0, input, effects::add);
    effects.removeIf(ManagerEffect.Report.class::isInstance);
    return effects;
  }

  private void begin() {
    on(new ManagerInput.Started());
    on(new ManagerInput.ChannelUp(MUX1));
    on(new ManagerInput.ChannelUp(MUX2));
  }

  private static ManagerInput overloaded(Channel mux, String... vips) {
    return new ManagerInput.Overloaded(
        mux, Stream.of(vips).map(vip -> new Talker(vip, 900)).toList());
  }

  private static ManagerInput over(String vip) {
    return new ManagerInput.TimerDue(new ManagerTimer.BlackHole(vip));
  }

  /** "mux1 other" when mux1 is told of no VIP but that one. */
  private static List<String> told(List<ManagerEffect> effects) {
    List<String> told = new ArrayList<>();
    for (ManagerEffect effect : effects) {
      if (effect instanceof ManagerEffect.Send send
          && send.message() instanceof ControlMessage.MuxGoal goal) {
        List<String> vips = goal.state().vips().stream().map(VipState::name).toList();
        told.add(send.channel().peer() + " " + String.join(" ", vips));
      }
    }
    return told;
  }

  @Test
  void topmostVip_isWithdrawnFromAllMuxes_andComesBack() {
    begin();
    List<ManagerEffect> effects = on(overloaded(MUX2, "portal", "other"));
    assertThat(told(effects)).containsExactly("mux1 other", "mux2 other");
    assertThat(effects)
        .contains(
            new ManagerEffect.ReportBlackHole("portal", true, "mux2", 900),
            new ManagerEffect.SetTimer(new ManagerTimer.BlackHole("portal")));
    List<ManagerEffect> later = on(over("portal"));
    assertThat(told(later)).containsExactly("mux1 portal other", "mux2 portal other");
    assertThat(later).contains(new ManagerEffect.ReportBlackHole("portal", false, "", 0));
    assertThat(on(over("portal"))).isEmpty();
  }

  private static MuxState stateTold(List<ManagerEffect> effects) {
    return effects.stream()
        .filter(ManagerEffect.Send.class::isInstance)
        .map(effect -> ((ManagerEffect.Send) effect).message())
        .filter(ControlMessage.MuxGoal.class::isInstance)
        .map(message -> ((ControlMessage.MuxGoal) message).state())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void blackHole_leavesPublicIpsAndFastpathAlone() {
    begin();
    on(
        new ManagerInput.GoalChanged(
            goal(PORTAL)
                .withPublicIps(SampleGoal.publicIps())
                .withFastpath(List.of(Prefix.parse("192.168.133.0/24")))));
    MuxState told = stateTold(on(overloaded(MUX1, "portal")));
    assertThat(told.vips()).extracting(VipState::name).containsExactly("other");
    assertThat(told.publicIps()).hasSize(2);
    assertThat(told.fastpath().isOn()).isTrue();
  }

  @Test
  void publicIpThatOverloads_isWithdrawnAlone_andComesBack() {
    begin();
    on(new ManagerInput.GoalChanged(goal(PORTAL).withPublicIps(SampleGoal.publicIps())));
    MuxState told = stateTold(on(overloaded(MUX1, "public ip 203.0.113.90", "portal")));
    assertThat(told.vips()).hasSize(2);
    assertThat(told.publicIps()).extracting("address").containsExactly(SampleGoal.PUBLIC2);
    assertThat(stateTold(on(over("public ip 203.0.113.90"))).publicIps()).hasSize(2);
  }

  @Test
  void secondReportAboutTheSameVip_changesNothing_andSparesTheNext() {
    begin();
    on(overloaded(MUX1, "portal", "other"));
    assertThat(on(overloaded(MUX2, "portal", "other"))).isEmpty();
  }

  @Test
  void overloadThatGoesOnByAnother_costsThatOneToo() {
    begin();
    on(overloaded(MUX1, "portal", "other"));
    assertThat(told(on(overloaded(MUX1, "other")))).containsExactly("mux1 ", "mux2 ");
    assertThat(told(on(over("portal")))).containsExactly("mux1 portal", "mux2 portal");
  }

  @Test
  void restoredVipThatOverloadsAgain_isWithdrawnAgain() {
    begin();
    on(overloaded(MUX1, "portal"));
    on(over("portal"));
    assertThat(told(on(overloaded(MUX1, "portal")))).containsExactly("mux1 other", "mux2 other");
  }

  @Test
  void muxThatConnects_isNotToldOfAVipInABlackHole() {
    begin();
    on(overloaded(MUX1, "portal"));
    on(new ManagerInput.ChannelDown(MUX2, "RESET"));
    assertThat(told(on(new ManagerInput.ChannelUp(MUX2)))).containsExactly("mux2 other");
  }

  @Test
  void unknownOrDisabledVip_orAMuxWithoutAChannel_isNotBelieved() {
    begin();
    assertThat(on(overloaded(MUX1))).isEmpty();
    assertThat(on(overloaded(MUX1, "nobody"))).isEmpty();
    on(new ManagerInput.GoalChanged(goal(PORTAL.withEnabled(false))));
    assertThat(on(overloaded(MUX1, "portal"))).isEmpty();
    on(new ManagerInput.ChannelDown(MUX1, "RESET"));
    assertThat(on(overloaded(MUX1, "other"))).isEmpty();
  }
}
