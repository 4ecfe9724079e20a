package io.sdnsim.core.transport;

/** How much the peer is ready to take (RFC 9293 3.3.1: SND.WND, SND.WL1, SND.WL2). */
final class SendWindow {
  private long bytes;
  private long largestBytes;
  private long sequence;
  private long acknowledgment;

  /** The handshake told the first window, in the segment at this position of the peer. */
  void start(long newBytes, long segment) {
    sequence = segment;
    acknowledgment = 1;
    set(newBytes);
  }

  /** RFC 9293 3.10.7.4: only a segment that is newer than the last may change the window. */
  void update(long newAcknowledgment, long segment, long newBytes) {
    if (sequence < segment || (sequence == segment && acknowledgment <= newAcknowledgment)) {
      set(newBytes);
      sequence = segment;
      acknowledgment = newAcknowledgment;
    }
  }

  private void set(long newBytes) {
    bytes = newBytes;
    largestBytes = Math.max(largestBytes, newBytes);
  }

  long bytes() {
    return bytes;
  }

  /** The largest window that the peer ever told. */
  long largestBytes() {
    return largestBytes;
  }
}
