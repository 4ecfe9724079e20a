package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.slb.control.ControlMessage.Overloaded;
import io.sdnsim.slb.goal.Talker;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverloadWatchTest {
  private final OverloadWatch watch = new OverloadWatch(20 * SimTime.SECOND, 0);

  private Overloaded at(double second, long dropped) {
    return watch.observe((long) (second * SimTime.SECOND), dropped);
  }

  private void count(String vip, int packets) {
    for (int i = 0; i < packets; i++) {
      watch.count(vip);
    }
  }

  @Test
  void withoutDrops_nothingIsReported_whateverComes() {
    count("hot", 100);
    assertThat(at(1, 0)).isNull();
    assertThat(at(100, 0)).isNull();
  }

  @Test
  void overload_isReportedAfterTheWatch_withTheTopTalkersOfThatTime() {
    count("before", 1000);
    assertThat(at(3, 1)).isNull();
    count("calm", 2);
    count("hot", 5);
    count("cool", 1);
    assertThat(at(22.9, 40)).isNull();
    assertThat(at(23, 41))
        .isEqualTo(
            new Overloaded(
                41, List.of(new Talker("hot", 5), new Talker("calm", 2), new Talker("cool", 1))));
  }

  @Test
  void burst_isNoOverload() {
    at(3, 10);
    count("hot", 5);
    assertThat(at(20.9, 11)).isNull();
    assertThat(at(23, 11)).isNull();
    // The next one is watched from its own beginning.
    at(30, 12);
    count("cool", 1);
    assertThat(at(49.9, 13)).isNull();
    assertThat(at(50, 14)).isEqualTo(new Overloaded(3, List.of(new Talker("cool", 1))));
  }

  /** Nobody asks while nothing comes, so the end of the first watch passes unseen. */
  @Test
  void burstsWithSilenceBetween_areNoOverload() {
    at(0, 5);
    count("hot", 100);
    assertThat(at(60, 9)).isNull();
    count("cool", 1);
    // The second burst began a watch of its own.
    assertThat(at(79.9, 12)).isNull();
    assertThat(at(80, 13)).isEqualTo(new Overloaded(8, List.of(new Talker("cool", 1))));
  }

  @Test
  void endOfTheWatch_mayBeSeenATenthLate() {
    at(0, 5);
    count("hot", 1);
    assertThat(at(22, 9)).isEqualTo(new Overloaded(9, List.of(new Talker("hot", 1))));
    at(30, 10);
    count("hot", 1);
    assertThat(at(52.1, 11)).isNull();
  }

  @Test
  void lastingOverload_isReportedAgainAndAgain() {
    at(0, 1);
    count("hot", 5);
    assertThat(at(20, 2)).isNotNull();
    assertThat(at(21, 3)).isNull();
    count("next", 7);
    assertThat(at(41, 9)).isEqualTo(new Overloaded(7, List.of(new Talker("next", 7))));
  }

  @Test
  void atMostTenTalkers_equalOnesInTheOrderOfTheirNames() {
    at(0, 1);
    for (char name = 'z'; name >= 'a'; name--) {
      count(String.valueOf(name), 1);
    }
    Overloaded report = at(20, 2);
    assertThat(report.talkers()).hasSize(10);
    assertThat(report.talkers().get(0)).isEqualTo(new Talker("a", 1));
    assertThat(report.talkers().get(9)).isEqualTo(new Talker("j", 1));
  }
}
