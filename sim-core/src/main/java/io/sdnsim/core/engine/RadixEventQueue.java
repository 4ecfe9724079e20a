package io.sdnsim.core.engine;

import java.util.Arrays;

/**
 * A monotone radix heap: bucket {@code b} holds the entries whose time differs from the current
 * time first in bit {@code b - 1}; bucket 0, the entries at the current time, is a binary heap by
 * key.
 *
 * <p>An entry moves to a lower bucket at most 63 times and mostly once or twice, so that adding and
 * removing cost little however many events are pending (Ahuja, Mehlhorn, Orlin, Tarjan 1990).
 */
public final class RadixEventQueue implements EventQueue {
  private static final int STRIDE = 3;
  private static final int BUCKETS = 64;

  private final long[][] buckets = new long[BUCKETS][];
  private final int[] used = new int[BUCKETS];

  /** Bit b - 1 is set when bucket b >= 1 has entries. */
  private long occupied;

  private long[] dueKeys = new long[16];
  private int[] dueTargets = new int[16];
  private int dueCount;

  private long current;
  private long key;
  private int target;
  private int size;

  @Override
  public void add(long timePs, long key, int target) {
    if (timePs < current) {
      throw new IllegalArgumentException(
          "an event at " + SimTime.format(timePs) + " lies before " + SimTime.format(current));
    }
    size++;
    place(timePs, key, target);
  }

  private void place(long timePs, long key, int target) {
    if (timePs == current) {
      pushDue(key, target);
      return;
    }
    int bucket = 64 - Long.numberOfLeadingZeros(timePs ^ current);
    long[] entries = buckets[bucket];
    int end = used[bucket];
    if (entries == null) {
      entries = new long[8 * STRIDE];
      buckets[bucket] = entries;
    } else if (end == entries.length) {
      entries = Arrays.copyOf(entries, end * 2);
      buckets[bucket] = entries;
    }
    entries[end] = timePs;
    entries[end + 1] = key;
    entries[end + 2] = target;
    used[bucket] = end + STRIDE;
    occupied |= 1L << (bucket - 1);
  }

  @Override
  public long advance(long limitPs) {
    if (dueCount == 0) {
      if (occupied == 0) {
        return NONE;
      }
      int bucket = Long.numberOfTrailingZeros(occupied) + 1;
      if (used[bucket] == STRIDE) {
        return takeOnly(bucket, limitPs);
      }
      if (!refill(bucket, limitPs)) {
        return NONE;
      }
    }
    if (current > limitPs) {
      return NONE;
    }
    size--;
    popDue();
    return current;
  }

  /** The common case with few pending entries: the next one is alone in its bucket. */
  private long takeOnly(int bucket, long limitPs) {
    long[] entries = buckets[bucket];
    if (entries[0] > limitPs) {
      return NONE;
    }
    current = entries[0];
    key = entries[1];
    target = (int) entries[2];
    used[bucket] = 0;
    occupied &= ~(1L << (bucket - 1));
    size--;
    return current;
  }

  /** Moves the current time to the next entry's, unless that lies after the limit. */
  private boolean refill(int bucket, long limitPs) {
    long[] entries = buckets[bucket];
    int end = used[bucket];
    long earliest = entries[0];
    for (int i = STRIDE; i < end; i += STRIDE) {
      earliest = Math.min(earliest, entries[i]);
    }
    if (earliest > limitPs) {
      return false;
    }
    current = earliest;
    used[bucket] = 0;
    occupied &= ~(1L << (bucket - 1));
    for (int i = 0; i < end; i += STRIDE) {
      place(entries[i], entries[i + 1], (int) entries[i + 2]);
    }
    return true;
  }

  private void pushDue(long newKey, int newTarget) {
    if (dueCount == dueKeys.length) {
      dueKeys = Arrays.copyOf(dueKeys, dueCount * 2);
      dueTargets = Arrays.copyOf(dueTargets, dueCount * 2);
    }
    int i = dueCount++;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (dueKeys[parent] <= newKey) {
        break;
      }
      dueKeys[i] = dueKeys[parent];
      dueTargets[i] = dueTargets[parent];
      i = parent;
    }
    dueKeys[i] = newKey;
    dueTargets[i] = newTarget;
  }

  private void popDue() {
    key = dueKeys[0];
    target = dueTargets[0];
    int last = --dueCount;
    if (last == 0) {
      return;
    }
    long movedKey = dueKeys[last];
    int movedTarget = dueTargets[last];
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= last) {
        break;
      }
      if (child + 1 < last && dueKeys[child + 1] < dueKeys[child]) {
        child++;
      }
      if (dueKeys[child] >= movedKey) {
        break;
      }
      dueKeys[i] = dueKeys[child];
      dueTargets[i] = dueTargets[child];
      i = child;
    }
    dueKeys[i] = movedKey;
    dueTargets[i] = movedTarget;
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
    return size;
  }
}
