package io.sdnsim.core.engine;

import java.util.Arrays;

/**
 * A monotone radix heap with a small heap in front.
 *
 * <p>Times are read as 16 hexadecimal digits. A bucket holds the entries whose time differs from
 * the origin first in one certain digit and has one certain value there; the origin is the earliest
 * time of the bucket that was opened last. An entry moves to a bucket of a lower digit at most 15
 * times and mostly once, so that adding and removing cost little however many events are pending
 * (Ahuja, Mehlhorn, Orlin, Tarjan 1990).
 *
 * <p>Few entries are faster in a binary heap: what lies up to the horizon is in one, ordered by
 * (time, key). A bucket that is opened goes there whole when it is small, and the horizon moves to
 * the end of its range. When too much is added before that, the heap is spilled into the buckets.
 */
public final class RadixEventQueue implements EventQueue {
  private static final int STRIDE = 3;
  private static final int DIGIT_BITS = 4;
  private static final int DIGITS = 64 / DIGIT_BITS;
  private static final int DIGIT_VALUES = 1 << DIGIT_BITS;

  /** A bucket of at most this many entries goes into the heap as it is. */
  private static final int SMALL = 32;

  /** The heap is spilled when it would grow beyond this, unless all in it is due together. */
  private static final int LARGE = 4 * SMALL;

  /** The buckets of the lowest digit, by its value, then those of the next. */
  private final long[][] buckets = new long[DIGITS * DIGIT_VALUES][];

  private final int[] used = new int[DIGITS * DIGIT_VALUES];

  /** For each digit a bit for each value: set when that bucket has entries. */
  private final int[] occupied = new int[DIGITS];

  /** A bit for each digit: set when a bucket of that digit has entries. */
  private int occupiedDigits;

  /** Not after any entry. Buckets are counted from here. */
  private long origin;

  /** Entries up to this time are in the heap, later ones in buckets. Not before the origin. */
  private long horizon;

  private long[] heap = new long[SMALL * STRIDE];
  private int heapEnd;

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
    if (timePs <= horizon) {
      if (heapEnd >= LARGE * STRIDE && horizon > origin) {
        spill();
        place(timePs, key, target);
      } else {
        push(timePs, key, target);
      }
    } else {
      append(timePs, key, target);
    }
  }

  @Override
  public long advance(long limitPs) {
    while (heapEnd == 0) {
      if (occupiedDigits == 0 || !openFirst(limitPs)) {
        return NONE;
      }
    }
    if (heap[0] > limitPs) {
      return NONE;
    }
    size--;
    pop();
    return current;
  }

  // ---- buckets

  private void place(long timePs, long key, int target) {
    if (timePs <= horizon) {
      push(timePs, key, target);
    } else {
      append(timePs, key, target);
    }
  }

  private void append(long timePs, long key, int target) {
    int digit = (63 - Long.numberOfLeadingZeros(timePs ^ origin)) / DIGIT_BITS;
    int value = (int) (timePs >>> (digit * DIGIT_BITS)) & (DIGIT_VALUES - 1);
    int bucket = digit * DIGIT_VALUES + value;
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
    occupied[digit] |= 1 << value;
    occupiedDigits |= 1 << digit;
  }

  /**
   * Moves the origin to the earliest entry of the first bucket, unless that lies after the limit,
   * and the bucket's entries into the heap, or to where they belong from there.
   */
  private boolean openFirst(long limitPs) {
    int digit = Integer.numberOfTrailingZeros(occupiedDigits);
    int value = Integer.numberOfTrailingZeros(occupied[digit]);
    int bucket = digit * DIGIT_VALUES + value;
    long[] entries = buckets[bucket];
    int end = used[bucket];
    long earliest = entries[0];
    for (int i = STRIDE; i < end; i += STRIDE) {
      earliest = Math.min(earliest, entries[i]);
    }
    if (earliest > limitPs) {
      return false;
    }
    origin = earliest;
    boolean small = end <= SMALL * STRIDE;
    // The last time that differs from the origin in lower digits only.
    horizon = small ? earliest | ((1L << (digit * DIGIT_BITS)) - 1) : earliest;
    used[bucket] = 0;
    occupied[digit] &= ~(1 << value);
    if (occupied[digit] == 0) {
      occupiedDigits &= ~(1 << digit);
    }
    for (int i = 0; i < end; i += STRIDE) {
      place(entries[i], entries[i + 1], (int) entries[i + 2]);
    }
    return true;
  }

  /** Puts the heap's entries into buckets, which are empty up to the horizon. */
  private void spill() {
    long[] entries = heap;
    int end = heapEnd;
    heap = new long[LARGE * STRIDE];
    heapEnd = 0;
    horizon = origin;
    for (int i = 0; i < end; i += STRIDE) {
      place(entries[i], entries[i + 1], (int) entries[i + 2]);
    }
  }

  // ---- heap

  private void push(long timePs, long newKey, int newTarget) {
    if (heapEnd == heap.length) {
      heap = Arrays.copyOf(heap, heapEnd * 2);
    }
    long[] entries = heap;
    int i = heapEnd;
    heapEnd = i + STRIDE;
    while (i > 0) {
      int parent = ((i / STRIDE - 1) >> 1) * STRIDE;
      if (isBefore(entries, parent, timePs, newKey)) {
        break;
      }
      move(entries, parent, i);
      i = parent;
    }
    entries[i] = timePs;
    entries[i + 1] = newKey;
    entries[i + 2] = newTarget;
  }

  private void pop() {
    long[] entries = heap;
    current = entries[0];
    key = entries[1];
    target = (int) entries[2];
    int last = heapEnd - STRIDE;
    heapEnd = last;
    if (last == 0) {
      return;
    }
    long time = entries[last];
    long movedKey = entries[last + 1];
    int i = 0;
    while (true) {
      int child = 2 * i + STRIDE;
      if (child >= last) {
        break;
      }
      int right = child + STRIDE;
      if (right < last && isBefore(entries, right, entries[child], entries[child + 1])) {
        child = right;
      }
      if (!isBefore(entries, child, time, movedKey)) {
        break;
      }
      move(entries, child, i);
      i = child;
    }
    move(entries, last, i);
  }

  private static boolean isBefore(long[] entries, int at, long timePs, long key) {
    long time = entries[at];
    return time < timePs || (time == timePs && entries[at + 1] < key);
  }

  private static void move(long[] entries, int from, int to) {
    entries[to] = entries[from];
    entries[to + 1] = entries[from + 1];
    entries[to + 2] = entries[from + 2];
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
