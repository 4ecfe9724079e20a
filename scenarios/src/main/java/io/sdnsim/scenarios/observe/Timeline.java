package io.sdnsim.scenarios.observe;

import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a condition held, over the time of a run. It changes at most once a picosecond: at a time
 * at which several things happen, what counts is how it stands behind all of them.
 */
public final class Timeline {
  private record Change(long timePs, boolean holds) {}

  private final List<Change> changes = new ArrayList<>();

  /**
   * @param initially whether the condition holds before anything happens
   */
  public Timeline(boolean initially) {
    changes.add(new Change(Long.MIN_VALUE, initially));
  }

  /**
   * Notes how the condition stands from a time on.
   *
   * @param timePs not before the time noted last
   */
  public void note(long timePs, boolean holds) {
    Change last = changes.get(changes.size() - 1);
    if (timePs < last.timePs()) {
      throw new IllegalArgumentException(
          SimTime.format(timePs) + " lies before " + SimTime.format(last.timePs()));
    }
    if (timePs == last.timePs()) {
      changes.remove(changes.size() - 1);
      last = changes.get(changes.size() - 1);
    }
    if (last.holds() != holds) {
      changes.add(new Change(timePs, holds));
    }
  }

  /** Whether the condition held at a time, behind everything that happened at it. */
  public boolean holdsAt(long timePs) {
    boolean holds = false;
    for (Change change : changes) {
      if (change.timePs() > timePs) {
        break;
      }
      holds = change.holds();
    }
    return holds;
  }

  /**
   * When the condition became true first, strictly after a time.
   *
   * @return the time in picoseconds, or {@link SimTime#NEVER}
   */
  public long becameTrueAfter(long timePs) {
    return firstAfter(timePs, true);
  }

  /**
   * When the condition became false first, strictly after a time.
   *
   * @return the time in picoseconds, or {@link SimTime#NEVER}
   */
  public long becameFalseAfter(long timePs) {
    return firstAfter(timePs, false);
  }

  private long firstAfter(long timePs, boolean holds) {
    for (Change change : changes) {
      if (change.timePs() > timePs && change.holds() == holds) {
        return change.timePs();
      }
    }
    return SimTime.NEVER;
  }
}
