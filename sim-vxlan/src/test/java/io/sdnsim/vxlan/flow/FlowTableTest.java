package io.sdnsim.vxlan.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlowTableTest {
  private static final long IDLE_PS = 10;

  private static final class Row extends FlowTable.Entry {
    Row(int number) {
      super(keyOf(number));
    }
  }

  private final FlowTable<Row> table = new FlowTable<>(3, IDLE_PS);
  private final List<FlowKey> gone = new ArrayList<>();

  private static FlowKey keyOf(int number) {
    return new FlowKey(0, IpAddress.ofIpv4(number), IpAddress.ofIpv4(1), 6, 1, 1);
  }

  private Row add(long nowPs, int number) {
    Row row = new Row(number);
    table.add(nowPs, row);
    return row;
  }

  private void expire(long nowPs) {
    table.expire(nowPs, row -> gone.add(row.key()));
  }

  @Test
  void idleForTheTimeout_isExpired_notEarlier() {
    add(0, 1);
    expire(IDLE_PS - 1);
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.nextExpiryPs()).isEqualTo(IDLE_PS);
    expire(IDLE_PS);
    assertThat(gone).containsExactly(keyOf(1));
    assertThat(table.get(keyOf(1))).isNull();
    assertThat(table.nextExpiryPs()).isEqualTo(SimTime.NEVER);
  }

  @Test
  void used_livesOn_andTheOthersExpireFirst() {
    Row first = add(0, 1);
    add(1, 2);
    table.touch(9, first);
    expire(11);
    assertThat(gone).containsExactly(keyOf(2));
    assertThat(first.isPresent()).isTrue();
    assertThat(table.nextExpiryPs()).isEqualTo(19);
  }

  @Test
  void full_refusesMore() {
    add(0, 1);
    add(0, 2);
    assertThat(table.isFull()).isFalse();
    add(0, 3);
    assertThat(table.isFull()).isTrue();
    assertThatThrownBy(() -> add(0, 4)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void removed_isNotExpiredAgain_andCanBeAddedAnew() {
    Row row = add(0, 1);
    table.remove(row);
    assertThat(row.isPresent()).isFalse();
    expire(100);
    assertThat(gone).isEmpty();
    add(100, 1);
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void entryWithItsOwnTimeout_expiresByIt_beforeAndAfterOthers() {
    table.add(0, new Row(1), 3 * IDLE_PS);
    add(1, 2);
    table.add(2, new Row(3), 4);
    assertThat(table.nextExpiryPs()).isEqualTo(6);
    expire(3 * IDLE_PS);
    assertThat(gone).containsExactly(keyOf(3), keyOf(2), keyOf(1));
  }

  /** Every other flow has a longer timeout than the table's. */
  private static long timeoutOf(FlowKey key) {
    return key.source().low() % 2 == 0 ? IDLE_PS : 17;
  }

  /** Against a map of last uses, scanned whole. */
  @Property
  void anySequence_agreesWithTheNaiveTable(
      @ForAll @Size(max = 60) List<@IntRange(max = 39) Integer> operations) {
    FlowTable<Row> tested = new FlowTable<>(8, IDLE_PS);
    Map<FlowKey, Long> naive = new LinkedHashMap<>();
    long now = 0;
    for (int operation : operations) {
      long time = now += operation % 4;
      naive.entrySet().removeIf(row -> time - row.getValue() >= timeoutOf(row.getKey()));
      tested.expire(time, row -> {});
      FlowKey key = keyOf(operation / 4);
      Row present = tested.get(key);
      assertThat(present != null).isEqualTo(naive.containsKey(key));
      if (present != null && operation % 5 == 0) {
        tested.remove(present);
        naive.remove(key);
      } else if (present != null) {
        tested.touch(time, present);
        naive.put(key, time);
      } else if (!tested.isFull()) {
        tested.add(time, new Row(operation / 4), timeoutOf(key));
        naive.put(key, time);
      }
      assertThat(tested.size()).isEqualTo(naive.size());
      long next =
          naive.entrySet().stream()
              .mapToLong(row -> row.getValue() + timeoutOf(row.getKey()))
              .min()
              .orElse(-1);
      assertThat(tested.nextExpiryPs()).isEqualTo(next == -1 ? SimTime.NEVER : next);
    }
  }
}
