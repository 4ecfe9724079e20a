package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;

/**
 * One TCP connection (RFC 9293, with RFC 5681, 5961, 6298, 6582, 6675, 6928 and 7323), as a pure
 * machine: inputs go in, effects come out, and nothing else is read or changed.
 *
 * <p>Here every input finds its part: {@link Handshake} opens, {@link SegmentArrival} takes what
 * arrives, {@link TcpSender} and {@link TcpReceiver} hold the two streams, {@link TcpLifecycle}
 * closes, {@link TcpOutput} makes the segments.
 *
 * <p>Not modelled: urgent data, data on a SYN, ECN, TCP authentication, Fast Open.
 */
public final class TcpConnection {
  private final TcpConfig config;
  private final NegotiatedOptions options;
  private final TcpReceiver receiver;
  private final TcpOutput output;
  private final TcpSender sender;
  private final TcpLifecycle life;
  private final KeepAlive keepAlive;
  private final Handshake handshake;
  private final SegmentArrival arrival;

  public TcpConnection(TcpConfig config, TcpSetup setup) {
    ControlBlock block = ControlBlock.of(config, setup);
    this.config = config;
    this.options = block.options();
    this.receiver = block.receiver();
    this.output = block.output();
    this.sender = output.sender();
    this.life = block.life();
    this.keepAlive = block.keepAlive();
    this.handshake = new Handshake(block);
    this.arrival = new SegmentArrival(block, handshake);
  }

  public TcpState state() {
    return life.state();
  }

  /** Data handed over to send and not yet acknowledged. */
  public long pendingBytes() {
    return sender.pendingBytes();
  }

  /** The congestion window (RFC 5681), for tests and displays. */
  public long congestionWindowBytes() {
    return sender.congestionWindowBytes();
  }

  /** The retransmission timeout as it stands (RFC 6298). */
  public long rtoPs() {
    return sender.rtt().rtoPs();
  }

  /** The smoothed round-trip time, or -1 before the first sample. */
  public long smoothedRttPs() {
    return sender.rtt().smoothedPs();
  }

  /** Takes one input and answers with effects. */
  public void on(long nowPs, TcpInput input, Outbox<TcpEffect> out) {
    if (input instanceof TcpInput.SegmentArrived segment) {
      segmentArrived(nowPs, segment.header(), segment.data(), out);
    } else if (input instanceof TcpInput.Send send) {
      send(nowPs, send.data(), out);
    } else if (input instanceof TcpInput.TimerExpired expired) {
      timerExpired(nowPs, expired.timer(), out);
    } else if (input instanceof TcpInput.Connect) {
      handshake.connect(nowPs, out);
    } else if (input instanceof TcpInput.Listen) {
      handshake.listen(out);
    } else if (input instanceof TcpInput.Close) {
      life.close(nowPs, out);
    } else if (input instanceof TcpInput.Abort) {
      life.abort(nowPs, out);
    } else if (input instanceof TcpInput.Orphan) {
      life.orphan(nowPs, out);
    } else if (input instanceof TcpInput.PauseReading) {
      receiver.pause();
    } else if (input instanceof TcpInput.ResumeReading) {
      resumeReading(nowPs, out);
    } else if (input instanceof TcpInput.Unreachable unreachable) {
      unreachable(unreachable, out);
    } else if (input instanceof TcpInput.PathMtu pathMtu) {
      pathMtuChanged(nowPs, pathMtu, out);
    } else {
      throw new IllegalArgumentException("unknown input " + input);
    }
  }

  // ---------------------------------------------------------------- segments

  /** RFC 9293 3.10.7. */
  private void segmentArrived(long nowPs, TcpHeader header, Payload data, Outbox<TcpEffect> out) {
    switch (life.state()) {
      case CLOSED -> out.add(new TcpEffect.Discard("no connection"));
      case LISTEN -> handshake.arrivedInListen(nowPs, header, out);
      case SYN_SENT -> handshake.arrivedInSynSent(nowPs, header, out);
      case SYN_RECEIVED,
          ESTABLISHED,
          FIN_WAIT_1,
          FIN_WAIT_2,
          CLOSE_WAIT,
          CLOSING,
          LAST_ACK,
          TIME_WAIT ->
          arrival.arrived(nowPs, header, data, out);
    }
  }

  /**
   * Whether a SYN may take this connection's place while it waits in TIME-WAIT: it must not be
   * mistaken for an old duplicate (RFC 9293 3.6.1, RFC 6191 2).
   */
  public boolean mayBeReplacedBy(TcpHeader header) {
    if (!life.is(TcpState.TIME_WAIT) || !header.has(TcpHeader.SYN) || header.has(TcpHeader.ACK)) {
      return false;
    }
    boolean newerSequence = output.receivedPosition(header.sequence()) > receiver.next();
    if (!options.hasTimestamps() || !header.options().hasTimestamps()) {
      return newerSequence;
    }
    int age = options.ticksSinceRecent(header.options());
    return age > 0 || (age == 0 && newerSequence);
  }

  // ---------------------------------------------------------------- user calls

  /** RFC 9293 3.10.2 (SEND). */
  private void send(long nowPs, Payload data, Outbox<TcpEffect> out) {
    if (life.is(TcpState.CLOSED) || life.isUserGone()) {
      return;
    }
    if (sender.isFinQueued()) {
      throw new IllegalStateException("the connection was closed for sending");
    }
    if (sender.pendingBytes() + data.lengthBytes() > config.sendBufferBytes()) {
      throw new IllegalStateException(
          "more than " + config.sendBufferBytes() + " bytes are waiting to be sent");
    }
    sender.append(data);
    if (life.is(TcpState.ESTABLISHED) || life.is(TcpState.CLOSE_WAIT)) {
      output.sendAndAcknowledge(nowPs, out);
    }
  }

  private void resumeReading(long nowPs, Outbox<TcpEffect> out) {
    boolean opened = receiver.resume(options.segmentBytes(), out);
    life.tellWithheld(out);
    if (opened && life.state().canReceive()) {
      receiver.requestAck();
      output.sendAndAcknowledge(nowPs, out);
    }
  }

  // ---------------------------------------------------------------- timers

  private void timerExpired(long nowPs, TcpTimer timer, Outbox<TcpEffect> out) {
    switch (timer) {
      case RETRANSMIT -> retransmitExpired(nowPs, out);
      case PERSIST -> {
        if (!sender.persistTimedOut(nowPs, out)) {
          life.finish(CloseReason.TIMED_OUT, out);
        }
      }
      case DELAYED_ACK -> output.delayedAckExpired(nowPs, out);
      case KEEP_ALIVE -> keepAlive.expired(nowPs, out);
      case TIME_WAIT -> life.timeWaitExpired(out);
      case ORPHAN -> life.finish(CloseReason.FINISHED, out);
    }
  }

  private void retransmitExpired(long nowPs, Outbox<TcpEffect> out) {
    if (life.is(TcpState.SYN_SENT) || life.is(TcpState.SYN_RECEIVED)) {
      handshake.retransmitExpired(nowPs, out);
    } else if (sender.retransmitTimedOut(nowPs, out)) {
      sender.send(nowPs, out);
    } else {
      life.finish(CloseReason.TIMED_OUT, out);
    }
  }

  // ---------------------------------------------------------------- ICMP

  private void unreachable(TcpInput.Unreachable error, Outbox<TcpEffect> out) {
    if (isOutstanding(error.sequence())) {
      handshake.unreachable(error.hard(), out);
    }
  }

  /** RFC 5927 4.1: an error about what is not on the way was made up. */
  private boolean isOutstanding(int sequence) {
    long position = output.acknowledgedPosition(sequence);
    return position >= sender.unacknowledged() && position < sender.highest();
  }

  /** RFC 1191 6.4, RFC 8201 5.4. */
  private void pathMtuChanged(long nowPs, TcpInput.PathMtu change, Outbox<TcpEffect> out) {
    if (change.mtuBytes() >= options.mtuBytes() || !isOutstanding(change.sequence())) {
      return;
    }
    int before = options.segmentBytes();
    options.setMtu(change.mtuBytes());
    if (life.state().isSynchronized() && options.segmentBytes() < before) {
      sender.segmentSizeReduced(nowPs, options.segmentBytes(), out);
    }
  }
}
