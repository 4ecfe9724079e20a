package io.sdnsim.slb.host;

/** Makes a VM's state of the results of its probes. */
final class ProbeCounter {
  private final int count;
  private boolean known;
  private boolean up;
  private int failures;

  /**
   * @param count of failures in a row that take it down
   */
  ProbeCounter(int count) {
    this.count = count;
  }

  /** Whether anything is known: a success, or enough failures. */
  boolean isKnown() {
    return known;
  }

  boolean isUp() {
    return up;
  }

  /** Tells whether the state changed. */
  boolean succeeded() {
    failures = 0;
    return become(true);
  }

  /** Tells whether the state changed. */
  boolean failed() {
    failures = Math.min(count, failures + 1);
    return failures == count && become(false);
  }

  private boolean become(boolean newUp) {
    boolean changed = !known || up != newUp;
    known = true;
    up = newUp;
    return changed;
  }
}
