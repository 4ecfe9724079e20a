package io.sdnsim.core.wire;

import io.sdnsim.core.engine.SimTime;
import org.jspecify.annotations.Nullable;

/** Counts a capture's absolute times from its first frame. */
final class CaptureClock {
  private @Nullable Long firstSecond;
  private long firstPicosecond;

  /**
   * Picoseconds since the first frame.
   *
   * @throws CaptureFormatException when they don't fit a long: more than 106 days
   */
  long sinceFirstPs(CaptureInput in, long at, long epochSecond, long picosecond)
      throws CaptureFormatException {
    if (firstSecond == null) {
      firstSecond = epochSecond;
      firstPicosecond = picosecond;
    }
    try {
      long seconds = Math.subtractExact(epochSecond, firstSecond);
      return Math.addExact(
          Math.multiplyExact(seconds, SimTime.SECOND), picosecond - firstPicosecond);
    } catch (ArithmeticException e) {
      throw in.fail(
          at,
          "a time stamp of " + epochSecond + " s",
          "one within 106 days of the first frame's, " + firstSecond + " s");
    }
  }
}
