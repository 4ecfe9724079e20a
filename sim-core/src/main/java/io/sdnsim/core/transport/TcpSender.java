package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a connection: what to send when, what to send again, and how fast (RFC 9293
 * 3.8, RFC 5681, RFC 6298, RFC 6582, RFC 6675).
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

  private static final int DUPLICATE_THRESHOLD = 3;
  private static final long NOT_TIMED = -1;

  private final TcpConfig config;
  private final SegmentWriter writer;
  private final SendBuffer buffer = new SendBuffer();
  private final RttEstimator rtt;
  private final CongestionWindow congestion = new CongestionWindow();

  /** The full size of a segment's data (SMSS), less the options that every segment carries. */
  private int segmentBytes;

  private boolean sack;
  private @Nullable SackScoreboard scoreboard;

  /** SND.UNA. */
  private long unacknowledged;

  /** SND.NXT: goes back to SND.UNA when the retransmission timer expires. */
  private long next;

  /** The position behind the highest one ever sent. */
  private long highest;

  private boolean finQueued;
  private boolean drainedReported = true;

  /** SND.WND, and the largest it ever was. */
  private long windowBytes;

  private long maxWindowBytes;

  /** SND.WL1 and SND.WL2: the segment that set the window, as positions. */
  private long windowSequence;

  private long windowAcknowledgment;

  private int duplicateAcks;
  private boolean recovering;

  /** RFC 6582 recover, RFC 6675 RecoveryPoint: what was the highest position when loss was seen. */
  private long recoveryPoint;

  private boolean timedOutSinceRecoveryPoint;
  private boolean partialAckSeen;
  private long previousUnacknowledged;

  /** RFC 6675 HighRxt and RescueRxt. */
  private long highRetransmitted;

  private long rescueRetransmitted;

  private long timedPosition = NOT_TIMED;
  private long timedAtPs;
  private int retries;
  private int probes;
  private int unansweredProbes;
  private long lastSentPs;
  private boolean retransmitArmed;
  private boolean persistArmed;

  TcpSender(TcpConfig config, SegmentWriter writer) {
    this.config = config;
    this.writer = writer;
    this.rtt = new RttEstimator(config);
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
    return maxWindowBytes;
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
      int newSegmentBytes, boolean newSack, boolean synLost, long window, long windowSegment) {
    segmentBytes = newSegmentBytes;
    sack = newSack;
    unacknowledged = 1;
    previousUnacknowledged = 1;
    congestion.start(segmentBytes, synLost);
    windowSequence = windowSegment;
    windowAcknowledgment = 1;
    setWindow(window);
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

  private void setWindow(long window) {
    windowBytes = window;
    maxWindowBytes = Math.max(maxWindowBytes, window);
  }

  // ---------------------------------------------------------------- sending

  /** Sends what may be sent now, and sees to it that one of the timers runs if any must. */
  void send(long nowPs, Outbox<TcpEffect> out) {
    if (next == unacknowledged && nowPs - lastSentPs > rtt.rtoPs() && hasUnsent()) {
      congestion.restartAfterIdle();
    }
    if (recovering && sack) {
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
    long limit = unacknowledged + congestion.bytes();
    // RFC 3042, RFC 5681 3.2 (1): limited transmit on the first two duplicates.
    boolean limitedTransmit = !recovering && duplicateAcks > 0 && !timedOutSinceRecoveryPoint;
    return limitedTransmit ? limit + (long) Math.min(duplicateAcks, 2) * segmentBytes : limit;
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
    SackScoreboard board = scoreboard;
    long barrier = Long.MAX_VALUE;
    if (board != null && next < highest) {
      next = board.skip(next);
      barrier = board.nextStart(next);
    }
    long usable = Math.min(limit, unacknowledged + windowBytes) - next;
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
      return length < maxWindowBytes / 2 || next > unacknowledged;
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
    if (timedPosition == NOT_TIMED && from >= highest) {
      timedPosition = from;
      timedAtPs = nowPs;
    } else if (timedPosition >= from && timedPosition < end) {
      // RFC 6298 3 (Karn): what is sent twice can't be timed.
      timedPosition = NOT_TIMED;
    }
    if (from == next) {
      next = end;
    }
    highest = Math.max(highest, end);
    lastSentPs = nowPs;
    writer.write(nowPs, from, data, flags, out);
    if (!retransmitArmed) {
      armRetransmit(nowPs, out);
    }
    cancelPersist(out);
  }

  // ---------------------------------------------------------------- acknowledgments

  /**
   * An acceptable acknowledgment arrived: not before SND.UNA, not beyond what was sent.
   *
   * @param sequence the segment's own first position, for the age of its window
   * @param window already scaled
   * @param pure whether the segment had neither data nor SYN nor FIN
   * @param blocks selective acknowledgments as positions, or empty
   * @param echoRttPs the round trip that the echoed time stamp tells, or -1
   */
  void acknowledged(
      long nowPs,
      long acknowledgment,
      long sequence,
      long window,
      boolean pure,
      List<long[]> blocks,
      long echoRttPs,
      Outbox<TcpEffect> out) {
    boolean newlySacked = sack && recordSack(blocks);
    boolean sameWindow = window == windowBytes;
    updateWindow(acknowledgment, sequence, window);
    unansweredProbes = 0;
    if (windowBytes == 0) {
      // RFC 1122 4.2.2.17: a peer that answers may keep its window closed as long as it likes.
      retries = 0;
    }
    if (acknowledgment > unacknowledged) {
      advance(nowPs, acknowledgment, echoRttPs, out);
    } else if (isDuplicate(pure, sameWindow, newlySacked)) {
      duplicate(nowPs, out);
    }
  }

  private boolean recordSack(List<long[]> blocks) {
    boolean fresh = false;
    for (long[] block : blocks) {
      long start = Math.max(block[0], unacknowledged);
      long end = Math.min(block[1], highest);
      if (start < end) {
        if (scoreboard == null) {
          scoreboard = new SackScoreboard();
        }
        fresh |= scoreboard.add(start, end);
      }
    }
    return fresh;
  }

  /** RFC 9293 3.10.7.4: only a segment that is newer than the last may change the window. */
  private void updateWindow(long acknowledgment, long sequence, long window) {
    if (windowSequence < sequence
        || (windowSequence == sequence && windowAcknowledgment <= acknowledgment)) {
      setWindow(window);
      windowSequence = sequence;
      windowAcknowledgment = acknowledgment;
    }
  }

  private boolean isDuplicate(boolean pure, boolean sameWindow, boolean newlySacked) {
    if (next <= unacknowledged || persistArmed) {
      return false;
    }
    // RFC 6675 2: a duplicate is one that selectively acknowledges something new; RFC 5681 2
    // without SACK.
    return sack ? newlySacked : pure && sameWindow;
  }

  private void advance(long nowPs, long acknowledgment, long echoRttPs, Outbox<TcpEffect> out) {
    long flight = highest - unacknowledged;
    long bytes = acknowledgment - unacknowledged;
    previousUnacknowledged = unacknowledged;
    unacknowledged = acknowledgment;
    next = Math.max(next, acknowledgment);
    buffer.releaseBefore(acknowledgment);
    if (scoreboard != null) {
      scoreboard.releaseBefore(acknowledgment);
      if (scoreboard.isEmpty() && !recovering) {
        scoreboard = null;
      }
    }
    sample(nowPs, acknowledgment, echoRttPs, flight);
    retries = 0;
    boolean restartTimer = true;
    if (recovering) {
      restartTimer = acknowledgedInRecovery(nowPs, bytes, out);
    } else {
      duplicateAcks = 0;
      congestion.acknowledged(bytes, flight);
    }
    if (acknowledgment >= recoveryPoint) {
      timedOutSinceRecoveryPoint = false;
    }
    if (unacknowledged == highest) {
      cancelRetransmit(out);
    } else if (restartTimer) {
      // RFC 6298 5.3.
      armRetransmit(nowPs, out);
    }
    if (!drainedReported && unacknowledged >= buffer.end()) {
      drainedReported = true;
      out.add(new TcpEffect.Drained());
    }
  }

  private void sample(long nowPs, long acknowledgment, long echoRttPs, long flight) {
    if (echoRttPs >= 0) {
      long segments = (flight + segmentBytes - 1) / segmentBytes;
      rtt.sample(echoRttPs, Math.max(1, (segments + 1) / 2));
    } else if (timedPosition != NOT_TIMED && acknowledgment > timedPosition) {
      rtt.sample(nowPs - timedAtPs, 1);
    }
    if (acknowledgment > timedPosition) {
      timedPosition = NOT_TIMED;
    }
  }

  /**
   * @return whether the retransmission timer starts anew
   */
  private boolean acknowledgedInRecovery(long nowPs, long bytes, Outbox<TcpEffect> out) {
    if (unacknowledged >= recoveryPoint) {
      // RFC 6582 3.2 (3) full acknowledgment; RFC 6675 5 (A).
      recovering = false;
      duplicateAcks = 0;
      if (!sack) {
        congestion.leaveFastRecovery(highest - unacknowledged);
      }
      return true;
    }
    if (sack) {
      return true;
    }
    // RFC 6582 3.2 (3), partial acknowledgment: the next hole is lost as well.
    congestion.partiallyAcknowledged(bytes);
    retransmitFirst(nowPs, out);
    boolean first = !partialAckSeen;
    partialAckSeen = true;
    return first;
  }

  private void duplicate(long nowPs, Outbox<TcpEffect> out) {
    if (recovering) {
      if (!sack) {
        congestion.inflate();
      }
      return;
    }
    duplicateAcks++;
    boolean lost =
        duplicateAcks >= DUPLICATE_THRESHOLD
            || (scoreboard != null && scoreboard.isLost(unacknowledged, segmentBytes));
    if (lost && mayRecover()) {
      enterRecovery(nowPs, out);
    }
  }

  private boolean mayRecover() {
    if (!timedOutSinceRecoveryPoint && sack) {
      return true;
    }
    // RFC 6582 3.2 (1) and 4.1: after a timeout or a recovery, duplicates may come from our own
    // needless retransmissions; they are believed when the acknowledgments moved little before.
    return unacknowledged > recoveryPoint
        || (!timedOutSinceRecoveryPoint
            && congestion.bytes() > segmentBytes
            && unacknowledged - previousUnacknowledged <= 4L * segmentBytes);
  }

  private void enterRecovery(long nowPs, Outbox<TcpEffect> out) {
    long flight = highest - unacknowledged;
    recovering = true;
    recoveryPoint = highest;
    partialAckSeen = false;
    if (sack) {
      congestion.enterSackRecovery(flight);
      highRetransmitted = unacknowledged;
    } else {
      congestion.enterFastRecovery(flight);
    }
    retransmitFirst(nowPs, out);
    rescueRetransmitted = highRetransmitted;
  }

  /** Sends the segment at SND.UNA again. */
  private void retransmitFirst(long nowPs, Outbox<TcpEffect> out) {
    long to = Math.min(unacknowledged + writer.segmentBytes(), highest);
    if (scoreboard != null) {
      to = Math.min(to, scoreboard.nextStart(unacknowledged));
    }
    retransmit(nowPs, unacknowledged, to, out);
  }

  private long retransmit(long nowPs, long from, long to, Outbox<TcpEffect> out) {
    long resume = next;
    next = from;
    transmit(nowPs, from, to, out);
    long end = next;
    next = Math.max(resume, end);
    highRetransmitted = Math.max(highRetransmitted, end);
    return end;
  }

  // ---------------------------------------------------------------- RFC 6675 recovery

  /** RFC 6675 5 (C). */
  private void sendInSackRecovery(long nowPs, Outbox<TcpEffect> out) {
    SackScoreboard board = scoreboard;
    if (board == null) {
      return;
    }
    boolean sent = true;
    while (sent) {
      long pipe = board.pipeBytes(unacknowledged, highest, highRetransmitted, segmentBytes);
      sent = congestion.bytes() - pipe >= segmentBytes && sendNextInRecovery(nowPs, board, out);
    }
  }

  /** RFC 6675 4 (NextSeg) and the transmission of what it found. */
  private boolean sendNextInRecovery(long nowPs, SackScoreboard board, Outbox<TcpEffect> out) {
    long hole = board.skip(Math.max(unacknowledged, highRetransmitted));
    boolean isHole = hole < board.highest();
    if (isHole && board.isLost(hole, segmentBytes)) {
      resend(nowPs, hole, board, out);
      return true;
    }
    if (next == highest && sendNext(nowPs, Long.MAX_VALUE, false, out)) {
      return true;
    }
    if (isHole) {
      resend(nowPs, hole, board, out);
      return true;
    }
    return rescue(nowPs, board, out);
  }

  private void resend(long nowPs, long from, SackScoreboard board, Outbox<TcpEffect> out) {
    long to = Math.min(from + writer.segmentBytes(), board.nextStart(from));
    retransmit(nowPs, from, Math.min(to, highest), out);
  }

  /** RFC 6675 4, NextSeg (4): once, the last segment that was not acknowledged. */
  private boolean rescue(long nowPs, SackScoreboard board, Outbox<TcpEffect> out) {
    long from = Math.max(board.highest(), highest - writer.segmentBytes());
    if (unacknowledged <= rescueRetransmitted || from >= highest) {
      return false;
    }
    long kept = highRetransmitted;
    retransmit(nowPs, from, highest, out);
    highRetransmitted = kept;
    rescueRetransmitted = recoveryPoint;
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
    congestion.timedOut(highest - unacknowledged, retries == 1, recovering);
    recovering = false;
    duplicateAcks = 0;
    recoveryPoint = highest;
    timedOutSinceRecoveryPoint = true;
    timedPosition = NOT_TIMED;
    // RFC 2018 8: after a timeout the peer's selective acknowledgments are not relied upon.
    scoreboard = null;
    rtt.backOff();
    next = unacknowledged;
    long to = Math.min(unacknowledged + writer.segmentBytes(), highest);
    transmit(nowPs, unacknowledged, to, out);
    return true;
  }

  private void armPersist(long nowPs, Outbox<TcpEffect> out) {
    boolean stuck = next == unacknowledged && hasUnsent() && !retransmitArmed;
    if (!stuck) {
      cancelPersist(out);
    } else if (!persistArmed) {
      persistArmed = true;
      probes = 0;
      out.add(new TcpEffect.SetTimer(TcpTimer.PERSIST, nowPs + persistIntervalPs()));
    }
  }

  /** RFC 9293 3.8.6.1: the first probe after one timeout, further ones at growing intervals. */
  private long persistIntervalPs() {
    long interval = rtt.rtoPs();
    for (int i = 0; i < probes && interval < config.maxRtoPs(); i++) {
      interval *= 2;
    }
    return Math.min(interval, Math.max(config.maxRtoPs(), rtt.rtoPs()));
  }

  /**
   * The persist timer expired: a closed window is probed with one byte, a small one is filled.
   *
   * @return whether there is still hope; false when too many probes went unanswered
   */
  boolean persistTimedOut(long nowPs, Outbox<TcpEffect> out) {
    persistArmed = false;
    if (!hasUnsent() || next != unacknowledged) {
      return true;
    }
    if (sendNext(nowPs, Long.MAX_VALUE, true, out)) {
      return true;
    }
    if (unansweredProbes++ >= config.dataRetries()) {
      return false;
    }
    probe(nowPs, out);
    probes++;
    persistArmed = true;
    out.add(new TcpEffect.SetTimer(TcpTimer.PERSIST, nowPs + persistIntervalPs()));
    return true;
  }

  /**
   * Sends the first byte (or the FIN) beyond the window; it stays unsent as far as SND.NXT goes.
   */
  private void probe(long nowPs, Outbox<TcpEffect> out) {
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

  private void cancelPersist(Outbox<TcpEffect> out) {
    if (persistArmed) {
      persistArmed = false;
      out.add(new TcpEffect.CancelTimer(TcpTimer.PERSIST));
    }
  }

  // ---------------------------------------------------------------- path MTU

  /**
   * The path takes smaller segments only (RFC 1191 6.4): what was sent in larger ones was lost, but
   * not to congestion, and goes out again at once.
   */
  void segmentSizeReduced(long nowPs, int newSegmentBytes, Outbox<TcpEffect> out) {
    segmentBytes = newSegmentBytes;
    congestion.setSegmentBytes(newSegmentBytes);
    recovering = false;
    duplicateAcks = 0;
    timedPosition = NOT_TIMED;
    next = unacknowledged;
    recoveryPoint = highest;
    timedOutSinceRecoveryPoint = true;
    send(nowPs, out);
  }
}
