package io.sdnsim.core.l3;

import org.jspecify.annotations.Nullable;

/**
 * Longest-prefix match of IPv6: one exact-match probe for each prefix length in use, longest first.
 * Tables have few lengths (mostly /128, /64, /48, /32 and the default), so that this is compact and
 * fast enough.
 */
final class Ipv6Lpm<T> {
  private final PrefixStore<T> store = new PrefixStore<>(true);
  private int[] countByLength = {};

  /** The lengths in use, descending. */
  private int[] lengths = {};

  PrefixStore<T> store() {
    return store;
  }

  @Nullable T lookup(long high, long low) {
    return store.value(match(high, low));
  }

  /** The slot of the longest prefix that contains the address, or 0. */
  int match(long high, long low) {
    for (int length : lengths) {
      int slot = store.find(high & highMask(length), low & lowMask(length), length);
      if (slot != 0) {
        return slot;
      }
    }
    return 0;
  }

  static long highMask(int length) {
    return length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
  }

  static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }

  /** Adds a prefix or replaces its value, and returns the value before. */
  @Nullable T put(long high, long low, int length, T value) {
    int slot = store.find(high, low, length);
    if (slot != 0) {
      T before = store.value(slot);
      store.setValue(slot, value);
      return before;
    }
    store.add(high, low, length, value);
    if (countByLength.length == 0) {
      countByLength = new int[129];
    }
    if (countByLength[length]++ == 0) {
      listLengths();
    }
    return null;
  }

  /** Removes a prefix and returns its value, or null when it is not there. */
  @Nullable T remove(long high, long low, int length) {
    int slot = store.find(high, low, length);
    if (slot == 0) {
      return null;
    }
    T before = store.value(slot);
    store.remove(slot);
    if (--countByLength[length] == 0) {
      listLengths();
    }
    return before;
  }

  private void listLengths() {
    int count = 0;
    for (int users : countByLength) {
      count += users > 0 ? 1 : 0;
    }
    int[] inUse = new int[count];
    for (int length = 0; length <= 128; length++) {
      if (countByLength[length] > 0) {
        inUse[--count] = length;
      }
    }
    lengths = inUse;
  }
}
