package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.slb.goal.SnatPoolConfig;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.goal.VmPortConfig;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases through the whole manager. */
class SnatDeskTest {
  private static final Channel MUX1 = new Channel(Channel.Kind.MUX, "mux1");
  private static final Channel MUX2 = new Channel(Channel.Kind.MUX, "mux2");
  private static final Channel AGENT1 = new Channel(Channel.Kind.HOST_AGENT, "host1");
  private static final Channel AGENT2 = new Channel(Channel.Kind.HOST_AGENT, "host2");
  private static final ManagerInput PROCESSED =
      new ManagerInput.TimerDue(new ManagerTimer.SnatProcessing());
  private static final ManagerEffect PROCESS =
      new ManagerEffect.SetTimer(new ManagerTimer.SnatProcessing());

  private final SlbManager manager = new SlbManager(SampleGoal.leasing(), 0);

  private List<ManagerEffect> on(ManagerInput input) {
    List<ManagerEffect> effects = new ArrayList<>();
    manager.on(0, input, effects::add);
    effects.removeIf(ManagerEffect.Report.class::isInstance);
    return effects;
  }

  private void agentUp(Channel agent, SnatLease... leases) {
    on(new ManagerInput.LeasesReported(agent, List.of(leases)));
    on(new ManagerInput.ChannelUp(agent));
  }

  /** Both Muxes and both host agents are there; nobody has leased anything. */
  private void ready() {
    on(new ManagerInput.Started());
    on(new ManagerInput.ChannelUp(MUX1));
    on(new ManagerInput.ChannelUp(MUX2));
    agentUp(AGENT1);
    agentUp(AGENT2);
  }

  private static <T extends ControlMessage> List<T> sent(
      List<ManagerEffect> effects, Class<T> type) {
    return effects.stream()
        .filter(ManagerEffect.Send.class::isInstance)
        .map(effect -> ((ManagerEffect.Send) effect).message())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private List<ManagerEffect> acknowledge(Channel mux, ControlMessage.MuxLeases told) {
    return on(new ManagerInput.Acknowledged(mux, told.version()));
  }

  @Test
  void grant_isAnswered_onlyOnceEveryMuxHasIt() {
    ready();
    assertThat(on(new ManagerInput.PortsRequested(AGENT1, "web1"))).containsExactly(PROCESS);
    List<ManagerEffect> effects = on(PROCESSED);
    List<ControlMessage.MuxLeases> told = sent(effects, ControlMessage.MuxLeases.class);
    assertThat(told).hasSize(2);
    assertThat(told.get(0).changes().get(0).firstPort()).isEqualTo(2048);
    assertThat(told.get(0).changes().get(0).backend().vm()).isEqualTo("web1");
    assertThat(sent(effects, ControlMessage.SnatAnswer.class)).isEmpty();
    assertThat(sent(acknowledge(MUX1, told.get(0)), ControlMessage.SnatAnswer.class)).isEmpty();
    assertThat(sent(acknowledge(MUX2, told.get(1)), ControlMessage.SnatAnswer.class))
        .containsExactly(new ControlMessage.SnatAnswer("web1", List.of(2048), 8));
  }

  @Test
  void muxThatIsLost_isNotWaitedFor() {
    ready();
    on(new ManagerInput.PortsRequested(AGENT1, "web1"));
    List<ControlMessage.MuxLeases> told = sent(on(PROCESSED), ControlMessage.MuxLeases.class);
    acknowledge(MUX1, told.get(0));
    assertThat(sent(on(new ManagerInput.ChannelDown(MUX2, "")), ControlMessage.SnatAnswer.class))
        .hasSize(1);
  }

  @Test
  void secondRequestOfAVm_isDropped_whileOneIsOutstanding() {
    ready();
    on(new ManagerInput.PortsRequested(AGENT1, "web1"));
    assertThat(on(new ManagerInput.PortsRequested(AGENT1, "web1"))).isEmpty();
    on(PROCESSED);
    assertThat(on(new ManagerInput.PortsRequested(AGENT1, "web1"))).isEmpty();
  }

  @Test
  void requests_areProcessedInTheirOrder_oneAfterTheOther() {
    ready();
    on(new ManagerInput.PortsRequested(AGENT2, "web2"));
    assertThat(on(new ManagerInput.PortsRequested(AGENT1, "web1"))).isEmpty();
    List<ManagerEffect> first = on(PROCESSED);
    assertThat(first).contains(PROCESS);
    assertThat(sent(first, ControlMessage.MuxLeases.class).get(0).changes().get(0).backend().vm())
        .isEqualTo("web2");
    List<ManagerEffect> second = on(PROCESSED);
    assertThat(second).doesNotContain(PROCESS);
    assertThat(sent(second, ControlMessage.MuxLeases.class).get(0).changes().get(0).backend().vm())
        .isEqualTo("web1");
  }

  @Test
  void noMorePorts_isSaidAtOnce() {
    ready();
    for (int i = 0; i < 2; i++) {
      on(new ManagerInput.PortsRequested(AGENT1, "web1"));
      List<ControlMessage.MuxLeases> told = sent(on(PROCESSED), ControlMessage.MuxLeases.class);
      acknowledge(MUX1, told.get(0));
      acknowledge(MUX2, told.get(1));
    }
    on(new ManagerInput.PortsRequested(AGENT1, "web1"));
    assertThat(sent(on(PROCESSED), ControlMessage.SnatAnswer.class))
        .containsExactly(new ControlMessage.SnatAnswer("web1", List.of(), 0));
  }

  @Test
  void vmOfAnotherHost_isNotAskedFor() {
    ready();
    assertThat(on(new ManagerInput.PortsRequested(AGENT1, "web2"))).isEmpty();
  }

  @Test
  void releasedRange_goesFromTheMuxes() {
    ready();
    SnatLease lease = new SnatLease("portal", "web1", 2048, 8);
    agentUp(AGENT1, lease);
    List<ControlMessage.MuxLeases> told =
        sent(
            on(new ManagerInput.PortsReleased(AGENT1, List.of(lease))),
            ControlMessage.MuxLeases.class);
    assertThat(told).hasSize(2);
    assertThat(told.get(0).changes().get(0).backend()).isNull();
  }

  @Test
  void newManager_learnsLeasesFromHostAgents_beforeItGrantsAny() {
    on(new ManagerInput.Started());
    on(new ManagerInput.ChannelUp(MUX1));
    agentUp(AGENT1, new SnatLease("portal", "web1", 2048, 8));
    assertThat(on(new ManagerInput.PortsRequested(AGENT1, "web1"))).isEmpty();
    List<ManagerEffect> learned = on(new ManagerInput.LeasesReported(AGENT2, List.of()));
    assertThat(learned).contains(PROCESS);
    ControlMessage.MuxGoal goal = sent(learned, ControlMessage.MuxGoal.class).get(0);
    assertThat(goal.state().vips().get(0).snatRanges())
        .extracting(VipState.SnatState::firstPort)
        .containsExactly(2048);
    List<ControlMessage.MuxLeases> told = sent(on(PROCESSED), ControlMessage.MuxLeases.class);
    assertThat(told.get(0).changes().get(0).firstPort()).isEqualTo(2056);
  }

  @Test
  void agentThatForgot_losesItsLeases_andOneThatClaimsAnothers_isToldSo() {
    ready();
    SnatLease lease = new SnatLease("portal", "web1", 2048, 8);
    agentUp(AGENT1, lease);
    SnatLease stolen = new SnatLease("portal", "web2", 2048, 8);
    assertThat(
            sent(
                on(new ManagerInput.LeasesReported(AGENT2, List.of(stolen))),
                ControlMessage.SnatRevoke.class))
        .containsExactly(new ControlMessage.SnatRevoke(List.of(stolen)));
    List<ControlMessage.MuxLeases> told =
        sent(
            on(new ManagerInput.LeasesReported(AGENT1, List.of())), ControlMessage.MuxLeases.class);
    assertThat(told.get(0).changes().get(0).backend()).isNull();
  }

  private static GoalState leasing(
      List<String> vms, int firstPort, int preallocated, boolean enabled) {
    SnatPoolConfig pool =
        new SnatPoolConfig(
            "portal",
            vms,
            firstPort,
            2079,
            OutboundMode.DIRECT,
            new SnatPoolConfig.Limits(8, preallocated, 24, 1_000, 4, 1_000_000));
    return SampleGoal.leasing()
        .withPools(List.of(pool))
        .withVip("portal", vip -> vip.withEnabled(enabled));
  }

  private SnatLease leased(Channel agent, String vm) {
    on(new ManagerInput.PortsRequested(agent, vm));
    List<ControlMessage.MuxLeases> told = sent(on(PROCESSED), ControlMessage.MuxLeases.class);
    List<ManagerEffect> answer = new ArrayList<>(acknowledge(MUX1, told.get(0)));
    answer.addAll(acknowledge(MUX2, told.get(1)));
    int port = sent(answer, ControlMessage.SnatAnswer.class).get(0).firstPorts().get(0);
    return new SnatLease("portal", vm, port, 8);
  }

  @Test
  void poolThatChanges_keepsTheLeasesThatFitIt() {
    ready();
    assertThat(leased(AGENT1, "web1").firstPort()).isEqualTo(2048);
    List<ManagerEffect> changed =
        on(new ManagerInput.GoalChanged(leasing(List.of("web1", "web2"), 2048, 0, true)));
    assertThat(sent(changed, ControlMessage.SnatRevoke.class)).isEmpty();
    assertThat(leased(AGENT2, "web2").firstPort()).isEqualTo(2056);
  }

  @Test
  void leaseThatANewPoolHasNoPlaceFor_isTakenFromItsHost_andFromTheMuxes() {
    ready();
    SnatLease lease = leased(AGENT1, "web1");
    for (GoalState without :
        List.of(
            leasing(List.of("web2"), 2048, 0, true),
            leasing(List.of("web1", "web2"), 2056, 0, true),
            leasing(List.of("web1", "web2"), 2048, 8, true),
            SampleGoal.leasing().withPools(List.of()))) {
      List<ManagerEffect> changed = on(new ManagerInput.GoalChanged(without));
      assertThat(changed)
          .contains(new ManagerEffect.Send(AGENT1, new ControlMessage.SnatRevoke(List.of(lease))));
      assertThat(sent(changed, ControlMessage.MuxLeases.class))
          .hasSize(2)
          .allSatisfy(told -> assertThat(told.changes().get(0).backend()).isNull());
      on(new ManagerInput.GoalChanged(SampleGoal.leasing()));
      agentUp(AGENT1, lease);
    }
  }

  @Test
  void vmThatMoves_leavesItsLeasesBehind() {
    ready();
    SnatLease lease = leased(AGENT1, "web1");
    GoalState goal = SampleGoal.leasing();
    VmPortConfig web1 = goal.vms().get(0);
    VmPortConfig moved =
        new VmPortConfig(
            "web1", "host2", "vm2", web1.vni(), web1.mac(), web1.addresses(), null, false);
    GoalState after =
        new GoalState(
            goal.networks(),
            goal.hosts(),
            List.of(moved, goal.vms().get(1), goal.vms().get(2)),
            goal.muxes(),
            goal.vips(),
            goal.snat(),
            goal.pools(),
            goal.securityGroups());
    assertThat(on(new ManagerInput.GoalChanged(after)))
        .contains(new ManagerEffect.Send(AGENT1, new ControlMessage.SnatRevoke(List.of(lease))));
  }

  /** Its host would forget the answer: it knows no pool of a VIP that is out of service. */
  @Test
  void vipOutOfService_keepsItsLeases_andGrantsNone() {
    ready();
    leased(AGENT1, "web1");
    on(new ManagerInput.PortsRequested(AGENT2, "web2"));
    List<ControlMessage.MuxLeases> pending = sent(on(PROCESSED), ControlMessage.MuxLeases.class);
    List<ManagerEffect> off =
        on(new ManagerInput.GoalChanged(leasing(List.of("web1", "web2"), 2048, 0, false)));
    assertThat(sent(off, ControlMessage.MuxLeases.class))
        .allSatisfy(
            told -> assertThat(told.changes()).extracting("firstPort").containsExactly(2056));
    acknowledge(MUX1, pending.get(0));
    assertThat(sent(acknowledge(MUX2, pending.get(1)), ControlMessage.SnatAnswer.class))
        .containsExactly(new ControlMessage.SnatAnswer("web2", List.of(), 0));
    on(new ManagerInput.PortsRequested(AGENT2, "web2"));
    assertThat(sent(on(PROCESSED), ControlMessage.SnatAnswer.class))
        .containsExactly(new ControlMessage.SnatAnswer("web2", List.of(), 0));
    List<ManagerEffect> back =
        on(new ManagerInput.GoalChanged(leasing(List.of("web1", "web2"), 2048, 0, true)));
    assertThat(sent(back, ControlMessage.MuxGoal.class).get(0).state().vips().get(0).snatRanges())
        .extracting(VipState.SnatState::firstPort)
        .containsExactly(2048);
    assertThat(leased(AGENT2, "web2").firstPort()).isEqualTo(2056);
  }

  @Test
  void onlyHostAgents_askForPorts() {
    ready();
    Channel network = new Channel(Channel.Kind.HOST_NETWORK, "host1");
    on(new ManagerInput.ChannelUp(network));
    assertThat(on(new ManagerInput.PortsRequested(network, "web1"))).isEmpty();
  }
}
