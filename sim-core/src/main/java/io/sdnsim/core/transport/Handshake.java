package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.TcpHeader;

/** Establishes the connection (RFC 9293 3.5): LISTEN, SYN-SENT and SYN-RECEIVED. */
final class Handshake {
  private final TcpConfig config;
  private final NegotiatedOptions options;
  private final TcpReceiver receiver;
  private final TcpOutput output;
  private final TcpSender sender;
  private final TcpLifecycle life;
  private final KeepAlive keepAlive;
  private boolean passive;
  private boolean softError;
  private int synRetries;

  Handshake(ControlBlock block) {
    this.config = block.config();
    this.options = block.options();
    this.receiver = block.receiver();
    this.output = block.output();
    this.sender = output.sender();
    this.life = block.life();
    this.keepAlive = block.keepAlive();
  }

  /** Whether the connection began with LISTEN. */
  boolean isPassive() {
    return passive;
  }

  void listen(Outbox<TcpEffect> out) {
    passive = true;
    life.enter(TcpState.LISTEN, out);
  }

  void connect(long nowPs, Outbox<TcpEffect> out) {
    life.enter(TcpState.SYN_SENT, out);
    sendSyn(nowPs, out);
  }

  /** Sends SYN, or in SYN-RECEIVED SYN and ACK. */
  void sendSyn(long nowPs, Outbox<TcpEffect> out) {
    output.sendSyn(nowPs, life.is(TcpState.SYN_RECEIVED), out);
  }

  /** RFC 9293 3.10.7.2. */
  void arrivedInListen(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    if (header.has(TcpHeader.RST) || header.has(TcpHeader.ACK) || !header.has(TcpHeader.SYN)) {
      out.add(new TcpEffect.Discard("not a SYN"));
      return;
    }
    acceptSyn(nowPs, header);
    life.enter(TcpState.SYN_RECEIVED, out);
    sendSyn(nowPs, out);
  }

  /** RFC 9293 3.10.7.3. */
  void arrivedInSynSent(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    boolean hasAck = header.has(TcpHeader.ACK);
    boolean acceptable = hasAck && output.acknowledgedPosition(header.acknowledgment()) == 1;
    if (hasAck && !acceptable) {
      out.add(new TcpEffect.Discard("it acknowledges what was not sent"));
      if (!header.has(TcpHeader.RST)) {
        output.sendReset(header.acknowledgment(), out);
      }
      return;
    }
    if (header.has(TcpHeader.RST)) {
      if (acceptable) {
        life.finish(CloseReason.REFUSED, out);
      } else {
        out.add(new TcpEffect.Discard("a reset that acknowledges nothing"));
      }
      return;
    }
    if (!header.has(TcpHeader.SYN)) {
      out.add(new TcpEffect.Discard("neither SYN nor RST"));
      return;
    }
    acceptSyn(nowPs, header);
    if (acceptable) {
      establish(nowPs, header, out);
      receiver.requestAck();
      output.sendAndAcknowledge(nowPs, out);
    } else {
      // Simultaneous open (RFC 9293 3.5, figure 8).
      life.enter(TcpState.SYN_RECEIVED, out);
      sendSyn(nowPs, out);
    }
  }

  private void acceptSyn(long nowPs, TcpHeader header) {
    output.setPeerInitialSequence(header.sequence());
    options.acceptSyn(nowPs, header.options());
  }

  /** The peer acknowledged our SYN. */
  void establish(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    out.add(new TcpEffect.CancelTimer(TcpTimer.RETRANSMIT));
    sender.start(
        options.segmentBytes(),
        options.hasSack(),
        synRetries > 0,
        options.toldWindow(header),
        output.receivedPosition(header.sequence()));
    if (synRetries == 0 || options.hasTimestamps()) {
      sender.handshakeTimed(nowPs, options.echoRttPs(nowPs, header.options()));
    }
    life.enter(sender.isFinQueued() ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED, out);
    keepAlive.heardFromPeer(nowPs, out);
    out.add(new TcpEffect.Connected());
  }

  /** Our SYN was not answered in time. */
  void retransmitExpired(long nowPs, Outbox<TcpEffect> out) {
    if (synRetries++ >= config.synRetries()) {
      life.finish(softError ? CloseReason.UNREACHABLE : CloseReason.TIMED_OUT, out);
      return;
    }
    sender.rtt().backOff();
    sendSyn(nowPs, out);
  }

  /** RFC 9293 3.9.2.2, RFC 5461: an ICMP error ends only what is not yet a connection. */
  void unreachable(boolean hard, Outbox<TcpEffect> out) {
    if (!life.is(TcpState.SYN_SENT) && !life.is(TcpState.SYN_RECEIVED)) {
      return;
    }
    if (hard) {
      life.finish(CloseReason.UNREACHABLE, out);
    } else {
      softError = true;
    }
  }
}
