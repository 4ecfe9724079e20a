package io.sdnsim.scenarios.cli;

import io.sdnsim.core.engine.SimTime;
import java.io.PrintWriter;
import java.util.Locale;

/** A line on a terminal's stderr that says how far a longer command has come. */
final class Progress {
  private static final long PATIENCE_NANOS = 1_000_000_000L;
  private static final long INTERVAL_NANOS = 100_000_000L;
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final PrintWriter err;
  private final boolean wanted;
  private final long beganNanos = System.nanoTime();
  private long shownNanos;
  private boolean shown;

  /**
   * @param wanted false to stay silent
   */
  Progress(PrintWriter err, boolean wanted) {
    this.err = err;
    this.wanted = wanted;
  }

  /** Whether anybody wants to be told in between. */
  boolean isWanted() {
    return wanted;
  }

  /** So much of a run is done. */
  void at(long nowPs, long endPs) {
    show(SimTime.formatSeconds(nowPs) + " s simulated", 100.0 * nowPs / endPs);
  }

  /** So many of many runs are done. */
  void at(int done, int all) {
    show(done + " of " + all + " runs", 100.0 * done / all);
  }

  private synchronized void show(String what, double percent) {
    long now = System.nanoTime();
    if (wanted && now - beganNanos > PATIENCE_NANOS && now - shownNanos > INTERVAL_NANOS) {
      shownNanos = now;
      shown = true;
      err.print(CLEAR_LINE + String.format(Locale.ROOT, "%s, %.0f %%", what, percent));
      err.flush();
    }
  }

  /** Takes the line away. */
  synchronized void done() {
    if (shown) {
      err.print(CLEAR_LINE);
      err.flush();
      shown = false;
    }
  }
}
