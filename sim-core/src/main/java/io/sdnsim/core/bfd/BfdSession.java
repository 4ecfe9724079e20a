package io.sdnsim.core.bfd;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.SimTime;

/**
 * One BFD session in asynchronous mode, active role (RFC 5880 6).
 *
 * <p>Absent: authentication, echo, and demand mode of our own; a neighbor that asks for demand mode
 * is sent no periodic packets (6.6). Called by {@link BfdSessions}, which gives it packets and
 * timers.
 */
public final class BfdSession {
  /** RFC 5880 6.8.3: not Up, nobody sends more often than this. */
  private static final long SLOW_PS = SimTime.SECOND;

  private static final long UNKNOWN_REMOTE_RX_PS = SimTime.MICROSECOND;

  private final int localDiscriminator;
  private BfdConfig config;
  private BfdState state = BfdState.DOWN;
  private BfdState remoteState = BfdState.DOWN;
  private BfdDiagnostic diagnostic = BfdDiagnostic.NONE;
  private BfdDiagnostic remoteDiagnostic = BfdDiagnostic.NONE;
  private int remoteDiscriminator;
  private int remoteMultiplier;
  private boolean remoteDemand;
  private long remoteTransmitPs;
  private long remoteReceivePs = UNKNOWN_REMOTE_RX_PS;
  private boolean polling;

  /** What transmission goes by until a poll sequence confirms longer intervals. */
  private long transmitInForcePs;

  /** What detection goes by until a poll sequence confirms shorter intervals. */
  private long receiveInForcePs;

  /**
   * @param localDiscriminator unique on the node, not zero
   */
  public BfdSession(BfdConfig config, int localDiscriminator) {
    this.config = config;
    this.localDiscriminator = localDiscriminator;
    this.transmitInForcePs = desiredTransmitPs();
    this.receiveInForcePs = config.receivePs();
  }

  public BfdState state() {
    return state;
  }

  public BfdState remoteState() {
    return remoteState;
  }

  public BfdDiagnostic diagnostic() {
    return diagnostic;
  }

  public BfdDiagnostic remoteDiagnostic() {
    return remoteDiagnostic;
  }

  public BfdConfig config() {
    return config;
  }

  public int localDiscriminator() {
    return localDiscriminator;
  }

  /** What the neighbor calls the session; 0 while it is unknown. */
  public int remoteDiscriminator() {
    return remoteDiscriminator;
  }

  /** The time between our periodic packets before jitter, in picoseconds (RFC 5880 6.8.7). */
  public long transmitIntervalPs() {
    return Math.max(transmitInForcePs, remoteReceivePs);
  }

  /** The Detection Time in picoseconds; 0 before the neighbor was heard (RFC 5880 6.8.4). */
  public long detectionTimePs() {
    return remoteMultiplier * Math.max(receiveInForcePs, remoteTransmitPs);
  }

  /** Takes in what happened. Time passes only through timers, so the moment is not used. */
  public void on(long nowPs, BfdInput input, Outbox<BfdEffect> out) {
    if (input instanceof BfdInput.Received received) {
      received(received.packet(), out);
    } else if (input instanceof BfdInput.TransmitTimerExpires) {
      send(false, out);
      setTransmitTimer(out);
    } else if (input instanceof BfdInput.DetectionTimerExpires) {
      detectionTimeExpired(out);
    } else if (input instanceof BfdInput.Start) {
      send(false, out);
      setTransmitTimer(out);
    } else if (input instanceof BfdInput.Disable) {
      enter(BfdState.ADMIN_DOWN, BfdDiagnostic.ADMINISTRATIVELY_DOWN, out);
    } else if (input instanceof BfdInput.Enable) {
      if (state == BfdState.ADMIN_DOWN) {
        enter(BfdState.DOWN, BfdDiagnostic.NONE, out);
      }
    } else if (input instanceof BfdInput.Reconfigure change) {
      reconfigure(change.config(), out);
    } else {
      throw new AssertionError(input);
    }
  }

  /** RFC 5880 6.8.6, from the point at which the session was found. */
  private void received(BfdPacket packet, Outbox<BfdEffect> out) {
    if (packet.authenticated()) {
      return; // RFC 5880 6.8.6: the A bit is set and no authentication is in use.
    }
    final long detectionBefore = detectionTimePs();
    final long transmitBefore = transmitIntervalPs();
    remoteDiscriminator = packet.myDiscriminator();
    remoteState = packet.state();
    remoteDiagnostic = packet.diagnostic();
    remoteDemand = packet.demand();
    remoteMultiplier = packet.multiplier();
    remoteReceivePs = packet.requiredMinRxMicros() * SimTime.MICROSECOND;
    remoteTransmitPs = packet.desiredMinTxMicros() * SimTime.MICROSECOND;
    if (polling && packet.isFinal()) {
      polling = false;
      transmitInForcePs = desiredTransmitPs();
      receiveInForcePs = config.receivePs();
    }
    if (state == BfdState.ADMIN_DOWN) {
      return;
    }
    step(packet.state(), out);
    if (packet.poll()) {
      // RFC 5880 6.8.7: answered at once, whatever the timer says.
      send(true, out);
    }
    out.add(new BfdEffect.SetDetectionTimer(detectionTimePs()));
    if (transmitIntervalPs() != transmitBefore) {
      setTransmitTimer(out);
    }
    if (detectionTimePs() != detectionBefore || transmitIntervalPs() != transmitBefore) {
      out.add(new BfdEffect.TimersChanged());
    }
  }

  /** The state machine of RFC 5880 6.2 and 6.8.6. */
  private void step(BfdState remote, Outbox<BfdEffect> out) {
    if (remote == BfdState.ADMIN_DOWN) {
      if (state != BfdState.DOWN) {
        enter(BfdState.DOWN, BfdDiagnostic.NEIGHBOR_SIGNALED_DOWN, out);
      }
      return;
    }
    switch (state) {
      case DOWN -> {
        if (remote == BfdState.DOWN) {
          enter(BfdState.INIT, diagnostic, out);
        } else if (remote == BfdState.INIT) {
          enter(BfdState.UP, BfdDiagnostic.NONE, out);
        }
      }
      case INIT -> {
        if (remote == BfdState.INIT || remote == BfdState.UP) {
          enter(BfdState.UP, BfdDiagnostic.NONE, out);
        }
      }
      case UP -> {
        if (remote == BfdState.DOWN) {
          enter(BfdState.DOWN, BfdDiagnostic.NEIGHBOR_SIGNALED_DOWN, out);
        }
      }
      case ADMIN_DOWN -> throw new AssertionError("discarded before");
    }
  }

  private void detectionTimeExpired(Outbox<BfdEffect> out) {
    // RFC 5880 6.8.1: whoever speaks next may have forgotten the session.
    remoteDiscriminator = 0;
    remoteState = BfdState.DOWN;
    if (state == BfdState.INIT || state == BfdState.UP) {
      enter(BfdState.DOWN, BfdDiagnostic.DETECTION_TIME_EXPIRED, out);
    }
  }

  private void reconfigure(BfdConfig changed, Outbox<BfdEffect> out) {
    config = changed;
    if (state == BfdState.UP) {
      polling = true;
      // RFC 5880 6.8.3: sending less often and expecting more often wait for the poll's end.
      transmitInForcePs = Math.min(transmitInForcePs, desiredTransmitPs());
      receiveInForcePs = Math.max(receiveInForcePs, changed.receivePs());
    } else {
      transmitInForcePs = desiredTransmitPs();
      receiveInForcePs = changed.receivePs();
    }
    send(false, out);
    setTransmitTimer(out);
    out.add(new BfdEffect.TimersChanged());
  }

  private void enter(BfdState next, BfdDiagnostic why, Outbox<BfdEffect> out) {
    BfdState before = state;
    if (before == next) {
      return;
    }
    state = next;
    diagnostic = why;
    if (next == BfdState.UP) {
      // RFC 5880 6.8.3: from the slow interval to the configured one, told by a poll sequence.
      polling = true;
      transmitInForcePs = desiredTransmitPs();
      setTransmitTimer(out);
    } else if (before == BfdState.UP) {
      polling = false;
      transmitInForcePs = desiredTransmitPs();
      receiveInForcePs = config.receivePs();
      setTransmitTimer(out);
    }
    if (next == BfdState.ADMIN_DOWN) {
      out.add(new BfdEffect.CancelDetectionTimer());
    }
    out.add(new BfdEffect.StateChanged(before, next, why));
    // RFC 5880 6.8.7: a change of state need not wait for the next periodic packet.
    send(false, out);
  }

  private long desiredTransmitPs() {
    return state == BfdState.UP ? config.transmitPs() : Math.max(SLOW_PS, config.transmitPs());
  }

  private void setTransmitTimer(Outbox<BfdEffect> out) {
    boolean demanded =
        remoteDemand && state == BfdState.UP && remoteState == BfdState.UP && !polling;
    if (remoteReceivePs == 0 || demanded) {
      out.add(new BfdEffect.CancelTransmitTimer());
      return;
    }
    long intervalPs = transmitIntervalPs();
    long mostPs = config.multiplier() == 1 ? intervalPs / 10 * 9 : intervalPs;
    out.add(new BfdEffect.SetTransmitTimer(intervalPs / 4 * 3, mostPs));
  }

  private void send(boolean answersPoll, Outbox<BfdEffect> out) {
    out.add(
        new BfdEffect.Send(
            new BfdPacket(
                diagnostic,
                state,
                polling && !answersPoll,
                answersPoll,
                false,
                false,
                false,
                config.multiplier(),
                localDiscriminator,
                remoteDiscriminator,
                desiredTransmitPs() / SimTime.MICROSECOND,
                config.receivePs() / SimTime.MICROSECOND,
                0)));
  }
}
