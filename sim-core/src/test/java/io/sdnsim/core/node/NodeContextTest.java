package io.sdnsim.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeContextTest {
  private final Simulation simulation = new Simulation(1);
  private final NodeContext context = new NodeContext(simulation, new Tracer(), 3, "n");
  private final List<String> log = new ArrayList<>();

  private Timer timer(String name) {
    return context.timer(() -> log.add(name + "@" + simulation.nowPs()));
  }

  @Test
  void frozen_timersWaitAndRunInTheirOrderWhenTheNodeThaws() {
    timer("b").setAt(20);
    timer("a").setAt(10);
    timer("late").setAt(50);
    context.freeze();
    simulation.runUntil(30);
    assertThat(log).isEmpty();

    context.thaw();
    assertThat(log).containsExactly("a@30", "b@30");
    simulation.run();
    assertThat(log).containsExactly("a@30", "b@30", "late@50");
  }

  @Test
  void frozen_timerThatIsCancelledOrSetAnew_doesNotRunForWhatItWasSetToBefore() {
    Timer cancelled = timer("cancelled");
    Timer discarded = timer("discarded");
    Timer moved = timer("moved");
    Timer first = context.timer(cancelled::cancel);
    first.setAt(5);
    cancelled.setAt(10);
    discarded.setAt(10);
    moved.setAt(10);
    context.freeze();
    simulation.runUntil(30);
    discarded.discard();
    moved.setAt(40);
    context.thaw();
    assertThat(log).isEmpty();
    simulation.run();
    assertThat(log).containsExactly("moved@40");
  }

  @Test
  void thaw_whatFreezesTheNodeAgain_leavesTheRestForLater() {
    Timer again = context.timer(context::freeze);
    again.setAt(5);
    timer("rest").setAt(10);
    context.freeze();
    simulation.runUntil(30);
    context.thaw();
    assertThat(log).isEmpty();
    context.thaw();
    assertThat(log).containsExactly("rest@30");
  }

  @Test
  void powerOff_timersOfThatLifeNeverRun() {
    timer("old").setAt(10);
    context.freeze();
    simulation.runUntil(15);
    context.powerOff();
    context.powerOn();
    timer("new").setAt(20);
    simulation.run();

    assertThat(log).containsExactly("new@20");
    assertThat(context.isRunning()).isTrue();
  }

  @Test
  void freeze_withoutPower_doesNothing() {
    context.powerOff();
    context.freeze();
    context.thaw();

    assertThat(context.state()).isEqualTo(NodeState.OFF);
  }

  @Test
  void tags_areUniqueAndNameTheirNode() {
    assertThat(context.newTag(null, 0).id()).isNotEqualTo(context.newTag(null, 0).id());
    assertThat(context.newTag(null, 0).id() >>> 40).isEqualTo(3);
  }

  @Test
  void randomStreams_dependOnSeedNodeAndPurpose() {
    long first = context.random("x").nextLong();

    assertThat(context.random("x").nextLong()).isEqualTo(first);
    assertThat(context.random("y").nextLong()).isNotEqualTo(first);
    assertThat(new NodeContext(new Simulation(2), new Tracer(), 3, "n").random("x").nextLong())
        .isNotEqualTo(first);
  }
}
