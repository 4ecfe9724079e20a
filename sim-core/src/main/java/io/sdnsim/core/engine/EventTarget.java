package io.sdnsim.core.engine;

/** Something long-lived that the event loop calls: a link direction or a timer. */
public interface EventTarget {
  /**
   * Called when a pending entry of this target is due.
   *
   * @param key the entry's order key; a target that re-armed meanwhile compares it to tell a stale
   *     entry, which it ignores
   * @return whether this was an event, not a stale entry
   */
  boolean fire(long key);
}
