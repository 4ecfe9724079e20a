package io.sdnsim.core.engine;

/**
 * A priority queue of pending events, ordered by (time, order key).
 *
 * <p>An entry is three longs; no object per event. Keys are unique, so the order is total and does
 * not depend on the order of insertion. The queue is monotone: nothing may be added before the time
 * that {@link #advance} returned last.
 */
public interface EventQueue {
  /** What {@link #advance} returns when no entry is due. */
  long NONE = -1;

  /**
   * Adds an entry.
   *
   * @param timePs not before the last time that {@link #advance} returned
   * @param key unique among pending entries
   * @param target the simulation's number of the object to call
   */
  void add(long timePs, long key, int target);

  /**
   * Removes the first entry, if its time is not after the limit, and makes it readable through
   * {@link #key} and {@link #target}. Entries may afterwards still be added at any time from the
   * limit on, when nothing was due, or from the returned time on.
   *
   * @return the time of the entry in picoseconds, or {@link #NONE}
   */
  long advance(long limitPs);

  /** The key of the entry removed last. */
  long key();

  /** The target of the entry removed last. */
  int target();

  /** The number of pending entries. */
  int size();
}
