package io.sdnsim.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  /** A step: how many entries to add, how far behind the present, and how far to advance. */
  record Move(List<Long> delays, long limit, int takes) {}

  @Provide
  Arbitrary<List<Move>> moves() {
    Arbitrary<Long> delay =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 3),
            Arbitraries.longs().between(0, 1000),
            Arbitraries.longs().between(0, 1L << 40));
    Arbitrary<Long> limit =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 500), Arbitraries.longs().between(0, 1L << 41));
    return net.jqwik.api.Combinators.combine(
            delay.list().ofMaxSize(12), limit, Arbitraries.integers().between(0, 10))
        .as(Move::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 500)
  void radixQueue_agreesWithSortedQueue(@ForAll("moves") List<Move> moves) {
    EventQueue radix = new RadixEventQueue();
    EventQueue sorted = new SortedEventQueue();
    long now = 0;
    long key = 1;
    for (Move move : moves) {
      for (long delay : move.delays()) {
        // Keys neither ascend nor descend, as those of several nodes.
        long mixed = (key++ * 0x9E3779B97F4A7C15L) >>> 1;
        radix.add(now + delay, mixed, (int) key);
        sorted.add(now + delay, mixed, (int) key);
      }
      long limit = now + move.limit();
      for (int i = 0; i < move.takes(); i++) {
        long time = sorted.advance(limit);
        assertThat(radix.advance(limit)).isEqualTo(time);
        assertThat(radix.size()).isEqualTo(sorted.size());
        if (time == EventQueue.NONE) {
          // runUntil moves the clock here; entries may follow that precede the next pending one.
          now = limit;
          break;
        }
        now = time;
        assertThat(radix.key()).isEqualTo(sorted.key());
        assertThat(radix.target()).isEqualTo(sorted.target());
      }
    }
  }

  @Test
  void advance_nothingDue_leavesRoomForEarlierEntries() {
    EventQueue queue = new RadixEventQueue();
    queue.add(1_000_000, 1, 1);
    assertThat(queue.advance(10)).isEqualTo(EventQueue.NONE);

    queue.add(10, 2, 2);
    queue.add(11, 3, 3);

    assertThat(queue.advance(2_000_000)).isEqualTo(10);
    assertThat(queue.advance(2_000_000)).isEqualTo(11);
    assertThat(queue.advance(2_000_000)).isEqualTo(1_000_000);
    assertThat(queue.advance(2_000_000)).isEqualTo(EventQueue.NONE);
  }

  @Test
  void add_beforeThePresent_isRefused() {
    EventQueue queue = new RadixEventQueue();
    queue.add(100, 1, 1);
    queue.advance(100);

    assertThatThrownBy(() -> queue.add(99, 2, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyPendingAtAllDistances_comeInTheOrderOfTheSortedQueue() {
    RandomStream random = new RandomStreams(7).stream("queue");
    EventQueue radix = new RadixEventQueue();
    EventQueue sorted = new SortedEventQueue();
    long now = 0;
    for (int i = 0; i < 40_000; i++) {
      // First the queue grows, then it holds its size, in the end it drains.
      int adds = i < 2_000 ? 3 : i < 30_000 ? 1 : 0;
      for (int added = 0; added < adds; added++) {
        long key = random.nextLong() >>> 1;
        // From crowds at one time to far ahead: the heap in front fills up and is spilled.
        long time = now + random.nextLong(1L << random.nextInt(40));
        radix.add(time, key, i);
        sorted.add(time, key, i);
      }
      long next = sorted.advance(SimTime.NEVER);
      assertThat(radix.advance(SimTime.NEVER)).isEqualTo(next);
      if (next == EventQueue.NONE) {
        break;
      }
      now = next;
      assertThat(radix.key()).isEqualTo(sorted.key());
      assertThat(radix.size()).isEqualTo(sorted.size());
    }
  }

  @Test
  void crowdAtOneTime_staysInOrderOfKey() {
    RandomStream random = new RandomStreams(8).stream("queue");
    EventQueue radix = new RadixEventQueue();
    radix.add(1, 0, 0);
    radix.add(1_000, 1, 0);
    assertThat(radix.advance(1)).isEqualTo(1);
    for (int i = 0; i < 1_000; i++) {
      radix.add(500 + i % 2, random.nextLong() >>> 1, i);
    }
    long before = -1;
    for (int i = 0; i < 1_000; i++) {
      assertThat(radix.advance(SimTime.NEVER)).isEqualTo(i < 500 ? 500 : 501);
      assertThat(radix.key()).isGreaterThan(i == 500 ? -1 : before);
      before = radix.key();
    }
    assertThat(radix.advance(SimTime.NEVER)).isEqualTo(1_000);
  }

  @Test
  void farthestTimes_areInOrder() {
    EventQueue queue = new RadixEventQueue();
    queue.add(SimTime.NEVER, 3, 3);
    queue.add(SimTime.NEVER - 1, 2, 2);
    queue.add(1, 1, 1);

    assertThat(queue.advance(SimTime.NEVER)).isEqualTo(1);
    assertThat(queue.advance(SimTime.NEVER)).isEqualTo(SimTime.NEVER - 1);
    assertThat(queue.advance(SimTime.NEVER)).isEqualTo(SimTime.NEVER);
    assertThat(queue.advance(SimTime.NEVER)).isEqualTo(EventQueue.NONE);
  }

  @Test
  void sameTime_comesInOrderOfKeyNotOfInsertion() {
    EventQueue queue = new RadixEventQueue();
    for (long key : new long[] {5, 1, 4, 2, 3}) {
      queue.add(7, key, (int) key);
    }
    for (int expected = 1; expected <= 5; expected++) {
      assertThat(queue.advance(7)).isEqualTo(7);
      assertThat(queue.target()).isEqualTo(expected);
    }
  }
}
