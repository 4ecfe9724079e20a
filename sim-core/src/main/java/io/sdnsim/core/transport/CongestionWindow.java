package io.sdnsim.core.transport;

/**
 * How much may be on the way: slow start, congestion avoidance and the reactions to loss (RFC 5681,
 * RFC 6582). All sizes in bytes.
 */
final class CongestionWindow {
  private static final long MAX_BYTES = 1L << 30;

  private int segmentBytes;
  private long windowBytes;
  private long initialBytes;
  private long thresholdBytes = MAX_BYTES;
  private long ackedBytes;

  /**
   * @param synLost whether a SYN had to be sent again: the network is not to be trusted with a
   *     whole initial window (RFC 5681 3.1)
   */
  void start(int newSegmentBytes, boolean synLost) {
    segmentBytes = newSegmentBytes;
    // RFC 6928 2: IW = min (10*MSS, max (2*MSS, 14600)).
    initialBytes =
        synLost ? segmentBytes : Math.min(10L * segmentBytes, Math.max(2L * segmentBytes, 14_600));
    windowBytes = initialBytes;
  }

  long bytes() {
    return windowBytes;
  }

  long thresholdBytes() {
    return thresholdBytes;
  }

  void setSegmentBytes(int newSegmentBytes) {
    segmentBytes = newSegmentBytes;
  }

  /** RFC 5681 4.1: nothing was sent for a retransmission timeout. */
  void restartAfterIdle() {
    windowBytes = Math.min(windowBytes, initialBytes);
  }

  /**
   * New data was acknowledged, outside of recovery.
   *
   * @param flightBytes what was on the way before; a window that its user doesn't fill must not
   *     grow
   */
  void acknowledged(long bytes, long flightBytes) {
    if (2 * flightBytes < windowBytes) {
      return;
    }
    if (windowBytes < thresholdBytes) {
      // RFC 5681 (2): slow start.
      windowBytes += Math.min(bytes, segmentBytes);
    } else {
      // RFC 5681 3.1: congestion avoidance by counting bytes, one segment per window.
      ackedBytes += bytes;
      if (ackedBytes >= windowBytes) {
        ackedBytes -= windowBytes;
        windowBytes += segmentBytes;
      }
    }
    windowBytes = Math.min(windowBytes, MAX_BYTES);
  }

  /** RFC 5681 (4): half of what was on the way, but at least two segments. */
  private void halve(long flightBytes) {
    thresholdBytes = Math.max(flightBytes / 2, 2L * segmentBytes);
    ackedBytes = 0;
  }

  /**
   * The retransmission timer expired (RFC 5681 3.1).
   *
   * @param first whether the timer did not expire for this segment before: a second timeout says
   *     nothing new
   * @param recovering whether fast recovery had halved the window for this loss already; what it
   *     sent since must not raise the threshold again
   */
  void timedOut(long flightBytes, boolean first, boolean recovering) {
    long before = recovering ? thresholdBytes : MAX_BYTES;
    if (first) {
      halve(flightBytes);
      thresholdBytes = Math.min(thresholdBytes, before);
    }
    windowBytes = segmentBytes;
    ackedBytes = 0;
  }

  /** RFC 6675 5 (4.2): recovery by selective acknowledgments begins. */
  void enterSackRecovery(long flightBytes) {
    halve(flightBytes);
    windowBytes = thresholdBytes;
  }

  /** RFC 5681 3.2 (2, 3): fast recovery begins; three segments have left the network. */
  void enterFastRecovery(long flightBytes) {
    halve(flightBytes);
    windowBytes = thresholdBytes + 3L * segmentBytes;
  }

  /** RFC 5681 3.2 (4): a duplicate acknowledgment says that another segment left the network. */
  void inflate() {
    windowBytes = Math.min(windowBytes + segmentBytes, MAX_BYTES);
  }

  /** RFC 6582 3.2 (3): a partial acknowledgment deflates by what it covers. */
  void partiallyAcknowledged(long bytes) {
    windowBytes = Math.max(windowBytes - bytes, 0) + (bytes >= segmentBytes ? segmentBytes : 0);
    windowBytes = Math.max(windowBytes, segmentBytes);
  }

  /** RFC 6582 3.2 (3), option 1: a full acknowledgment ends recovery without a burst. */
  void leaveFastRecovery(long flightBytes) {
    windowBytes =
        Math.min(thresholdBytes, Math.max(flightBytes, segmentBytes) + (long) segmentBytes);
  }
}
