package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;

/**
 * Makes the segments of a connection: turns positions into sequence numbers, puts acknowledgment,
 * window and options on everything, and sends alone what acknowledgment nothing else carried (RFC
 * 9293 3.8.6.3, RFC 5961 7).
 */
final class TcpOutput implements TcpSender.SegmentWriter {
  /** RFC 5961 7: how many challenge acknowledgments are sent within a second. */
  private static final int CHALLENGES_PER_SECOND = 10;

  private final TcpConfig config;
  private final TcpSetup setup;
  private final NegotiatedOptions options;
  private final TcpReceiver receiver;
  private final TcpSender sender;

  /** IRS. */
  private int peerInitialSequence;

  private boolean delayedAckArmed;
  private long challengeSecond = -1;
  private int challenges;

  TcpOutput(TcpConfig config, TcpSetup setup, NegotiatedOptions options, TcpReceiver receiver) {
    this.config = config;
    this.setup = setup;
    this.options = options;
    this.receiver = receiver;
    this.sender = new TcpSender(config, this);
  }

  TcpSender sender() {
    return sender;
  }

  // ---------------------------------------------------------------- sequence numbers

  void setPeerInitialSequence(int sequence) {
    peerInitialSequence = sequence;
  }

  /** The sequence number of one of our positions. */
  private int sequence(long position) {
    return setup.initialSequence() + (int) position;
  }

  /** Our position that an acknowledgment number means: the one nearest to SND.UNA. */
  long acknowledgedPosition(int acknowledgment) {
    long base = sender.unacknowledged();
    return base + (acknowledgment - sequence(base));
  }

  /** The peer's position that a sequence number means: the one nearest to RCV.NXT. */
  long receivedPosition(int sequence) {
    long base = receiver.next();
    return base + (sequence - (peerInitialSequence + (int) base));
  }

  // ---------------------------------------------------------------- segments

  /** Sends SYN, or SYN and ACK, and waits for the answer. */
  void sendSyn(long nowPs, boolean answer, Outbox<TcpEffect> out) {
    TcpOptions offered = options.ofSyn(nowPs, answer);
    int flags = TcpHeader.SYN | (answer ? TcpHeader.ACK : 0);
    int window = options.windowFieldOfSyn(receiver.offerWindow(setup.defaultSegmentBytes()));
    sender.synSent(nowPs);
    transmit(sequence(0), answer, flags, window, offered, Payload.EMPTY, out);
    out.add(new TcpEffect.SetTimer(TcpTimer.RETRANSMIT, nowPs + sender.rtt().rtoPs()));
  }

  @Override
  public void write(long nowPs, long position, Payload data, int flags, Outbox<TcpEffect> out) {
    transmitNow(nowPs, position, data, flags | TcpHeader.ACK, out);
    receiver.acknowledgmentSent();
    if (delayedAckArmed) {
      delayedAckArmed = false;
      out.add(new TcpEffect.CancelTimer(TcpTimer.DELAYED_ACK));
    }
  }

  @Override
  public int segmentBytes() {
    // RFC 6691 2: the sender makes room for the options.
    return options.hasSack() && receiver.hasGaps()
        ? options.segmentBytesBeside(segmentOptions(0))
        : options.segmentBytes();
  }

  /** Sends everything that may be sent, and the acknowledgment that is due. */
  void sendAndAcknowledge(long nowPs, Outbox<TcpEffect> out) {
    sender.send(nowPs, out);
    switch (receiver.ackNeed()) {
      case NOW -> sendAck(nowPs, out);
      case DELAYED -> {
        if (!delayedAckArmed) {
          delayedAckArmed = true;
          out.add(new TcpEffect.SetTimer(TcpTimer.DELAYED_ACK, nowPs + config.delayedAckPs()));
        }
      }
      case NONE -> {}
    }
  }

  void delayedAckExpired(long nowPs, Outbox<TcpEffect> out) {
    delayedAckArmed = false;
    if (receiver.ackNeed() != TcpReceiver.AckNeed.NONE) {
      sendAck(nowPs, out);
    }
  }

  void sendAck(long nowPs, Outbox<TcpEffect> out) {
    write(nowPs, sender.next(), Payload.EMPTY, 0, out);
  }

  /** RFC 9293 3.8.4: a segment that the peer must answer, for it lies before its window. */
  void sendKeepAlive(long nowPs, Outbox<TcpEffect> out) {
    transmitNow(nowPs, sender.next() - 1, Payload.EMPTY, TcpHeader.ACK, out);
  }

  /** RFC 5961 7: challenge acknowledgments are limited. */
  void challenge(long nowPs, Outbox<TcpEffect> out) {
    if (mayChallenge(nowPs)) {
      sendAck(nowPs, out);
    }
  }

  private boolean mayChallenge(long nowPs) {
    long second = nowPs / SimTime.SECOND;
    if (second != challengeSecond) {
      challengeSecond = second;
      challenges = 0;
    }
    return challenges++ < CHALLENGES_PER_SECOND;
  }

  /** Answers a segment that acknowledges what was never sent. */
  void sendReset(int sequence, Outbox<TcpEffect> out) {
    transmit(sequence, false, TcpHeader.RST, 0, TcpOptions.NONE, Payload.EMPTY, out);
  }

  /** Resets the connection, behind everything sent. */
  void sendResetAndAck(long nowPs, Outbox<TcpEffect> out) {
    int flags = TcpHeader.RST | TcpHeader.ACK;
    transmit(sequence(sender.highest()), true, flags, 0, options.plain(nowPs), Payload.EMPTY, out);
  }

  private TcpOptions segmentOptions(long nowPs) {
    return options.ofSegment(nowPs, receiver, peerInitialSequence);
  }

  private void transmitNow(
      long nowPs, long position, Payload data, int flags, Outbox<TcpEffect> out) {
    int window = options.windowField(receiver.offerWindow(options.segmentBytes()));
    transmit(sequence(position), true, flags, window, segmentOptions(nowPs), data, out);
  }

  private void transmit(
      int sequence,
      boolean acknowledges,
      int flags,
      int window,
      TcpOptions segmentOptions,
      Payload data,
      Outbox<TcpEffect> out) {
    int acknowledgment = acknowledges ? peerInitialSequence + (int) receiver.next() : 0;
    TcpHeader header =
        new TcpHeader(
            setup.localPort(),
            setup.remotePort(),
            sequence,
            acknowledgment,
            flags,
            window,
            0,
            segmentOptions);
    out.add(new TcpEffect.Transmit(header, data));
  }
}
