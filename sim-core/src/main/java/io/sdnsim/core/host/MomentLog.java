package io.sdnsim.core.host;

import java.util.Arrays;

/**
 * When something happened, to the picosecond. Once there are more moments than the limit only every
 * second one is kept, then every fourth and so on: memory stays bounded, the count over everything
 * stays exact, and a part of it is right to within one moment kept at either end.
 */
final class MomentLog {
  private final int limit;
  private long[] timesPs = new long[16];
  private int kept;

  /** Of so many moments the first is kept. */
  private long stride = 1;

  private long count;
  private long lastPs;

  /**
   * @param limit the most moments kept, at least 2
   */
  MomentLog(int limit) {
    this.limit = limit;
  }

  /** Moments come in the order of time. */
  void add(long timePs) {
    if (count % stride == 0) {
      if (kept == limit) {
        thin();
      }
      // Thinning may have doubled the stride, and this moment may be one that is left out now.
      if (count % stride == 0) {
        if (kept == timesPs.length) {
          timesPs = Arrays.copyOf(timesPs, (int) Math.min(limit, kept * 2L));
        }
        timesPs[kept++] = timePs;
      }
    }
    count++;
    lastPs = timePs;
  }

  private void thin() {
    int half = (kept + 1) / 2;
    for (int i = 0; i < half; i++) {
      timesPs[i] = timesPs[2 * i];
    }
    kept = half;
    stride *= 2;
  }

  /** How many moments lie within [fromPs, toPs], both included. */
  long count(long fromPs, long toPs) {
    return toPs < fromPs ? 0 : before(toPs + 1) - before(fromPs);
  }

  private long before(long timePs) {
    if (timePs > lastPs) {
      return count;
    }
    int low = 0;
    int high = kept;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (timesPs[middle] < timePs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low * stride;
  }
}
