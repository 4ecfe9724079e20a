package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;

/**
 * How finely and how long a flow is observed.
 *
 * @param intervalPs resolution of what is counted over time: bytes received, packets sent and
 *     delivered; it halves when a run outgrows {@code maxIntervals}
 * @param maxIntervals the most intervals kept, at least 2
 * @param lossTimeoutPs a packet that takes longer counts as lost (and as late when it comes)
 * @param maxOutstanding the most packets of one stream whose fate is awaited, rounded up to a power
 *     of two and at least 16; beyond it the oldest counts as lost
 * @param maxGaps the most outages, stalls and broken connections that are kept one by one
 * @param stallLogPs shorter stalls are not kept one by one
 * @param percentiles whether latencies go into a histogram
 */
public record FlowStatsConfig(
    long intervalPs,
    int maxIntervals,
    long lossTimeoutPs,
    int maxOutstanding,
    int maxGaps,
    long stallLogPs,
    boolean percentiles) {
  public static final FlowStatsConfig DEFAULT =
      new FlowStatsConfig(
          10 * SimTime.MILLISECOND,
          1 << 20,
          SimTime.SECOND,
          1 << 16,
          10_000,
          10 * SimTime.MILLISECOND,
          true);

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public FlowStatsConfig {
    ConfigCheck check = new ConfigCheck("statistics");
    check.positiveTime("interval", intervalPs);
    check.range("max-intervals", maxIntervals, 2, 1 << 28);
    check.positiveTime("loss-timeout", lossTimeoutPs);
    check.range("max-outstanding", maxOutstanding, 1, 1 << 24);
    check.range("max-gaps", maxGaps, 1, 1 << 24);
    check.time("stall-log", stallLogPs);
  }

  public FlowStatsConfig withLossTimeout(long newLossTimeoutPs) {
    return new FlowStatsConfig(
        intervalPs,
        maxIntervals,
        newLossTimeoutPs,
        maxOutstanding,
        maxGaps,
        stallLogPs,
        percentiles);
  }

  public FlowStatsConfig withInterval(long newIntervalPs) {
    return new FlowStatsConfig(
        newIntervalPs,
        maxIntervals,
        lossTimeoutPs,
        maxOutstanding,
        maxGaps,
        stallLogPs,
        percentiles);
  }

  /** For flows by the thousand: no histogram. */
  public FlowStatsConfig withoutPercentiles() {
    return new FlowStatsConfig(
        intervalPs, maxIntervals, lossTimeoutPs, maxOutstanding, maxGaps, stallLogPs, false);
  }
}
