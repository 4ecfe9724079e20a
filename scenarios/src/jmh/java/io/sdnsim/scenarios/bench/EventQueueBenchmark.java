package io.sdnsim.scenarios.bench;

import io.sdnsim.core.engine.EventQueue;
import io.sdnsim.core.engine.RadixEventQueue;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.SortedEventQueue;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The hold model: with a number of events pending, takes the first and adds one at a random time
 * after it, exponentially distributed with a mean of one millisecond.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
public class EventQueueBenchmark {
  private static final int DELAYS = 1 << 16;

  /** The event lists compared. */
  public enum Kind {
    /** What simulations use. */
    RADIX,
    /** Its oracle: a TreeMap. */
    SORTED,
    /** The library's binary heap, of objects. */
    PRIORITY_QUEUE
  }

  /** Which event list. */
  @Param public Kind kind = Kind.RADIX;

  /** How many events are pending. */
  @Param({"1000", "100000", "1000000"})
  public int pending = 1000;

  private final long[] delays = new long[DELAYS];
  private EventQueue queue = new RadixEventQueue();
  private long next;

  /** Fills the list and lets it settle, so that it holds what a running simulation's would. */
  @Setup
  public void fill() {
    RandomStream random = new RandomStreams(1).stream("hold");
    for (int i = 0; i < DELAYS; i++) {
      delays[i] = random.nextExponential(SimTime.MILLISECOND);
    }
    queue =
        switch (kind) {
          case RADIX -> new RadixEventQueue();
          case SORTED -> new SortedEventQueue();
          case PRIORITY_QUEUE -> new LibraryQueue();
        };
    for (int i = 0; i < pending; i++) {
      queue.add(delays[i & (DELAYS - 1)], next++, i);
    }
    for (int i = 0; i < 2 * pending; i++) {
      hold();
    }
  }

  /** Takes the first event and adds another. */
  @Benchmark
  public long hold() {
    long now = queue.advance(SimTime.NEVER);
    queue.add(now + delays[(int) (next & (DELAYS - 1))], next++, queue.target());
    return now;
  }

  /** {@link PriorityQueue} behind the interface. */
  private static final class LibraryQueue implements EventQueue {
    private record Entry(long timePs, long key, int target) implements Comparable<Entry> {
      @Override
      public int compareTo(Entry other) {
        int byTime = Long.compare(timePs, other.timePs);
        return byTime != 0 ? byTime : Long.compare(key, other.key);
      }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long key;
    private int target;

    @Override
    public void add(long timePs, long newKey, int newTarget) {
      entries.add(new Entry(timePs, newKey, newTarget));
    }

    @Override
    public long advance(long limitPs) {
      Entry first = entries.peek();
      if (first == null || first.timePs() > limitPs) {
        return NONE;
      }
      entries.remove();
      key = first.key();
      target = first.target();
      return first.timePs();
    }

    @Override
    public long key() {
      return key;
    }

    @Override
    public int target() {
      return target;
    }

    @Override
    public int size() {
      return entries.size();
    }
  }
}
