package io.sdnsim.core.host;

import java.util.Arrays;

/**
 * Amounts per interval of simulated time, from time 0. When a run outgrows the limit, neighbouring
 * intervals are merged and the resolution halves: memory stays bounded and totals stay exact.
 */
final class IntervalLog {
  private final int limit;
  private long intervalPs;
  private long[] amounts = new long[16];
  private int used;

  /**
   * @param intervalPs the length of one interval at first
   * @param limit the most intervals kept, at least 2
   */
  IntervalLog(long intervalPs, int limit) {
    this.intervalPs = intervalPs;
    this.limit = limit;
  }

  void add(long timePs, long amount) {
    while (timePs / intervalPs >= limit) {
      halveResolution();
    }
    int index = (int) (timePs / intervalPs);
    if (index >= amounts.length) {
      amounts = Arrays.copyOf(amounts, (int) Math.min(limit, Math.max(index + 1L, used * 2L)));
    }
    amounts[index] += amount;
    used = Math.max(used, index + 1);
  }

  private void halveResolution() {
    int merged = (used + 1) / 2;
    for (int i = 0; i < merged; i++) {
      long second = 2 * i + 1 < used ? amounts[2 * i + 1] : 0;
      amounts[i] = amounts[2 * i] + second;
    }
    Arrays.fill(amounts, merged, amounts.length, 0);
    used = merged;
    intervalPs *= 2;
  }

  /** The sum over the intervals that begin in [fromPs, toPs). */
  long total(long fromPs, long toPs) {
    long first = (fromPs + intervalPs - 1) / intervalPs;
    long end = Math.min(used, toPs / intervalPs + (toPs % intervalPs == 0 ? 0 : 1));
    long total = 0;
    for (long i = Math.max(0, first); i < end; i++) {
      total += amounts[(int) i];
    }
    return total;
  }

  /** The resolution now. */
  long intervalPs() {
    return intervalPs;
  }
}
