package io.sdnsim.core.address;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values by prefix in the order in which prefixes were added, for tables of a million routes: 15 to
 * 25 bytes an entry, where a {@code LinkedHashMap} takes about 50.
 *
 * <p>Entries lie side by side in the order of their coming; an index of their places, found by hash
 * and linear probing, leads to them. A removed entry leaves a hole that goes when room is needed.
 *
 * @param <V> never null
 */
public final class PrefixMap<V> extends AbstractMap<Prefix, V> {
  private static final int SMALLEST = 8;
  private static final int NONE = -1;

  private @Nullable Prefix[] keys = new Prefix[SMALLEST];
  private @Nullable Object[] values = new Object[SMALLEST];

  /** Places of entries, counted from 1; 0 for none. A power of two, at most half full. */
  private int[] index = new int[2 * SMALLEST];

  private int end;
  private int size;
  private int changes;

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    return key instanceof Prefix prefix ? value(place(prefix)) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof Prefix prefix && place(prefix) != NONE;
  }

  @SuppressWarnings("unchecked") // Nothing but V is put there.
  private @Nullable V value(int place) {
    return place == NONE ? null : (V) values[place];
  }

  private int place(Prefix prefix) {
    int place = index[slot(prefix)];
    return place == 0 ? NONE : place - 1;
  }

  /** Where the index has the prefix, or would have it. */
  private int slot(Prefix prefix) {
    int slot = home(prefix);
    while (index[slot] != 0 && !prefix.equals(keys[index[slot] - 1])) {
      slot = slot + 1 & (index.length - 1);
    }
    return slot;
  }

  private int home(Prefix prefix) {
    // The address is spread by Fibonacci hashing already: its high bits depend on all of them.
    int spread = prefix.network().hashCode() + prefix.length() * 0x9E37_79B9;
    return spread >>> (Integer.numberOfLeadingZeros(index.length) + 1);
  }

  @Override
  public @Nullable V put(Prefix prefix, V value) {
    int slot = slot(prefix);
    if (index[slot] != 0) {
      int place = index[slot] - 1;
      V before = value(place);
      values[place] = value;
      return before;
    }
    add(slot, prefix, value);
    return null;
  }

  @Override
  public V computeIfAbsent(Prefix prefix, Function<? super Prefix, ? extends V> value) {
    int slot = slot(prefix);
    V known = value(index[slot] - 1);
    if (known != null) {
      return known;
    }
    int expected = changes;
    V made = value.apply(prefix);
    if (changes != expected) {
      throw new ConcurrentModificationException();
    }
    add(slot, prefix, made);
    return made;
  }

  /** At the slot which the index has for a prefix that it does not have. */
  private void add(int free, Prefix prefix, V value) {
    changes++;
    int slot = free;
    if (end == keys.length || 2 * (size + 1) > index.length) {
      rebuild();
      slot = slot(prefix);
    }
    keys[end] = prefix;
    values[end] = value;
    index[slot] = ++end;
    size++;
  }

  /** Closes the holes, and makes room where there were few. */
  private void rebuild() {
    int room = Math.max(SMALLEST, size + size / 2 + 1);
    @Nullable Prefix[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    int oldEnd = end;
    keys = new Prefix[room];
    values = new Object[room];
    int slots = index.length;
    while (2 * (size + 1) > slots) {
      slots *= 2;
    }
    index = new int[slots];
    end = 0;
    for (int i = 0; i < oldEnd; i++) {
      Prefix key = oldKeys[i];
      if (key != null) {
        keys[end] = key;
        values[end] = oldValues[i];
        index[slot(key)] = ++end;
      }
    }
  }

  @Override
  public @Nullable V remove(@Nullable Object key) {
    if (!(key instanceof Prefix prefix)) {
      return null;
    }
    int slot = slot(prefix);
    if (index[slot] == 0) {
      return null;
    }
    changes++;
    int place = index[slot] - 1;
    V before = value(place);
    closeGap(slot);
    keys[place] = null;
    values[place] = null;
    size--;
    if (size == 0) {
      clear();
    } else if (place == end - 1) {
      end--;
    }
    return before;
  }

  /** Moves entries of the index back that a probe would no longer find. */
  private void closeGap(int removed) {
    int mask = index.length - 1;
    int gap = removed;
    int slot = gap;
    while (true) {
      slot = slot + 1 & mask;
      int place = index[slot];
      if (place == 0) {
        break;
      }
      Prefix key = keys[place - 1];
      // It may move when its home is not between the gap and where it is.
      if (key != null && (slot - home(key) & mask) >= (slot - gap & mask)) {
        index[gap] = place;
        gap = slot;
      }
    }
    index[gap] = 0;
  }

  @Override
  public void clear() {
    changes++;
    keys = new Prefix[SMALLEST];
    values = new Object[SMALLEST];
    index = new int[2 * SMALLEST];
    end = 0;
    size = 0;
  }

  @Override
  public Set<Map.Entry<Prefix, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Map.Entry<Prefix, V>> iterator() {
        return new Entries();
      }
    };
  }

  /** Through all entries in their order; fails when they change meanwhile, but by itself. */
  private final class Entries implements Iterator<Map.Entry<Prefix, V>> {
    private int next;
    private int expected = changes;
    private @Nullable Prefix latest;

    @Override
    public boolean hasNext() {
      while (next < end && keys[next] == null) {
        next++;
      }
      return next < end;
    }

    @Override
    public Map.Entry<Prefix, V> next() {
      if (changes != expected) {
        throw new ConcurrentModificationException();
      }
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Prefix key = keys[next];
      V value = value(next);
      if (key == null || value == null) {
        throw new AssertionError(Arrays.toString(keys));
      }
      next++;
      latest = key;
      return Map.entry(key, value);
    }

    @Override
    public void remove() {
      if (latest == null) {
        throw new IllegalStateException();
      }
      PrefixMap.this.remove(latest);
      latest = null;
      expected = changes;
    }
  }
}
