package io.sdnsim.core.l3;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of one family and their values, for exact match: an open-addressing hash of slots.
 *
 * <p>A slot is a small number that stays with its prefix until it is removed; slot 0 is nobody's
 * and has no value, so that structures for longest match can hold slots and 0 for "no route".
 */
final class PrefixStore<T> {
  private static final int FIRST_CAPACITY = 4;

  private static final long[] NO_LONGS = {};
  private static final int[] NO_INTS = {};
  private static final byte[] NO_BYTES = {};
  private static final @Nullable Object[] NO_VALUES = {null};

  private final boolean ipv6;
  private long[] highs = NO_LONGS;
  private long[] lows = NO_LONGS;
  private byte[] lengths = NO_BYTES;
  private @Nullable Object[] values = NO_VALUES;
  private int[] buckets = NO_INTS;
  private int slotLimit = 1;
  private int[] freeSlots = NO_INTS;
  private int freeCount;
  private int size;

  PrefixStore(boolean ipv6) {
    this.ipv6 = ipv6;
  }

  int size() {
    return size;
  }

  /** One more than the highest slot in use. */
  int slotLimit() {
    return slotLimit;
  }

  /** Whether the slot belongs to a prefix. */
  boolean isUsed(int slot) {
    return values[slot] != null;
  }

  long high(int slot) {
    return ipv6 ? highs[slot] : 0;
  }

  long low(int slot) {
    return lows[slot];
  }

  /** The prefix length; -1 for slot 0, which is less specific than any. */
  int length(int slot) {
    return slot == 0 ? -1 : lengths[slot] & 0xFF;
  }

  @SuppressWarnings("unchecked") // only put() writes, and only values of type T
  @Nullable T value(int slot) {
    return (T) values[slot];
  }

  /** The slot of the prefix, or 0. */
  int find(long high, long low, int length) {
    if (size == 0) {
      return 0;
    }
    int mask = buckets.length - 1;
    int bucket = home(high, low, length, mask);
    int slot;
    while ((slot = buckets[bucket]) != 0) {
      if (lows[slot] == low && (lengths[slot] & 0xFF) == length && (!ipv6 || highs[slot] == high)) {
        return slot;
      }
      bucket = (bucket + 1) & mask;
    }
    return 0;
  }

  void setValue(int slot, T value) {
    values[slot] = value;
  }

  /** Adds a prefix that is not there yet and returns its slot. */
  int add(long high, long low, int length, T value) {
    if (2 * (size + 1) > buckets.length) {
      rehash(Math.max(2 * FIRST_CAPACITY, 2 * buckets.length));
    }
    int slot = freeCount > 0 ? freeSlots[--freeCount] : newSlot();
    if (ipv6) {
      highs[slot] = high;
    }
    lows[slot] = low;
    lengths[slot] = (byte) length;
    values[slot] = value;
    size++;
    enter(slot);
    return slot;
  }

  private int newSlot() {
    if (slotLimit >= lows.length) {
      int capacity = Math.max(FIRST_CAPACITY, lows.length + (lows.length >> 1));
      if (ipv6) {
        highs = Arrays.copyOf(highs, capacity);
      }
      lows = Arrays.copyOf(lows, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    return slotLimit++;
  }

  /** Removes the prefix of a slot; the slot may be given to another prefix. */
  void remove(int slot) {
    int mask = buckets.length - 1;
    int hole = home(high(slot), lows[slot], length(slot), mask);
    while (buckets[hole] != slot) {
      hole = (hole + 1) & mask;
    }
    closeGap(hole, mask);
    values[slot] = null;
    size--;
    if (freeCount == freeSlots.length) {
      freeSlots = Arrays.copyOf(freeSlots, Math.max(FIRST_CAPACITY, 2 * freeCount));
    }
    freeSlots[freeCount++] = slot;
  }

  /** Moves entries that probed past the hole back into it, so that no tombstones are needed. */
  private void closeGap(int firstHole, int mask) {
    int hole = firstHole;
    int bucket = hole;
    while (true) {
      bucket = (bucket + 1) & mask;
      int slot = buckets[bucket];
      if (slot == 0) {
        break;
      }
      int home = home(high(slot), lows[slot], length(slot), mask);
      if (((bucket - home) & mask) >= ((bucket - hole) & mask)) {
        buckets[hole] = slot;
        hole = bucket;
      }
    }
    buckets[hole] = 0;
  }

  /** Numbers the slots anew without gaps and gives back the memory of those that were. */
  void compact() {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    byte[] oldLengths = lengths;
    @Nullable Object[] oldValues = values;
    int oldLimit = slotLimit;
    int capacity = size + 1;
    highs = ipv6 ? new long[capacity] : NO_LONGS;
    lows = new long[capacity];
    lengths = new byte[capacity];
    values = new Object[capacity];
    freeSlots = NO_INTS;
    freeCount = 0;
    slotLimit = 1;
    for (int slot = 1; slot < oldLimit; slot++) {
      if (oldValues[slot] != null) {
        if (ipv6) {
          highs[slotLimit] = oldHighs[slot];
        }
        lows[slotLimit] = oldLows[slot];
        lengths[slotLimit] = oldLengths[slot];
        values[slotLimit++] = oldValues[slot];
      }
    }
    rehash(Math.max(2 * FIRST_CAPACITY, Integer.highestOneBit(Math.max(1, size)) * 4));
  }

  private void rehash(int bucketCount) {
    buckets = new int[bucketCount];
    for (int slot = 1; slot < slotLimit; slot++) {
      if (isUsed(slot)) {
        enter(slot);
      }
    }
  }

  private void enter(int slot) {
    int mask = buckets.length - 1;
    int bucket = home(high(slot), lows[slot], length(slot), mask);
    while (buckets[bucket] != 0) {
      bucket = (bucket + 1) & mask;
    }
    buckets[bucket] = slot;
  }

  private static int home(long high, long low, int length, int mask) {
    long mixed = (low + high * 0xD6E8FEB86659FD93L + length) * 0x9E3779B97F4A7C15L;
    return (int) ((mixed ^ (mixed >>> 29)) >>> 23) & mask;
  }
}
