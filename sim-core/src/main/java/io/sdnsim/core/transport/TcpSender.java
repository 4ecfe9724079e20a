package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import java.util.List;

/**
 * The sending half of a connection: what to send when, what to send again, and how fast (RFC 9293
 * 3.8, RFC 6298 5). How much may be on the way is up to {@link CongestionWindow}, what was lost to
 * {@link LossRecovery}.
 *
 * <p>Positions count from the initial sequence number: the SYN has 0, the first byte 1, the FIN the
 * position behind the last byte. A {@code long} doesn't wrap; only {@link TcpConnection} knows
 * sequence numbers.
 */
final class TcpSender {
  /** Makes segments. */
  interface SegmentWriter {
    /**
     * Sends a segment with an acknowledgment.
     *
     * @param flags in addition to ACK
     */
    void write(long nowPs, long position, Payload data, int flags, Outbox<TcpEffect> out);

    /** How much data fits into a segment that is sent now, with its options. */
    int segmentBytes();
  }

  private final TcpConfig config;
  private final SegmentWriter writer;
  private final SendBuffer buffer = new SendBuffer();
  private final RttEstimator rtt;
  private final RoundTripTimer timing;
  private final WindowProbe probe;
  private final SendWindow window = new SendWindow();
  private final CongestionWindow congestion = new CongestionWindow();
  private final LossRecovery recovery = new LossRecovery(congestion);

  /** The full size of a segment's data (SMSS), less the options that every segment carries. */
  private int segmentBytes;

  /** SND.UNA. */
  private long unacknowledged;

  /** SND.NXT: goes back to SND.UNA when the retransmission timer expires. */
  private long next;

  /** The position behind the highest one ever sent. */
  private long highest;

  private boolean finQueued;
  private boolean drainedReported = true;

  private int retries;
  private long lastSentPs;
  private boolean retransmitArmed;

  TcpSender(TcpConfig config, SegmentWriter writer) {
    this.config = config;
    this.writer = writer;
    this.rtt = new RttEstimator(config);
    this.timing = new RoundTripTimer(rtt);
    this.probe = new WindowProbe(config, rtt);
  }

  RttEstimator rtt() {
    return rtt;
  }

  /** SND.UNA. */
  long unacknowledged() {
    return unacknowledged;
  }

  /** SND.NXT. */
  long next() {
    return next;
  }

  /** The position behind the highest one ever sent. */
  long highest() {
    return highest;
  }

  long maxWindowBytes() {
    return window.largestBytes();
  }

  long congestionWindowBytes() {
    return congestion.bytes();
  }

  long slowStartThresholdBytes() {
    return congestion.thresholdBytes();
  }

  /** Data queued and not acknowledged, without SYN and FIN. */
  long pendingBytes() {
    return buffer.end() - Math.min(Math.max(unacknowledged, 1), buffer.end());
  }

  boolean isFinAcknowledged() {
    return finQueued && unacknowledged > buffer.end();
  }

  boolean isFinQueued() {
    return finQueued;
  }

  /** Whether something was sent and not acknowledged. */
  boolean hasOutstanding() {
    return unacknowledged < highest;
  }

  void append(Payload data) {
    if (data.lengthBytes() > 0) {
      buffer.append(data);
      drainedReported = false;
    }
  }

  void queueFin() {
    finQueued = true;
  }

  /** The SYN went out. */
  void synSent(long nowPs) {
    lastSentPs = nowPs;
    next = 1;
    highest = 1;
  }

  /** The handshake is over: data may flow. */
  void start(
      int newSegmentBytes, boolean sack, boolean synLost, long windowBytes, long windowSegment) {
    segmentBytes = newSegmentBytes;
    unacknowledged = 1;
    congestion.start(segmentBytes, synLost);
    recovery.start(segmentBytes, sack);
    window.start(windowBytes, windowSegment);
    if (synLost) {
      rtt.startAfterLostSyn();
    }
  }

  /**
   * The SYN was acknowledged: the first sample of the round-trip time.
   *
   * @param echoRttPs what the echoed time stamp tells, or -1 to use the time of the SYN itself
   */
  void handshakeTimed(long nowPs, long echoRttPs) {
    rtt.sample(echoRttPs >= 0 ? echoRttPs : nowPs - lastSentPs, 1);
  }

  // ---------------------------------------------------------------- sending

  /** Sends what may be sent now, and sees to it that one of the timers runs if any must. */
  void send(long nowPs, Outbox<TcpEffect> out) {
    if (next == unacknowledged && nowPs - lastSentPs > rtt.rtoPs() && hasUnsent()) {
      congestion.restartAfterIdle();
    }
    if (recovery.isSackRecovery()) {
      sendInSackRecovery(nowPs, out);
    } else {
      boolean sent = true;
      while (sent) {
        sent = sendNext(nowPs, congestionLimit(), false, out);
      }
    }
    armPersist(nowPs, out);
  }

  private boolean hasUnsent() {
    return next < finish();
  }

  /** The position behind everything that the user wants sent. */
  private long finish() {
    return buffer.end() + (finQueued ? 1 : 0);
  }

  private long congestionLimit() {
    return unacknowledged + congestion.bytes() + recovery.limitedTransmitBytes();
  }

  /**
   * Sends one segment from SND.NXT on.
   *
   * @param limit the position that congestion control allows
   * @param push sends however small the segment is
   * @return whether a segment went out
   */
  private boolean sendNext(long nowPs, long limit, boolean push, Outbox<TcpEffect> out) {
    long dataEnd = buffer.end();
    long barrier = Long.MAX_VALUE;
    if (next < highest) {
      next = recovery.skipHeld(next);
      barrier = recovery.nextHeld(next);
    }
    long usable = Math.min(limit, unacknowledged + window.bytes()) - next;
    if (usable <= 0 || !hasUnsent()) {
      return false;
    }
    long wanted = Math.min(dataEnd, barrier) - next;
    int full = writer.segmentBytes();
    int length = (int) Math.max(0, Math.min(Math.min(usable, wanted), full));
    if (!push && length < full && mustWait(length, wanted)) {
      return false;
    }
    boolean fin = finQueued && next + length == dataEnd && usable > length;
    if (length == 0 && !fin) {
      return false;
    }
    transmit(nowPs, next, next + length + (fin ? 1 : 0), out);
    return true;
  }

  /** Whether a segment that is not full had better wait. */
  private boolean mustWait(int length, long wanted) {
    if (length < wanted) {
      // RFC 9293 3.8.6.2.1 (silly window avoidance): the window cuts the segment short.
      return length < window.largestBytes() / 2 || next > unacknowledged;
    }
    // RFC 9293 3.7.4 (Nagle): a small segment waits for what is on the way.
    return config.nagle() && next > unacknowledged && !finQueued && next == highest;
  }

  /** Sends the range, at most one segment long; moves SND.NXT when it lies at its start. */
  private void transmit(long nowPs, long from, long to, Outbox<TcpEffect> out) {
    long dataEnd = buffer.end();
    long dataTo = Math.min(to, dataEnd);
    Payload data = dataTo > from ? buffer.read(from, (int) (dataTo - from)) : Payload.EMPTY;
    // The buffer may cut short where pieces of different kinds meet.
    long end = from + data.lengthBytes();
    boolean fin = to > dataEnd && end == dataEnd;
    int flags = fin ? TcpHeader.FIN : 0;
    if (end == dataEnd && data.lengthBytes() > 0) {
      flags |= TcpHeader.PSH;
    }
    if (fin) {
      end++;
    }
    timing.sent(nowPs, from, end, highest);
    if (from == next) {
      next = end;
    }
    highest = Math.max(highest, end);
    lastSentPs = nowPs;
    writer.write(nowPs, from, data, flags, out);
    if (!retransmitArmed) {
      armRetransmit(nowPs, out);
    }
    probe.cancel(out);
  }

  // ---------------------------------------------------------------- acknowledgments

  /**
   * An acceptable acknowledgment arrived: not before SND.UNA, not beyond what was sent.
   *
   * @param sequence the segment's own first position, for the age of its window
   * @param windowBytes already scaled
   * @param pure whether the segment had neither data nor SYN nor FIN
   * @param blocks selective acknowledgments as positions, or empty
   * @param echoRttPs the round trip that the echoed time stamp tells, or -1
   */
  void acknowledged(
      long nowPs,
      long acknowledgment,
      long sequence,
      long windowBytes,
      boolean pure,
      List<long[]> blocks,
      long echoRttPs,
      Outbox<TcpEffect> out) {
    boolean newlySacked = recovery.record(blocks, unacknowledged, highest);
    boolean sameWindow = windowBytes == window.bytes();
    window.update(acknowledgment, sequence, windowBytes);
    probe.answered();
    if (window.bytes() == 0) {
      // RFC 1122 4.2.2.17: a peer that answers may keep its window closed as long as it likes.
      retries = 0;
    }
    if (acknowledgment > unacknowledged) {
      advance(nowPs, acknowledgment, echoRttPs, out);
    } else if (next > unacknowledged
        && !probe.isArmed()
        && recovery.isDuplicate(pure, sameWindow, newlySacked)
        && recovery.duplicate(unacknowledged, highest)) {
      recovery.firstRetransmitted(retransmitFirst(nowPs, out));
    }
  }

  private void advance(long nowPs, long acknowledgment, long echoRttPs, Outbox<TcpEffect> out) {
    long flight = highest - unacknowledged;
    long bytes = acknowledgment - unacknowledged;
    recovery.moved(unacknowledged, acknowledgment);
    unacknowledged = acknowledgment;
    next = Math.max(next, acknowledgment);
    buffer.releaseBefore(acknowledgment);
    long flightSegments = (flight + segmentBytes - 1) / segmentBytes;
    timing.acknowledged(nowPs, acknowledgment, echoRttPs, flightSegments);
    retries = 0;
    LossRecovery.Progress progress = recovery.acknowledged(acknowledgment, highest, bytes, flight);
    if (progress != LossRecovery.Progress.RESTART_TIMER) {
      recovery.retransmitted(retransmitFirst(nowPs, out));
    }
    if (unacknowledged == highest) {
      cancelRetransmit(out);
    } else if (progress != LossRecovery.Progress.RETRANSMIT) {
      // RFC 6298 5.3.
      armRetransmit(nowPs, out);
    }
    if (!drainedReported && unacknowledged >= buffer.end()) {
      drainedReported = true;
      out.add(new TcpEffect.Drained());
    }
  }

  /**
   * Sends the segment at SND.UNA again.
   *
   * @return the position behind it
   */
  private long retransmitFirst(long nowPs, Outbox<TcpEffect> out) {
    return resend(nowPs, unacknowledged, out);
  }

  /** Sends again what fits into a segment, up to what the peer holds. */
  private long resend(long nowPs, long from, Outbox<TcpEffect> out) {
    long to = Math.min(from + writer.segmentBytes(), recovery.nextHeld(from));
    return retransmit(nowPs, from, Math.min(to, highest), out);
  }

  private long retransmit(long nowPs, long from, long to, Outbox<TcpEffect> out) {
    long resume = next;
    next = from;
    transmit(nowPs, from, to, out);
    long end = next;
    next = Math.max(resume, end);
    return end;
  }

  // ---------------------------------------------------------------- RFC 6675 recovery

  /** RFC 6675 5 (C). */
  private void sendInSackRecovery(long nowPs, Outbox<TcpEffect> out) {
    boolean sent = true;
    while (sent) {
      sent = recovery.hasRoom(unacknowledged, highest) && sendNextInRecovery(nowPs, out);
    }
  }

  /** RFC 6675 4 (NextSeg) and the transmission of what it found. */
  private boolean sendNextInRecovery(long nowPs, Outbox<TcpEffect> out) {
    long hole = recovery.nextHole(unacknowledged);
    boolean isHole = hole != LossRecovery.NONE;
    boolean sent = false;
    if (!isHole || !recovery.isLost(hole)) {
      sent = next == highest && sendNext(nowPs, Long.MAX_VALUE, false, out);
    }
    if (!sent && isHole) {
      recovery.retransmitted(resend(nowPs, hole, out));
      sent = true;
    }
    return sent || rescue(nowPs, out);
  }

  private boolean rescue(long nowPs, Outbox<TcpEffect> out) {
    long from = recovery.takeRescue(unacknowledged, highest, writer.segmentBytes());
    if (from == LossRecovery.NONE) {
      return false;
    }
    retransmit(nowPs, from, highest, out);
    return true;
  }

  // ---------------------------------------------------------------- timers

  /**
   * The retransmission timer expired (RFC 6298 5.4 to 5.7).
   *
   * @return whether there is still hope; false when the retries ran out
   */
  boolean retransmitTimedOut(long nowPs, Outbox<TcpEffect> out) {
    retransmitArmed = false;
    if (unacknowledged == highest) {
      return true;
    }
    if (retries++ >= config.dataRetries()) {
      return false;
    }
    recovery.timedOut(unacknowledged, highest, retries == 1);
    timing.forget();
    rtt.backOff();
    next = unacknowledged;
    long to = Math.min(unacknowledged + writer.segmentBytes(), highest);
    transmit(nowPs, unacknowledged, to, out);
    return true;
  }

  private void armPersist(long nowPs, Outbox<TcpEffect> out) {
    boolean stuck = next == unacknowledged && hasUnsent() && !retransmitArmed;
    if (stuck) {
      probe.await(nowPs, out);
    } else {
      probe.cancel(out);
    }
  }

  /**
   * The persist timer expired: a closed window is probed with one byte, a small one is filled.
   *
   * @return whether there is still hope; false when too many probes went unanswered
   */
  boolean persistTimedOut(long nowPs, Outbox<TcpEffect> out) {
    probe.expired();
    if (!hasUnsent() || next != unacknowledged) {
      return true;
    }
    if (sendNext(nowPs, Long.MAX_VALUE, true, out)) {
      return true;
    }
    if (!probe.mayProbe()) {
      return false;
    }
    probeWindow(nowPs, out);
    probe.sent(nowPs, out);
    return true;
  }

  /**
   * Sends the first byte (or the FIN) beyond the window; it stays unsent as far as SND.NXT goes.
   */
  private void probeWindow(long nowPs, Outbox<TcpEffect> out) {
    Payload data = next < buffer.end() ? buffer.read(next, 1) : Payload.EMPTY;
    int flags = data.lengthBytes() == 0 ? TcpHeader.FIN : 0;
    highest = Math.max(highest, next + 1);
    writer.write(nowPs, next, data, flags, out);
  }

  private void armRetransmit(long nowPs, Outbox<TcpEffect> out) {
    retransmitArmed = true;
    out.add(new TcpEffect.SetTimer(TcpTimer.RETRANSMIT, nowPs + rtt.rtoPs()));
  }

  private void cancelRetransmit(Outbox<TcpEffect> out) {
    if (retransmitArmed) {
      retransmitArmed = false;
      out.add(new TcpEffect.CancelTimer(TcpTimer.RETRANSMIT));
    }
  }

  // ---------------------------------------------------------------- path MTU

  /**
   * The path takes smaller segments only (RFC 1191 6.4): what was sent in larger ones was lost, but
   * not to congestion, and goes out again at once.
   */
  void segmentSizeReduced(long nowPs, int newSegmentBytes, Outbox<TcpEffect> out) {
    segmentBytes = newSegmentBytes;
    recovery.segmentSizeReduced(newSegmentBytes, highest);
    timing.forget();
    next = unacknowledged;
    send(nowPs, out);
  }
}
