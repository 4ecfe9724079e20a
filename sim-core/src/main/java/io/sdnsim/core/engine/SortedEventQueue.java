package io.sdnsim.core.engine;

import java.util.TreeMap;

/** The obvious event queue: the oracle that {@link RadixEventQueue} is held against. */
public final class SortedEventQueue implements EventQueue {
  private record Position(long timePs, long key) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      int byTime = Long.compare(timePs, other.timePs);
      return byTime != 0 ? byTime : Long.compare(key, other.key);
    }
  }

  private final TreeMap<Position, Integer> entries = new TreeMap<>();
  private long current;
  private long key;
  private int target;

  @Override
  public void add(long timePs, long key, int target) {
    if (timePs < current) {
      throw new IllegalArgumentException(
          "an event at " + SimTime.format(timePs) + " lies before " + SimTime.format(current));
    }
    if (entries.put(new Position(timePs, key), target) != null) {
      throw new IllegalArgumentException("two events share the key " + key);
    }
  }

  @Override
  public long advance(long limitPs) {
    if (entries.isEmpty() || entries.firstKey().timePs() > limitPs) {
      return NONE;
    }
    var first = entries.pollFirstEntry();
    current = first.getKey().timePs();
    key = first.getKey().key();
    target = first.getValue();
    return current;
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
