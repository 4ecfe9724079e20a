package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.SimTime;

/**
 * The state of a connection (RFC 9293 3.3.2) and the ways out of it (3.6, 3.10.4, 3.10.5): who
 * closed, who was told, and when it is forgotten.
 */
final class TcpLifecycle {
  /** How long a peer may keep a connection half open whose program here has died, as in Linux. */
  private static final long ORPHAN_PS = 60 * SimTime.SECOND;

  private final TcpConfig config;
  private final TcpReceiver receiver;
  private final TcpOutput output;
  private final TcpSender sender;
  private TcpState state = TcpState.CLOSED;
  private boolean orphaned;
  private boolean userGone;
  private boolean closedWithheld;
  private boolean peerClosedWithheld;

  TcpLifecycle(TcpConfig config, TcpReceiver receiver, TcpOutput output) {
    this.config = config;
    this.receiver = receiver;
    this.output = output;
    this.sender = output.sender();
  }

  TcpState state() {
    return state;
  }

  boolean is(TcpState one) {
    return state == one;
  }

  void enter(TcpState newState, Outbox<TcpEffect> out) {
    if (state != newState) {
      state = newState;
      out.add(new TcpEffect.StateChanged(newState));
    }
  }

  /** Whether the user heard that the connection is over. */
  boolean isUserGone() {
    return userGone;
  }

  /** Whether the program died that would read what arrives. */
  boolean isOrphaned() {
    return orphaned;
  }

  /** Whether all data went both ways, so that a reset destroys nothing. */
  boolean isComplete() {
    boolean peerDone = state == TcpState.CLOSING || state == TcpState.LAST_ACK;
    return peerDone && sender.pendingBytes() == 0;
  }

  // ---------------------------------------------------------------- user calls

  /** RFC 9293 3.10.4 (CLOSE). */
  void close(long nowPs, Outbox<TcpEffect> out) {
    if (state == TcpState.LISTEN || state == TcpState.SYN_SENT) {
      finish(CloseReason.ABORTED, out);
      return;
    }
    if (state == TcpState.CLOSED || sender.isFinQueued()) {
      return;
    }
    sender.queueFin();
    if (state == TcpState.ESTABLISHED) {
      enter(TcpState.FIN_WAIT_1, out);
    } else if (state == TcpState.CLOSE_WAIT) {
      enter(TcpState.LAST_ACK, out);
    }
    if (state.isSynchronized()) {
      output.sendAndAcknowledge(nowPs, out);
    }
  }

  /** RFC 9293 3.10.5 (ABORT). */
  void abort(long nowPs, Outbox<TcpEffect> out) {
    boolean mustReset =
        state == TcpState.SYN_RECEIVED
            || state == TcpState.ESTABLISHED
            || state == TcpState.FIN_WAIT_1
            || state == TcpState.FIN_WAIT_2
            || state == TcpState.CLOSE_WAIT;
    if (mustReset) {
      output.sendResetAndAck(nowPs, out);
    }
    if (state != TcpState.CLOSED) {
      finish(CloseReason.ABORTED, out);
    }
  }

  void orphan(long nowPs, Outbox<TcpEffect> out) {
    orphaned = true;
    if (receiver.unreadBytes() > 0 || state == TcpState.SYN_RECEIVED) {
      // RFC 9293 3.6.1: unread data would be lost without a word, so the peer is told.
      abort(nowPs, out);
      return;
    }
    close(nowPs, out);
    if (state == TcpState.FIN_WAIT_2) {
      limitOrphan(nowPs, out);
    }
  }

  private void limitOrphan(long nowPs, Outbox<TcpEffect> out) {
    out.add(new TcpEffect.SetTimer(TcpTimer.ORPHAN, nowPs + ORPHAN_PS));
  }

  /** The user took the data that stood before the news. */
  void tellWithheld(Outbox<TcpEffect> out) {
    if (peerClosedWithheld) {
      peerClosedWithheld = false;
      out.add(new TcpEffect.PeerClosed());
    }
    if (closedWithheld) {
      closedWithheld = false;
      tellClosed(CloseReason.FINISHED, out);
    }
  }

  // ---------------------------------------------------------------- the FINs

  /**
   * The peer acknowledged our FIN.
   *
   * @return whether the connection is still there
   */
  boolean finAcknowledged(long nowPs, Outbox<TcpEffect> out) {
    switch (state) {
      case FIN_WAIT_1 -> {
        enter(TcpState.FIN_WAIT_2, out);
        if (orphaned) {
          limitOrphan(nowPs, out);
        }
      }
      case CLOSING -> enterTimeWait(nowPs, out);
      case LAST_ACK -> {
        finish(CloseReason.FINISHED, out);
        return false;
      }
      case CLOSED,
          LISTEN,
          SYN_SENT,
          SYN_RECEIVED,
          ESTABLISHED,
          FIN_WAIT_2,
          CLOSE_WAIT,
          TIME_WAIT -> {}
    }
    return true;
  }

  /** The peer's FIN arrived in order: it sends no more. */
  void finReceived(long nowPs, Outbox<TcpEffect> out) {
    if (receiver.unreadBytes() > 0) {
      peerClosedWithheld = true;
    } else {
      out.add(new TcpEffect.PeerClosed());
    }
    switch (state) {
      case ESTABLISHED -> enter(TcpState.CLOSE_WAIT, out);
      case FIN_WAIT_1 -> enter(TcpState.CLOSING, out);
      case FIN_WAIT_2 -> enterTimeWait(nowPs, out);
      case CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT ->
          throw new IllegalStateException("a FIN in " + state);
    }
  }

  // ---------------------------------------------------------------- the end

  private void enterTimeWait(long nowPs, Outbox<TcpEffect> out) {
    enter(TcpState.TIME_WAIT, out);
    out.add(new TcpEffect.CancelTimer(TcpTimer.KEEP_ALIVE));
    out.add(new TcpEffect.CancelTimer(TcpTimer.ORPHAN));
    restartTimeWait(nowPs, out);
    tellClosed(CloseReason.FINISHED, out);
  }

  void restartTimeWait(long nowPs, Outbox<TcpEffect> out) {
    out.add(new TcpEffect.SetTimer(TcpTimer.TIME_WAIT, nowPs + config.timeWaitPs()));
  }

  void timeWaitExpired(Outbox<TcpEffect> out) {
    enter(TcpState.CLOSED, out);
    out.add(new TcpEffect.Deleted());
  }

  private void tellClosed(CloseReason reason, Outbox<TcpEffect> out) {
    if (userGone) {
      return;
    }
    if (reason == CloseReason.FINISHED && receiver.unreadBytes() > 0) {
      closedWithheld = true;
      return;
    }
    userGone = true;
    out.add(new TcpEffect.Closed(reason));
  }

  /** The connection is over at once. */
  void finish(CloseReason reason, Outbox<TcpEffect> out) {
    enter(TcpState.CLOSED, out);
    tellClosed(reason, out);
    out.add(new TcpEffect.Deleted());
  }
}
