package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment arrives in a state in which both SYNs are known (RFC 9293 3.10.7.4, with RFC 5961 and
 * RFC 7323 5): it is checked step by step, then used.
 */
final class SegmentArrival {
  private final NegotiatedOptions options;
  private final TcpReceiver receiver;
  private final TcpOutput output;
  private final TcpSender sender;
  private final TcpLifecycle life;
  private final KeepAlive keepAlive;
  private final Handshake handshake;

  SegmentArrival(ControlBlock block, Handshake handshake) {
    this.options = block.options();
    this.receiver = block.receiver();
    this.output = block.output();
    this.sender = output.sender();
    this.life = block.life();
    this.keepAlive = block.keepAlive();
    this.handshake = handshake;
  }

  void arrived(long nowPs, TcpHeader header, Payload data, Outbox<TcpEffect> out) {
    long start = output.receivedPosition(header.sequence());
    int flagLength = (header.has(TcpHeader.SYN) ? 1 : 0) + (header.has(TcpHeader.FIN) ? 1 : 0);
    long length = (long) data.lengthBytes() + flagLength;
    if (!passesTimestamps(nowPs, header, out)
        || !passesSequence(nowPs, header, start, length, out)
        || !passesReset(nowPs, header, start, out)
        || !passesSyn(nowPs, header, out)
        || !passesAcknowledgment(nowPs, header, out)) {
      return;
    }
    if (options.hasTimestamps() && start <= receiver.acknowledged()) {
      // RFC 7323 4.3 (2).
      options.rememberTimestamp(nowPs, header.options());
    }
    keepAlive.heardFromPeer(nowPs, out);
    if (!processAcknowledgment(nowPs, header, start, length, out)) {
      return;
    }
    if (data.lengthBytes() > 0 && !processData(nowPs, start, data, out)) {
      return;
    }
    if (header.has(TcpHeader.FIN)) {
      processFin(nowPs, start + data.lengthBytes(), out);
    }
    if (life.state().isSynchronized() && !life.is(TcpState.TIME_WAIT)) {
      output.sendAndAcknowledge(nowPs, out);
    } else if (receiver.ackNeed() == TcpReceiver.AckNeed.NOW) {
      output.sendAck(nowPs, out);
    }
  }

  // ---------------------------------------------------------------- checks

  /** RFC 7323 5.3: protection against wrapped sequence numbers. */
  private boolean passesTimestamps(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    if (!options.hasTimestamps() || header.has(TcpHeader.RST)) {
      return true;
    }
    if (!header.options().hasTimestamps()) {
      // RFC 7323 3.2: once negotiated, a segment must carry them.
      discard("no time stamp", out);
      return false;
    }
    if (options.isOld(nowPs, header.options())) {
      discard("its time stamp is old", out);
      output.sendAck(nowPs, out);
      return false;
    }
    return true;
  }

  /** RFC 9293 3.10.7.4, first: check the sequence number. */
  private boolean passesSequence(
      long nowPs, TcpHeader header, long start, long length, Outbox<TcpEffect> out) {
    long next = receiver.next();
    long window = receiver.windowBytes();
    boolean startsInside = start >= next && start < next + window;
    long last = start + length - 1;
    boolean endsInside = last >= next && last < next + window;
    boolean acceptable =
        length == 0
            ? (window == 0 ? start == next : startsInside)
            : window > 0 && (startsInside || endsInside || (start < next && last >= next));
    if (acceptable) {
      return true;
    }
    if (header.has(TcpHeader.RST)) {
      discard("a reset outside of the window", out);
      return false;
    }
    boolean isSyn = header.has(TcpHeader.SYN) && !header.has(TcpHeader.ACK);
    if (life.is(TcpState.SYN_RECEIVED) && isSyn && start == 0) {
      // The peer lost our SYN: it gets it again at once.
      handshake.sendSyn(nowPs, out);
      return false;
    }
    boolean duplicate = start < next && last < next;
    if (!duplicate) {
      discard("it lies outside of the window", out);
    } else if (life.is(TcpState.TIME_WAIT) && header.has(TcpHeader.FIN)) {
      // RFC 9293 3.10.7.4: the peer's FIN again: our acknowledgment was lost.
      life.restartTimeWait(nowPs, out);
    }
    if (length > 0) {
      output.sendAck(nowPs, out);
    } else {
      // An empty segment may itself be an answer: unlimited, two ends could go on for ever.
      output.challenge(nowPs, out);
    }
    return false;
  }

  /** RFC 9293 3.10.7.4, second: check the RST bit, with RFC 5961 3.2. */
  private boolean passesReset(long nowPs, TcpHeader header, long start, Outbox<TcpEffect> out) {
    if (!header.has(TcpHeader.RST)) {
      return true;
    }
    if (start != receiver.next()) {
      discard("a reset that is not exactly next in sequence", out);
      output.challenge(nowPs, out);
      return false;
    }
    if (life.is(TcpState.SYN_RECEIVED) && !handshake.isPassive()) {
      life.finish(CloseReason.REFUSED, out);
    } else {
      life.finish(life.isComplete() ? CloseReason.FINISHED : CloseReason.RESET, out);
    }
    return false;
  }

  /** RFC 9293 3.10.7.4, fourth: check the SYN bit, with RFC 5961 4.2. */
  private boolean passesSyn(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    if (!header.has(TcpHeader.SYN)) {
      return true;
    }
    discard("a SYN inside of the window", out);
    output.challenge(nowPs, out);
    return false;
  }

  /** RFC 9293 3.10.7.4, fifth: check the ACK field, with RFC 5961 5.2. */
  private boolean passesAcknowledgment(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    if (!header.has(TcpHeader.ACK)) {
      discard("no ACK", out);
      return false;
    }
    long acknowledgment = output.acknowledgedPosition(header.acknowledgment());
    if (life.is(TcpState.SYN_RECEIVED)) {
      if (acknowledgment != 1) {
        discard("it acknowledges what was not sent", out);
        output.sendReset(header.acknowledgment(), out);
        return false;
      }
      handshake.establish(nowPs, header, out);
      return true;
    }
    boolean ahead = acknowledgment > sender.highest();
    boolean stale = acknowledgment < sender.unacknowledged() - sender.maxWindowBytes();
    if (ahead || stale) {
      discard(ahead ? "it acknowledges what was not sent" : "its acknowledgment is old", out);
      output.challenge(nowPs, out);
      return false;
    }
    return true;
  }

  // ---------------------------------------------------------------- use

  /**
   * @return whether the segment is to be looked at further
   */
  private boolean processAcknowledgment(
      long nowPs, TcpHeader header, long start, long length, Outbox<TcpEffect> out) {
    long acknowledgment = output.acknowledgedPosition(header.acknowledgment());
    if (acknowledgment >= sender.unacknowledged() && !life.is(TcpState.TIME_WAIT)) {
      sender.acknowledged(
          nowPs,
          acknowledgment,
          start,
          options.toldWindow(header),
          length == 0,
          sackedRanges(header.options()),
          options.echoRttPs(nowPs, header.options()),
          out);
    }
    return !sender.isFinAcknowledged() || life.finAcknowledged(nowPs, out);
  }

  private List<long[]> sackedRanges(TcpOptions told) {
    if (told.sackBlocks().isEmpty()) {
      return List.of();
    }
    List<long[]> ranges = new ArrayList<>(told.sackBlocks().size());
    for (SackBlock block : told.sackBlocks()) {
      ranges.add(
          new long[] {
            output.acknowledgedPosition(block.left()), output.acknowledgedPosition(block.right())
          });
    }
    return ranges;
  }

  /**
   * RFC 9293 3.10.7.4, seventh: process the segment text.
   *
   * @return whether the connection is still there
   */
  private boolean processData(long nowPs, long start, Payload data, Outbox<TcpEffect> out) {
    if (!life.state().canReceive()) {
      return true;
    }
    if (life.isOrphaned()) {
      // RFC 9293 3.6.1: there is nobody left who could read it.
      life.abort(nowPs, out);
      return false;
    }
    receiver.receive(start, data, out);
    return true;
  }

  /** RFC 9293 3.10.7.4, eighth: check the FIN bit. */
  private void processFin(long nowPs, long position, Outbox<TcpEffect> out) {
    if (position != receiver.next() || !life.state().canReceive()) {
      // Data in front of it is missing: it will come again behind that data.
      receiver.requestAck();
      return;
    }
    receiver.receiveFin();
    life.finReceived(nowPs, out);
  }

  private static void discard(String detail, Outbox<TcpEffect> out) {
    out.add(new TcpEffect.Discard(detail));
  }
}
