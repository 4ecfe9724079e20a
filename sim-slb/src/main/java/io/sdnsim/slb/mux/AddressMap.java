package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values by IP address: open addressing, so that a look-up makes nothing. */
final class AddressMap<V> {
  private static final int FIRST_CAPACITY = 8;

  private @Nullable IpAddress[] keys = new IpAddress[FIRST_CAPACITY];
  private @Nullable Object[] values = new Object[FIRST_CAPACITY];
  private int size;

  @SuppressWarnings("unchecked")
  @Nullable V get(IpAddress key) {
    return (V) values[slotOf(key)];
  }

  void put(IpAddress key, V value) {
    int slot = slotOf(key);
    if (keys[slot] == null) {
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
    if (size * 2 > keys.length) {
      grow();
    }
  }

  /** The key's slot, or the free one where it would stand; half of them are free. */
  private int slotOf(IpAddress key) {
    int mask = keys.length - 1;
    int slot = key.hashCode() & mask;
    while (true) {
      IpAddress there = keys[slot];
      if (there == null || there.equals(key)) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
  }

  private void grow() {
    @Nullable IpAddress[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new IpAddress[oldKeys.length * 2];
    values = new Object[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      IpAddress key = oldKeys[i];
      if (key != null) {
        int slot = slotOf(key);
        keys[slot] = key;
        values[slot] = oldValues[i];
      }
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** All values; the caller gives them an order. */
  @SuppressWarnings("unchecked")
  List<V> values() {
    List<V> all = new ArrayList<>(size);
    for (Object value : values) {
      if (value != null) {
        all.add((V) value);
      }
    }
    return all;
  }
}
