package io.sdnsim.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerTest {
  private final Simulation simulation = new Simulation(1);
  private final EventSource source = new EventSource(0);
  private final List<Long> fired = new ArrayList<>();
  private final Timer timer =
      new Timer(simulation, source, EventClass.TIMER, () -> fired.add(simulation.nowPs()));

  @Test
  void set_firesOnceAtItsTime() {
    timer.setAt(50);
    assertThat(timer.isSet()).isTrue();
    assertThat(timer.deadlinePs()).isEqualTo(50);

    simulation.run();

    assertThat(fired).containsExactly(50L);
    assertThat(timer.isSet()).isFalse();
    assertThat(timer.deadlinePs()).isEqualTo(SimTime.NEVER);
  }

  @Test
  void setLater_firesAtTheLaterTimeOnly() {
    timer.setAt(50);
    timer.setAt(80);
    timer.setAt(120);

    simulation.run();

    assertThat(fired).containsExactly(120L);
    assertThat(simulation.eventCount()).as("stale entries are no events").isEqualTo(1);
  }

  @Test
  void setEarlier_firesAtTheEarlierTimeOnly() {
    timer.setAt(120);
    timer.setAt(50);

    simulation.run();

    assertThat(fired).containsExactly(50L);
  }

  @Test
  void setEarlierThenLater_firesAtTheLastTimeSet() {
    timer.setAt(120);
    timer.setAt(50);
    timer.setAt(90);

    simulation.run();

    assertThat(fired).containsExactly(90L);
  }

  @Test
  void cancel_andSetAgain_firesAtTheNewTime() {
    timer.setAt(50);
    timer.cancel();
    simulation.runUntil(60);
    assertThat(fired).isEmpty();

    timer.setAfter(10);
    simulation.run();

    assertThat(fired).containsExactly(70L);
  }

  @Test
  void action_maySetTheTimerAgain() {
    List<Long> ticks = new ArrayList<>();
    Timer[] ticker = new Timer[1];
    ticker[0] =
        new Timer(
            simulation,
            source,
            EventClass.TIMER,
            () -> {
              ticks.add(simulation.nowPs());
              if (ticks.size() < 3) {
                ticker[0].setAfter(5);
              }
            });
    ticker[0].setAt(5);

    simulation.run();

    assertThat(ticks).containsExactly(5L, 10L, 15L);
  }

  @Test
  void discard_neverFires_andItsPlaceIsUsedAgainOnlyWhenNoEntryIsPending() {
    timer.setAt(50);
    timer.discard();
    Timer other = new Timer(simulation, source, EventClass.TIMER, () -> fired.add(-1L));
    other.setAt(70);

    simulation.runUntil(60);
    assertThat(fired).isEmpty();
    Timer third = new Timer(simulation, source, EventClass.TIMER, () -> fired.add(-3L));
    third.setAt(65);
    simulation.run();

    assertThat(fired).containsExactly(-3L, -1L);
  }

  @Test
  void setBeforeNow_isRefused() {
    simulation.runUntil(10);

    assertThatThrownBy(() -> timer.setAt(9)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sameTime_scenarioThenFrameThenTimerThenObservation() {
    List<EventClass> order = new ArrayList<>();
    for (EventClass each :
        List.of(EventClass.OBSERVATION, EventClass.TIMER, EventClass.FRAME, EventClass.SCENARIO)) {
      simulation.at(9, source, each, () -> order.add(each));
    }

    simulation.run();

    assertThat(order)
        .containsExactly(
            EventClass.SCENARIO, EventClass.FRAME, EventClass.TIMER, EventClass.OBSERVATION);
  }
}
