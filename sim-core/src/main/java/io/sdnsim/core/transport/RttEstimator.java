package io.sdnsim.core.transport;

import io.sdnsim.core.engine.SimTime;

/** The retransmission timeout (RFC 6298). All times in picoseconds. */
final class RttEstimator {
  /** RFC 6298 2.1: before the first measurement. */
  static final long INITIAL_RTO_PS = SimTime.SECOND;

  /** RFC 6298 5.7: after a SYN was lost. */
  private static final long RTO_AFTER_LOST_SYN_PS = 3 * SimTime.SECOND;

  /** RFC 6298 2 (G): the grain of the time stamps. */
  static final long CLOCK_GRANULARITY_PS = SimTime.MILLISECOND;

  private static final long NO_SAMPLE = -1;

  private final long minRtoPs;
  private final long maxRtoPs;
  private long smoothedPs = NO_SAMPLE;
  private long variationPs;
  private long rtoPs;

  RttEstimator(TcpConfig config) {
    this.minRtoPs = config.minRtoPs();
    this.maxRtoPs = config.maxRtoPs();
    this.rtoPs = Math.min(INITIAL_RTO_PS, maxRtoPs);
  }

  long rtoPs() {
    return rtoPs;
  }

  /** The smoothed round-trip time, or -1 before the first sample. */
  long smoothedPs() {
    return smoothedPs;
  }

  /**
   * Takes a measurement of a segment that was sent only once (Karn), or of a time stamp.
   *
   * @param expectedSamples how many are to be expected per round trip, at least 1: more samples
   *     weigh less each, so that the estimate remembers as many round trips (RFC 7323 G)
   */
  void sample(long rttPs, long expectedSamples) {
    if (smoothedPs == NO_SAMPLE) {
      // RFC 6298 2.2.
      smoothedPs = rttPs;
      variationPs = rttPs / 2;
    } else {
      // RFC 6298 2.3, with alpha 1/8 and beta 1/4.
      variationPs += (Math.abs(smoothedPs - rttPs) - variationPs) / (4 * expectedSamples);
      smoothedPs += (rttPs - smoothedPs) / (8 * expectedSamples);
    }
    setRto();
  }

  private void setRto() {
    long rto = smoothedPs + Math.max(CLOCK_GRANULARITY_PS, 4 * variationPs);
    rtoPs = Math.min(Math.max(rto, minRtoPs), maxRtoPs);
  }

  /** RFC 6298 5.5: the timer expired. */
  void backOff() {
    rtoPs = Math.min(2 * rtoPs, maxRtoPs);
  }

  /** RFC 6298 5.7: data starts to flow after a SYN had to be sent again. */
  void startAfterLostSyn() {
    if (smoothedPs == NO_SAMPLE) {
      rtoPs = Math.min(Math.max(RTO_AFTER_LOST_SYN_PS, minRtoPs), maxRtoPs);
    }
  }
}
