package io.sdnsim.core.l3;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Longest-prefix match of IPv6: one exact-match probe for each prefix length in use, longest first.
 * Tables have few lengths (mostly /128, /64, /48, /32 and the default), so that this is compact and
 * fast enough.
 */
final class Ipv6Lpm<T> {
  private final PrefixStore<T> store = new PrefixStore<>(true);

  /** The lengths in use, descending. */
  private int[] lengths = {};

  /** How many prefixes have each of these lengths. */
  private int[] users = {};

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
    countOneMore(length);
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
    countOneLess(length);
    return before;
  }

  private void countOneMore(int length) {
    int at = 0;
    while (at < lengths.length && lengths[at] > length) {
      at++;
    }
    if (at == lengths.length || lengths[at] != length) {
      lengths = withGap(lengths, at);
      lengths[at] = length;
      users = withGap(users, at);
    }
    users[at]++;
  }

  private void countOneLess(int length) {
    int at = 0;
    while (lengths[at] != length) {
      at++;
    }
    if (--users[at] == 0) {
      lengths = without(lengths, at);
      users = without(users, at);
    }
  }

  private static int[] withGap(int[] values, int at) {
    int[] wider = Arrays.copyOf(values, values.length + 1);
    System.arraycopy(values, at, wider, at + 1, values.length - at);
    wider[at] = 0;
    return wider;
  }

  private static int[] without(int[] values, int at) {
    int[] narrower = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, at + 1, narrower, at, narrower.length - at);
    return narrower;
  }
}
