package io.sdnsim.slb.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ProbeCounterTest {
  @Property
  void isDown_exactlyAfterThatManyFailuresInARow(
      @ForAll @IntRange(min = 1, max = 5) int count, @ForAll List<Boolean> results) {
    ProbeCounter counter = new ProbeCounter(count);
    int failures = 0;
    boolean known = false;
    boolean up = false;
    for (boolean success : results) {
      failures = success ? 0 : failures + 1;
      boolean decided = success || failures >= count;
      boolean changes = decided && (!known || up != success);
      assertThat(success ? counter.succeeded() : counter.failed()).isEqualTo(changes);
      known |= decided;
      up = decided ? success : up;
      assertThat(counter.isKnown()).isEqualTo(known);
      assertThat(counter.isUp()).isEqualTo(up);
    }
  }
}
