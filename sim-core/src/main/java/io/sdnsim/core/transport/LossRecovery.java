package io.sdnsim.core.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a loss is believed and what is to be sent again: fast retransmit and recovery (RFC 5681 3.2,
 * RFC 6582) or recovery by selective acknowledgments (RFC 6675). It decides; {@link TcpSender}
 * sends.
 */
final class LossRecovery {
  /** What an acknowledgment of new data asks for. */
  enum Progress {
    /** The retransmission timer starts anew. */
    RESTART_TIMER,
    /** The next hole is sent again; the timer starts anew. */
    RETRANSMIT_AND_RESTART_TIMER,
    /** The next hole is sent again; the timer goes on. */
    RETRANSMIT
  }

  /** No position. */
  static final long NONE = -1;

  private static final int DUPLICATE_THRESHOLD = 3;

  private final CongestionWindow congestion;

  private int segmentBytes;
  private boolean sack;
  private @Nullable SackScoreboard scoreboard;
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

  LossRecovery(CongestionWindow congestion) {
    this.congestion = congestion;
  }

  void start(int newSegmentBytes, boolean newSack) {
    segmentBytes = newSegmentBytes;
    sack = newSack;
    previousUnacknowledged = 1;
  }

  /** Whether recovery is on its way that selective acknowledgments steer. */
  boolean isSackRecovery() {
    return recovering && sack;
  }

  /** RFC 3042, RFC 5681 3.2 (1): limited transmit on the first two duplicates. */
  long limitedTransmitBytes() {
    boolean limitedTransmit = !recovering && duplicateAcks > 0 && !timedOutSinceRecoveryPoint;
    return limitedTransmit ? (long) Math.min(duplicateAcks, 2) * segmentBytes : 0;
  }

  // ---------------------------------------------------------------- selective acknowledgments

  /**
   * Takes the blocks of an acknowledgment, as positions.
   *
   * @return whether they told anything new
   */
  boolean record(List<long[]> blocks, long unacknowledged, long highest) {
    if (!sack) {
      return false;
    }
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

  /** The first position at or after this one that the peer doesn't hold. */
  long skipHeld(long position) {
    return scoreboard == null ? position : scoreboard.skip(position);
  }

  /** Where the next range begins that the peer holds, or {@link Long#MAX_VALUE}. */
  long nextHeld(long position) {
    return scoreboard == null ? Long.MAX_VALUE : scoreboard.nextStart(position);
  }

  // ---------------------------------------------------------------- acknowledgments

  /**
   * Whether an acknowledgment of nothing new is a duplicate: RFC 6675 2, one that selectively
   * acknowledges something new; without SACK RFC 5681 2.
   */
  boolean isDuplicate(boolean pure, boolean sameWindow, boolean newlySacked) {
    return sack ? newlySacked : pure && sameWindow;
  }

  /**
   * A duplicate arrived.
   *
   * @return whether recovery begins with it: the segment at SND.UNA goes out again
   */
  boolean duplicate(long unacknowledged, long highest) {
    if (recovering) {
      if (!sack) {
        congestion.inflate();
      }
      return false;
    }
    duplicateAcks++;
    boolean lost =
        duplicateAcks >= DUPLICATE_THRESHOLD
            || (scoreboard != null && scoreboard.isLost(unacknowledged, segmentBytes));
    if (!lost || !mayRecover(unacknowledged)) {
      return false;
    }
    begin(unacknowledged, highest);
    return true;
  }

  private boolean mayRecover(long unacknowledged) {
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

  private void begin(long unacknowledged, long highest) {
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
  }

  /** The first retransmission of this recovery went out. */
  void firstRetransmitted(long end) {
    retransmitted(end);
    rescueRetransmitted = highRetransmitted;
  }

  /** A retransmission went out. */
  void retransmitted(long end) {
    highRetransmitted = Math.max(highRetransmitted, end);
  }

  /** SND.UNA moves: forgets what the peer need not hold selectively any more. */
  void moved(long before, long unacknowledged) {
    previousUnacknowledged = before;
    if (scoreboard != null) {
      scoreboard.releaseBefore(unacknowledged);
      if (scoreboard.isEmpty() && !recovering) {
        scoreboard = null;
      }
    }
  }

  /**
   * New data was acknowledged.
   *
   * @param bytes how much
   * @param flight what was on the way before
   */
  Progress acknowledged(long unacknowledged, long highest, long bytes, long flight) {
    Progress progress = Progress.RESTART_TIMER;
    if (recovering) {
      progress = acknowledgedInRecovery(unacknowledged, highest, bytes);
    } else {
      duplicateAcks = 0;
      congestion.acknowledged(bytes, flight);
    }
    if (unacknowledged >= recoveryPoint) {
      timedOutSinceRecoveryPoint = false;
    }
    return progress;
  }

  private Progress acknowledgedInRecovery(long unacknowledged, long highest, long bytes) {
    if (unacknowledged >= recoveryPoint) {
      // RFC 6582 3.2 (3) full acknowledgment; RFC 6675 5 (A).
      recovering = false;
      duplicateAcks = 0;
      if (!sack) {
        congestion.leaveFastRecovery(highest - unacknowledged);
      }
      return Progress.RESTART_TIMER;
    }
    if (sack) {
      return Progress.RESTART_TIMER;
    }
    // RFC 6582 3.2 (3), partial acknowledgment: the next hole is lost as well.
    congestion.partiallyAcknowledged(bytes);
    boolean first = !partialAckSeen;
    partialAckSeen = true;
    return first ? Progress.RETRANSMIT_AND_RESTART_TIMER : Progress.RETRANSMIT;
  }

  // ---------------------------------------------------------------- RFC 6675 4 and 5

  /** RFC 6675 5 (C): whether the window has room for another segment. */
  boolean hasRoom(long unacknowledged, long highest) {
    SackScoreboard board = scoreboard;
    return board != null
        && congestion.bytes()
                - board.pipeBytes(unacknowledged, highest, highRetransmitted, segmentBytes)
            >= segmentBytes;
  }

  /** The first hole that was not sent again in this recovery, or {@link #NONE}. */
  long nextHole(long unacknowledged) {
    SackScoreboard board = scoreboard;
    if (board == null) {
      return NONE;
    }
    long hole = board.skip(Math.max(unacknowledged, highRetransmitted));
    return hole < board.highest() ? hole : NONE;
  }

  /** RFC 6675 4 (IsLost). */
  boolean isLost(long hole) {
    return scoreboard != null && scoreboard.isLost(hole, segmentBytes);
  }

  /**
   * RFC 6675 4, NextSeg (4): once, the last segment that was not acknowledged.
   *
   * @return where it begins, or {@link #NONE}
   */
  long takeRescue(long unacknowledged, long highest, int fullBytes) {
    long held = scoreboard == null ? 0 : scoreboard.highest();
    long from = Math.max(held, highest - fullBytes);
    if (unacknowledged <= rescueRetransmitted || from >= highest) {
      return NONE;
    }
    rescueRetransmitted = recoveryPoint;
    return from;
  }

  // ---------------------------------------------------------------- starting over

  /**
   * The retransmission timer expired.
   *
   * @param first whether it did not for this segment before
   */
  void timedOut(long unacknowledged, long highest, boolean first) {
    congestion.timedOut(highest - unacknowledged, first, recovering);
    startOver(highest);
    // RFC 2018 8: after a timeout the peer's selective acknowledgments are not relied upon.
    scoreboard = null;
  }

  /** Smaller segments are sent from now on, all that is outstanding first. */
  void segmentSizeReduced(int newSegmentBytes, long highest) {
    segmentBytes = newSegmentBytes;
    congestion.setSegmentBytes(newSegmentBytes);
    startOver(highest);
  }

  private void startOver(long highest) {
    recovering = false;
    duplicateAcks = 0;
    recoveryPoint = highest;
    timedOutSinceRecoveryPoint = true;
  }
}
