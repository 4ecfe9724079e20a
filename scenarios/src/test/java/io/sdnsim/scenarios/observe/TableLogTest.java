package io.sdnsim.scenarios.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.trace.TableChange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableLogTest {
  private final TableLog log = new TableLog((node, table) -> table.equals("fib"));

  private void change(long timePs, String key, @Nullable Integer nextHops) {
    log.tableChanged(
        new TableChange(
            timePs, "r1", "fib", key, nextHops == null ? null : Map.of("nextHops", nextHops)));
  }

  private Timeline hasRoute(String key) {
    return log.timeline("r1", "fib", rows -> rows.containsKey(key));
  }

  @Test
  void tableAt_readsAnyTimeOfTheRun() {
    change(10, "10.0.0.0/8", 1);
    change(20, "9.0.0.0/8", 1);
    change(30, "10.0.0.0/8", null);

    assertThat(log.tableAt("r1", "fib", 9)).isEmpty();
    assertThat(log.tableAt("r1", "fib", 20).keySet()).containsExactly("9.0.0.0/8", "10.0.0.0/8");
    assertThat(log.tableAt("r1", "fib", 99).keySet()).containsExactly("9.0.0.0/8");
  }

  @Test
  void timeline_knowsWhenAConditionBecameTrueAndFalse() {
    change(10, "10.0.0.0/8", 1);
    change(30, "10.0.0.0/8", null);
    change(50, "10.0.0.0/8", 2);

    Timeline timeline = hasRoute("10.0.0.0/8");
    assertThat(timeline.holdsAt(9)).isFalse();
    assertThat(timeline.holdsAt(10)).isTrue();
    assertThat(timeline.holdsAt(30)).isFalse();
    assertThat(timeline.becameTrueAfter(0)).isEqualTo(10);
    assertThat(timeline.becameTrueAfter(10)).isEqualTo(50);
    assertThat(timeline.becameFalseAfter(10)).isEqualTo(30);
    assertThat(timeline.becameFalseAfter(50)).isEqualTo(SimTime.NEVER);
  }

  @Test
  void conditionThatFlickersWithinOneInstant_countsAsItStandsBehindIt() {
    change(10, "10.0.0.0/8", 1);
    change(30, "10.0.0.0/8", null);
    change(30, "10.0.0.0/8", 3);

    assertThat(hasRoute("10.0.0.0/8").becameFalseAfter(10)).isEqualTo(SimTime.NEVER);
  }

  @Test
  void tableNobodyAskedFor_isNotKept() {
    log.tableChanged(new TableChange(1, "r1", "arp", "10.0.0.1", Map.of()));
    assertThat(log.changes("r1", "arp")).isEmpty();
  }

  @Test
  void naturalOrder_comparesNumbersByValue() {
    List<String> keys =
        List.of("eth10", "eth2", "eth1:5", "eth", "10.0.0.0/16", "10.0.0.0/8", "9.255.0.0/8");
    assertThat(keys.stream().sorted(NaturalOrder.INSTANCE))
        .containsExactly(
            "9.255.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "eth", "eth1:5", "eth2", "eth10");
  }
}
