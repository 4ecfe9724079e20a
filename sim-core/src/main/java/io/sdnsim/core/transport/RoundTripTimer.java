package io.sdnsim.core.transport;

/**
 * Measures round trips where no time stamp does: one segment at a time, never one that was sent
 * twice (RFC 6298 3, Karn's algorithm).
 */
final class RoundTripTimer {
  private static final long NOT_TIMED = -1;

  private final RttEstimator rtt;
  private long timedPosition = NOT_TIMED;
  private long timedAtPs;

  RoundTripTimer(RttEstimator rtt) {
    this.rtt = rtt;
  }

  /**
   * A segment goes out.
   *
   * @param highest the position behind everything sent before
   */
  void sent(long nowPs, long from, long end, long highest) {
    if (timedPosition == NOT_TIMED && from >= highest) {
      timedPosition = from;
      timedAtPs = nowPs;
    } else if (timedPosition >= from && timedPosition < end) {
      // RFC 6298 3 (Karn): what is sent twice can't be timed.
      timedPosition = NOT_TIMED;
    }
  }

  /**
   * Data was acknowledged.
   *
   * @param echoRttPs the round trip that the echoed time stamp tells, or -1
   * @param flightSegments how many segments were on the way
   */
  void acknowledged(long nowPs, long acknowledgment, long echoRttPs, long flightSegments) {
    if (echoRttPs >= 0) {
      rtt.sample(echoRttPs, Math.max(1, (flightSegments + 1) / 2));
    } else if (timedPosition != NOT_TIMED && acknowledgment > timedPosition) {
      rtt.sample(nowPs - timedAtPs, 1);
    }
    if (acknowledgment > timedPosition) {
      timedPosition = NOT_TIMED;
    }
  }

  void forget() {
    timedPosition = NOT_TIMED;
  }
}
