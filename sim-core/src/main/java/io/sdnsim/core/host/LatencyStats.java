package io.sdnsim.core.host;

import java.math.BigInteger;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * A distribution of times: minimum, mean and maximum exact, percentiles from a histogram of
 * nanoseconds with three significant digits.
 */
public final class LatencyStats {
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final long PS_PER_NS = 1_000;

  private final boolean percentiles;
  private @Nullable AbstractHistogram nanoseconds;
  private final ExactSum sum = new ExactSum();
  private long count;
  private long minPs = Long.MAX_VALUE;
  private long maxPs;

  /**
   * @param percentiles whether to keep a histogram (20 to 100 kB); without it percentiles are the
   *     maximum
   */
  public LatencyStats(boolean percentiles) {
    this.percentiles = percentiles;
  }

  /**
   * @param latencyPs zero or more
   */
  void record(long latencyPs) {
    count++;
    sum.add(latencyPs);
    minPs = Math.min(minPs, latencyPs);
    maxPs = Math.max(maxPs, latencyPs);
    if (percentiles) {
      if (nanoseconds == null) {
        nanoseconds = new IntCountsHistogram(SIGNIFICANT_DIGITS);
        nanoseconds.setAutoResize(true);
      }
      nanoseconds.recordValue((latencyPs + PS_PER_NS / 2) / PS_PER_NS);
    }
  }

  public long count() {
    return count;
  }

  /** The least, or 0 when nothing was recorded. */
  public long minPs() {
    return count == 0 ? 0 : minPs;
  }

  public long maxPs() {
    return maxPs;
  }

  /** The arithmetic mean, or 0 when nothing was recorded. */
  public double meanPs() {
    return count == 0 ? 0 : sum.doubleValue() / count;
  }

  public BigInteger sumPs() {
    return sum.value();
  }

  /**
   * The least recorded time that this percentage of all does not exceed, within 0.1 %.
   *
   * @param percent 0 to 100
   */
  public long percentilePs(double percent) {
    if (nanoseconds == null) {
      return maxPs;
    }
    long ps = nanoseconds.getValueAtPercentile(percent) * PS_PER_NS;
    return Math.max(minPs(), Math.min(maxPs, ps));
  }
}
