package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * One TCP connection (RFC 9293, with RFC 5681, 5961, 6298, 6582, 6675, 6928 and 7323), as a pure
 * machine: inputs go in, effects come out, and nothing else is read or changed.
 *
 * <p>Not modelled: urgent data, data on a SYN, ECN, TCP authentication, Fast Open.
 */
public final class TcpConnection {
  private static final int SYN_WINDOW_LIMIT = 65_535;
  private static final int MAX_WINDOW_SCALE = 14;
  private static final int TIMESTAMP_OPTION_BYTES = 12;
  private static final int MAX_OPTION_BYTES = 40;

  /** A smaller MSS option is not believed: options would leave no room for data. */
  private static final int MIN_SEGMENT_BYTES = 48;

  /** RFC 7323 5.5: a time stamp that is older than this says nothing: the clock has wrapped. */
  private static final long TIMESTAMP_LIFETIME_PS = 24L * 86_400 * SimTime.SECOND;

  /** RFC 5961 7: how many challenge acknowledgments are sent within a second. */
  private static final int CHALLENGES_PER_SECOND = 10;

  /** How long a peer may keep a connection half open whose program here has died, as in Linux. */
  private static final long ORPHAN_PS = 60 * SimTime.SECOND;

  private final TcpConfig config;
  private final TcpSetup setup;
  private final TcpSender sender;
  private final TcpReceiver receiver;

  private TcpState state = TcpState.CLOSED;
  private boolean passive;
  private boolean orphaned;
  private boolean softError;
  private boolean userGone;
  private boolean closedWithheld;
  private boolean peerClosedWithheld;
  private int synRetries;

  /** IRS. */
  private int peerInitialSequence;

  private int mtuBytes;
  private int peerSegmentBytes;
  private int sendScale;
  private int receiveScale;
  private boolean scaling;
  private boolean timestamps;
  private boolean sack;

  /** RFC 7323 4.3 (TS.Recent). */
  private int recentTimestamp;

  private long recentTimestampAtPs;
  private boolean delayedAckArmed;
  private int keepAliveProbes;
  private long challengeSecond = -1;
  private int challenges;

  public TcpConnection(TcpConfig config, TcpSetup setup) {
    this.config = config;
    this.setup = setup;
    this.sender = new TcpSender(config, new Writer());
    this.receiver = new TcpReceiver(config.receiveBufferBytes());
    this.mtuBytes = setup.mtuBytes();
    this.peerSegmentBytes = setup.defaultSegmentBytes();
  }

  public TcpState state() {
    return state;
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
      connect(nowPs, out);
    } else if (input instanceof TcpInput.Listen) {
      passive = true;
      enter(TcpState.LISTEN, out);
    } else if (input instanceof TcpInput.Close) {
      close(nowPs, out);
    } else if (input instanceof TcpInput.Abort) {
      abort(nowPs, CloseReason.ABORTED, out);
    } else if (input instanceof TcpInput.Orphan) {
      orphan(nowPs, out);
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

  // ---------------------------------------------------------------- sequence numbers

  /** The sequence number of one of our positions. */
  private int sequence(long position) {
    return setup.initialSequence() + (int) position;
  }

  /** Our position that an acknowledgment number means: the one nearest to SND.UNA. */
  private long acknowledgedPosition(int acknowledgment) {
    long base = sender.unacknowledged();
    return base + (acknowledgment - sequence(base));
  }

  /** The peer's position that a sequence number means: the one nearest to RCV.NXT. */
  private long receivedPosition(int sequence) {
    long base = receiver.next();
    return base + (sequence - (peerInitialSequence + (int) base));
  }

  // ---------------------------------------------------------------- user calls

  private void connect(long nowPs, Outbox<TcpEffect> out) {
    enter(TcpState.SYN_SENT, out);
    sendSyn(nowPs, out);
  }

  /** Sends SYN, or SYN and ACK, and waits for the answer. */
  private void sendSyn(long nowPs, Outbox<TcpEffect> out) {
    boolean answer = state == TcpState.SYN_RECEIVED;
    boolean offerScale = config.windowScaling() && (!answer || scaling);
    boolean offerTimestamps = config.timestamps() && (!answer || timestamps);
    boolean offerSack = config.sack() && (!answer || sack);
    TcpOptions options =
        new TcpOptions(
            setup.segmentBytes(mtuBytes),
            offerScale ? ownScale() : TcpOptions.ABSENT,
            offerSack,
            offerTimestamps,
            offerTimestamps ? timestamp(nowPs) : 0,
            offerTimestamps && answer ? recentTimestamp : 0,
            List.of(),
            Ipv4Header.noOptions());
    int flags = TcpHeader.SYN | (answer ? TcpHeader.ACK : 0);
    // RFC 7323 2.2: the window of a SYN is never scaled.
    long window = Math.min(receiver.offerWindow(setup.defaultSegmentBytes()), SYN_WINDOW_LIMIT);
    sender.synSent(nowPs);
    transmit(sequence(0), answer, flags, (int) window, options, Payload.EMPTY, out);
    out.add(new TcpEffect.SetTimer(TcpTimer.RETRANSMIT, nowPs + sender.rtt().rtoPs()));
  }

  /** RFC 7323 2.3: the smallest shift with which the receive buffer can be offered. */
  private int ownScale() {
    int scale = 0;
    while (scale < MAX_WINDOW_SCALE && config.receiveBufferBytes() >> scale > SYN_WINDOW_LIMIT) {
      scale++;
    }
    return scale;
  }

  private void send(long nowPs, Payload data, Outbox<TcpEffect> out) {
    if (state == TcpState.CLOSED || userGone) {
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
    if (state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT) {
      sendAndAcknowledge(nowPs, out);
    }
  }

  /** RFC 9293 3.10.4 (CLOSE). */
  private void close(long nowPs, Outbox<TcpEffect> out) {
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
      sendAndAcknowledge(nowPs, out);
    }
  }

  /** RFC 9293 3.10.5 (ABORT). */
  private void abort(long nowPs, CloseReason reason, Outbox<TcpEffect> out) {
    boolean mustReset =
        state == TcpState.SYN_RECEIVED
            || state == TcpState.ESTABLISHED
            || state == TcpState.FIN_WAIT_1
            || state == TcpState.FIN_WAIT_2
            || state == TcpState.CLOSE_WAIT;
    if (mustReset) {
      TcpOptions options = timestamps ? timestampOption(nowPs) : TcpOptions.NONE;
      int flags = TcpHeader.RST | TcpHeader.ACK;
      transmit(sequence(sender.highest()), true, flags, 0, options, Payload.EMPTY, out);
    }
    if (state != TcpState.CLOSED) {
      finish(reason, out);
    }
  }

  private void orphan(long nowPs, Outbox<TcpEffect> out) {
    orphaned = true;
    if (receiver.unreadBytes() > 0 || state == TcpState.SYN_RECEIVED) {
      // RFC 9293 3.6.1: unread data would be lost without a word, so the peer is told.
      abort(nowPs, CloseReason.ABORTED, out);
      return;
    }
    close(nowPs, out);
    if (state == TcpState.FIN_WAIT_2) {
      out.add(new TcpEffect.SetTimer(TcpTimer.ORPHAN, nowPs + ORPHAN_PS));
    }
  }

  private void resumeReading(long nowPs, Outbox<TcpEffect> out) {
    boolean opened = receiver.resume(segmentBytes(), out);
    if (peerClosedWithheld) {
      peerClosedWithheld = false;
      out.add(new TcpEffect.PeerClosed());
    }
    if (closedWithheld) {
      closedWithheld = false;
      tellClosed(CloseReason.FINISHED, out);
    }
    if (opened && state.canReceive()) {
      receiver.requestAck();
      sendAndAcknowledge(nowPs, out);
    }
  }

  // ---------------------------------------------------------------- segments

  /** RFC 9293 3.10.7. */
  private void segmentArrived(long nowPs, TcpHeader header, Payload data, Outbox<TcpEffect> out) {
    switch (state) {
      case CLOSED -> discard("no connection", out);
      case LISTEN -> arrivedInListen(nowPs, header, out);
      case SYN_SENT -> arrivedInSynSent(nowPs, header, out);
      case SYN_RECEIVED,
          ESTABLISHED,
          FIN_WAIT_1,
          FIN_WAIT_2,
          CLOSE_WAIT,
          CLOSING,
          LAST_ACK,
          TIME_WAIT ->
          arrived(nowPs, header, data, out);
    }
  }

  /** RFC 9293 3.10.7.2. */
  private void arrivedInListen(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    if (header.has(TcpHeader.RST) || header.has(TcpHeader.ACK) || !header.has(TcpHeader.SYN)) {
      discard("not a SYN", out);
      return;
    }
    acceptSyn(nowPs, header);
    enter(TcpState.SYN_RECEIVED, out);
    sendSyn(nowPs, out);
  }

  /** RFC 9293 3.10.7.3. */
  private void arrivedInSynSent(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    boolean hasAck = header.has(TcpHeader.ACK);
    boolean acceptable = hasAck && acknowledgedPosition(header.acknowledgment()) == 1;
    if (hasAck && !acceptable) {
      discard("it acknowledges what was not sent", out);
      if (!header.has(TcpHeader.RST)) {
        transmitReset(header.acknowledgment(), out);
      }
      return;
    }
    if (header.has(TcpHeader.RST)) {
      if (acceptable) {
        finish(CloseReason.REFUSED, out);
      } else {
        discard("a reset that acknowledges nothing", out);
      }
      return;
    }
    if (!header.has(TcpHeader.SYN)) {
      discard("neither SYN nor RST", out);
      return;
    }
    acceptSyn(nowPs, header);
    if (acceptable) {
      establish(nowPs, header, out);
      receiver.requestAck();
      sendAndAcknowledge(nowPs, out);
    } else {
      // Simultaneous open (RFC 9293 3.5, figure 8).
      enter(TcpState.SYN_RECEIVED, out);
      sendSyn(nowPs, out);
    }
  }

  /** Learns what the peer's SYN says. */
  private void acceptSyn(long nowPs, TcpHeader header) {
    TcpOptions options = header.options();
    peerInitialSequence = header.sequence();
    if (options.maximumSegmentSize() != TcpOptions.ABSENT) {
      peerSegmentBytes = Math.max(MIN_SEGMENT_BYTES, options.maximumSegmentSize());
    }
    scaling = config.windowScaling() && options.windowScale() != TcpOptions.ABSENT;
    if (scaling) {
      // RFC 7323 2.3: a shift above 14 is taken as 14.
      sendScale = Math.min(options.windowScale(), MAX_WINDOW_SCALE);
      receiveScale = ownScale();
    }
    timestamps = config.timestamps() && options.hasTimestamps();
    if (timestamps) {
      rememberTimestamp(nowPs, options.timestampValue());
    }
    sack = config.sack() && options.sackPermitted();
  }

  private void establish(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    out.add(new TcpEffect.CancelTimer(TcpTimer.RETRANSMIT));
    // RFC 7323 2.2: the window of a SYN is never scaled.
    long window = (long) header.window() << (header.has(TcpHeader.SYN) ? 0 : sendScale);
    sender.start(segmentBytes(), sack, synRetries > 0, window, receivedPosition(header.sequence()));
    if (synRetries == 0 || timestamps) {
      long rttPs = timestamps ? echoRttPs(nowPs, header.options()) : -1;
      sender.handshakeTimed(nowPs, rttPs);
    }
    enter(sender.isFinQueued() ? TcpState.FIN_WAIT_1 : TcpState.ESTABLISHED, out);
    heardFromPeer(nowPs, out);
    out.add(new TcpEffect.Connected());
  }

  /** RFC 9293 3.10.7.4: every state in which both SYNs are known. */
  private void arrived(long nowPs, TcpHeader header, Payload data, Outbox<TcpEffect> out) {
    long start = receivedPosition(header.sequence());
    int flagLength = (header.has(TcpHeader.SYN) ? 1 : 0) + (header.has(TcpHeader.FIN) ? 1 : 0);
    long length = (long) data.lengthBytes() + flagLength;
    if (!passesTimestamps(nowPs, header, out)
        || !passesSequence(nowPs, header, start, length, out)
        || !passesReset(nowPs, header, start, out)
        || !passesSyn(nowPs, header, out)
        || !passesAcknowledgment(nowPs, header, out)) {
      return;
    }
    if (timestamps && start <= receiver.acknowledged()) {
      // RFC 7323 4.3 (2).
      rememberTimestamp(nowPs, header.options().timestampValue());
    }
    heardFromPeer(nowPs, out);
    if (!processAcknowledgment(nowPs, header, start, length, out)) {
      return;
    }
    if (data.lengthBytes() > 0 && !processData(nowPs, start, data, out)) {
      return;
    }
    if (header.has(TcpHeader.FIN)) {
      processFin(nowPs, start + data.lengthBytes(), out);
    }
    if (state.isSynchronized() && state != TcpState.TIME_WAIT) {
      sendAndAcknowledge(nowPs, out);
    } else if (receiver.ackNeed() == TcpReceiver.AckNeed.NOW) {
      sendAck(nowPs, out);
    }
  }

  /** RFC 7323 5.3: protection against wrapped sequence numbers. */
  private boolean passesTimestamps(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    if (!timestamps || header.has(TcpHeader.RST)) {
      return true;
    }
    TcpOptions options = header.options();
    if (!options.hasTimestamps()) {
      // RFC 7323 3.2: once negotiated, a segment must carry them.
      discard("no time stamp", out);
      return false;
    }
    boolean old = options.timestampValue() - recentTimestamp < 0;
    if (old && nowPs - recentTimestampAtPs <= TIMESTAMP_LIFETIME_PS) {
      discard("its time stamp is old", out);
      sendAck(nowPs, out);
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
    if (state == TcpState.SYN_RECEIVED && isSyn && start == 0) {
      // The peer lost our SYN: it gets it again at once.
      sendSyn(nowPs, out);
      return false;
    }
    boolean duplicate = start < next && last < next;
    if (!duplicate) {
      discard("it lies outside of the window", out);
    } else if (state == TcpState.TIME_WAIT && header.has(TcpHeader.FIN)) {
      // RFC 9293 3.10.7.4: the peer's FIN again: our acknowledgment was lost.
      out.add(new TcpEffect.SetTimer(TcpTimer.TIME_WAIT, nowPs + config.timeWaitPs()));
    }
    if (length > 0 || mayChallenge(nowPs)) {
      // An empty segment may itself be an answer: unlimited, two ends could go on for ever.
      sendAck(nowPs, out);
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
      challenge(nowPs, out);
      return false;
    }
    if (state == TcpState.SYN_RECEIVED && !passive) {
      finish(CloseReason.REFUSED, out);
    } else {
      finish(isComplete() ? CloseReason.FINISHED : CloseReason.RESET, out);
    }
    return false;
  }

  /** Whether all data went both ways, so that a reset destroys nothing. */
  private boolean isComplete() {
    boolean peerDone = state == TcpState.CLOSING || state == TcpState.LAST_ACK;
    return peerDone && sender.pendingBytes() == 0;
  }

  /** RFC 9293 3.10.7.4, fourth: check the SYN bit, with RFC 5961 4.2. */
  private boolean passesSyn(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    if (!header.has(TcpHeader.SYN)) {
      return true;
    }
    discard("a SYN inside of the window", out);
    challenge(nowPs, out);
    return false;
  }

  /** RFC 9293 3.10.7.4, fifth: check the ACK field, with RFC 5961 5.2. */
  private boolean passesAcknowledgment(long nowPs, TcpHeader header, Outbox<TcpEffect> out) {
    if (!header.has(TcpHeader.ACK)) {
      discard("no ACK", out);
      return false;
    }
    long acknowledgment = acknowledgedPosition(header.acknowledgment());
    if (state == TcpState.SYN_RECEIVED) {
      if (acknowledgment != 1) {
        discard("it acknowledges what was not sent", out);
        transmitReset(header.acknowledgment(), out);
        return false;
      }
      establish(nowPs, header, out);
      return true;
    }
    boolean ahead = acknowledgment > sender.highest();
    boolean stale = acknowledgment < sender.unacknowledged() - sender.maxWindowBytes();
    if (ahead || stale) {
      discard(ahead ? "it acknowledges what was not sent" : "its acknowledgment is old", out);
      challenge(nowPs, out);
      return false;
    }
    return true;
  }

  /**
   * @return whether the segment is to be looked at further
   */
  private boolean processAcknowledgment(
      long nowPs, TcpHeader header, long start, long length, Outbox<TcpEffect> out) {
    long acknowledgment = acknowledgedPosition(header.acknowledgment());
    if (acknowledgment >= sender.unacknowledged() && state != TcpState.TIME_WAIT) {
      long window = (long) header.window() << sendScale;
      sender.acknowledged(
          nowPs,
          acknowledgment,
          start,
          window,
          length == 0,
          sackedRanges(header.options()),
          timestamps ? echoRttPs(nowPs, header.options()) : -1,
          out);
    }
    if (!sender.isFinAcknowledged()) {
      return true;
    }
    switch (state) {
      case FIN_WAIT_1 -> {
        enter(TcpState.FIN_WAIT_2, out);
        if (orphaned) {
          out.add(new TcpEffect.SetTimer(TcpTimer.ORPHAN, nowPs + ORPHAN_PS));
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

  private List<long[]> sackedRanges(TcpOptions options) {
    if (options.sackBlocks().isEmpty()) {
      return List.of();
    }
    List<long[]> ranges = new ArrayList<>(options.sackBlocks().size());
    for (SackBlock block : options.sackBlocks()) {
      ranges.add(
          new long[] {acknowledgedPosition(block.left()), acknowledgedPosition(block.right())});
    }
    return ranges;
  }

  /**
   * RFC 9293 3.10.7.4, seventh: process the segment text.
   *
   * @return whether the connection is still there
   */
  private boolean processData(long nowPs, long start, Payload data, Outbox<TcpEffect> out) {
    if (!state.canReceive()) {
      return true;
    }
    if (orphaned) {
      // RFC 9293 3.6.1: there is nobody left who could read it.
      abort(nowPs, CloseReason.ABORTED, out);
      return false;
    }
    receiver.receive(start, data, out);
    return true;
  }

  /** RFC 9293 3.10.7.4, eighth: check the FIN bit. */
  private void processFin(long nowPs, long position, Outbox<TcpEffect> out) {
    if (position != receiver.next() || !state.canReceive()) {
      // Data in front of it is missing: it will come again behind that data.
      receiver.requestAck();
      return;
    }
    receiver.receiveFin();
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

  /**
   * Whether a SYN may take this connection's place while it waits in TIME-WAIT: it must not be
   * mistaken for an old duplicate (RFC 9293 3.6.1, RFC 6191 2).
   */
  public boolean mayBeReplacedBy(TcpHeader header) {
    if (state != TcpState.TIME_WAIT || !header.has(TcpHeader.SYN) || header.has(TcpHeader.ACK)) {
      return false;
    }
    boolean newerSequence = receivedPosition(header.sequence()) > receiver.next();
    if (!timestamps || !header.options().hasTimestamps()) {
      return newerSequence;
    }
    int age = header.options().timestampValue() - recentTimestamp;
    return age > 0 || (age == 0 && newerSequence);
  }

  // ---------------------------------------------------------------- sending segments

  /** Makes the segments that the sending half asks for. */
  private final class Writer implements TcpSender.SegmentWriter {
    @Override
    public void write(long nowPs, long position, Payload data, int flags, Outbox<TcpEffect> out) {
      TcpOptions options = options(nowPs);
      long window = receiver.offerWindow(segmentBytes()) >> receiveScale;
      transmit(
          sequence(position),
          true,
          flags | TcpHeader.ACK,
          (int) Math.min(window, SYN_WINDOW_LIMIT),
          options,
          data,
          out);
      acknowledgmentSent(out);
    }

    @Override
    public int segmentBytes() {
      // RFC 6691 2: the sender makes room for the options.
      return sack && receiver.hasGaps()
          ? Math.max(1, wholeSegmentBytes() - options(0).lengthBytes())
          : TcpConnection.this.segmentBytes();
    }
  }

  private TcpOptions options(long nowPs) {
    if (!sack) {
      return timestamps ? timestampOption(nowPs) : TcpOptions.NONE;
    }
    // RFC 2018 3: 4 blocks fit, 3 beside time stamps.
    int room = MAX_OPTION_BYTES - (timestamps ? TIMESTAMP_OPTION_BYTES : 0);
    List<SackBlock> blocks = receiver.sackBlocks((room - 2) / 8, peerInitialSequence);
    if (blocks.isEmpty()) {
      return timestamps ? timestampOption(nowPs) : TcpOptions.NONE;
    }
    return new TcpOptions(
        TcpOptions.ABSENT,
        TcpOptions.ABSENT,
        false,
        timestamps,
        timestamps ? timestamp(nowPs) : 0,
        timestamps ? recentTimestamp : 0,
        blocks,
        Ipv4Header.noOptions());
  }

  private TcpOptions timestampOption(long nowPs) {
    return TcpOptions.timestamps(timestamp(nowPs), recentTimestamp);
  }

  /** What fits behind a header without options: the smaller of path and peer (RFC 9293 3.7.1). */
  private int wholeSegmentBytes() {
    return Math.min(peerSegmentBytes, setup.segmentBytes(mtuBytes));
  }

  /** The data of a full segment: SMSS of RFC 5681. */
  private int segmentBytes() {
    return Math.max(1, wholeSegmentBytes() - (timestamps ? TIMESTAMP_OPTION_BYTES : 0));
  }

  /** Sends what may be sent; if nothing carried the acknowledgment that is due, sends it alone. */
  private void sendAndAcknowledge(long nowPs, Outbox<TcpEffect> out) {
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

  private void sendAck(long nowPs, Outbox<TcpEffect> out) {
    long window = receiver.offerWindow(segmentBytes()) >> receiveScale;
    transmit(
        sequence(sender.next()),
        true,
        TcpHeader.ACK,
        (int) Math.min(window, SYN_WINDOW_LIMIT),
        options(nowPs),
        Payload.EMPTY,
        out);
    acknowledgmentSent(out);
  }

  private void acknowledgmentSent(Outbox<TcpEffect> out) {
    receiver.acknowledgmentSent();
    if (delayedAckArmed) {
      delayedAckArmed = false;
      out.add(new TcpEffect.CancelTimer(TcpTimer.DELAYED_ACK));
    }
  }

  /** RFC 5961 7: challenge acknowledgments are limited. */
  private void challenge(long nowPs, Outbox<TcpEffect> out) {
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

  private void transmitReset(int sequence, Outbox<TcpEffect> out) {
    transmit(sequence, false, TcpHeader.RST, 0, TcpOptions.NONE, Payload.EMPTY, out);
  }

  private void transmit(
      int sequence,
      boolean acknowledges,
      int flags,
      int window,
      TcpOptions options,
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
            options);
    out.add(new TcpEffect.Transmit(header, data));
  }

  // ---------------------------------------------------------------- time stamps

  /** RFC 7323 5.4: a clock of 1 ms. */
  private int timestamp(long nowPs) {
    return (int) (nowPs / RttEstimator.CLOCK_GRANULARITY_PS) + setup.timestampOffset();
  }

  private void rememberTimestamp(long nowPs, int value) {
    recentTimestamp = value;
    recentTimestampAtPs = nowPs;
  }

  /** RFC 7323 4.1: the round trip that the peer's echo tells, or -1. */
  private long echoRttPs(long nowPs, TcpOptions options) {
    int ticks = timestamp(nowPs) - options.timestampEcho();
    return options.hasTimestamps() && ticks >= 0 ? ticks * RttEstimator.CLOCK_GRANULARITY_PS : -1;
  }

  // ---------------------------------------------------------------- timers

  private void timerExpired(long nowPs, TcpTimer timer, Outbox<TcpEffect> out) {
    switch (timer) {
      case RETRANSMIT -> retransmitExpired(nowPs, out);
      case PERSIST -> {
        if (!sender.persistTimedOut(nowPs, out)) {
          finish(CloseReason.TIMED_OUT, out);
        }
      }
      case DELAYED_ACK -> {
        delayedAckArmed = false;
        if (receiver.ackNeed() != TcpReceiver.AckNeed.NONE) {
          sendAck(nowPs, out);
        }
      }
      case KEEP_ALIVE -> keepAliveExpired(nowPs, out);
      case TIME_WAIT -> {
        enter(TcpState.CLOSED, out);
        out.add(new TcpEffect.Deleted());
      }
      case ORPHAN -> finish(CloseReason.FINISHED, out);
    }
  }

  private void retransmitExpired(long nowPs, Outbox<TcpEffect> out) {
    if (state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED) {
      if (synRetries++ >= config.synRetries()) {
        finish(softError ? CloseReason.UNREACHABLE : CloseReason.TIMED_OUT, out);
        return;
      }
      sender.rtt().backOff();
      sendSyn(nowPs, out);
    } else if (sender.retransmitTimedOut(nowPs, out)) {
      sender.send(nowPs, out);
    } else {
      finish(CloseReason.TIMED_OUT, out);
    }
  }

  private void heardFromPeer(long nowPs, Outbox<TcpEffect> out) {
    keepAliveProbes = 0;
    if (config.keepAlivePs() > 0 && state.isSynchronized() && state != TcpState.TIME_WAIT) {
      out.add(new TcpEffect.SetTimer(TcpTimer.KEEP_ALIVE, nowPs + config.keepAlivePs()));
    }
  }

  /** RFC 9293 3.8.4. */
  private void keepAliveExpired(long nowPs, Outbox<TcpEffect> out) {
    if (state == TcpState.TIME_WAIT) {
      return;
    }
    if (sender.hasOutstanding()) {
      // Retransmissions find out whether the peer is there.
      out.add(new TcpEffect.SetTimer(TcpTimer.KEEP_ALIVE, nowPs + config.keepAlivePs()));
      return;
    }
    if (keepAliveProbes++ >= config.keepAliveProbes()) {
      finish(CloseReason.TIMED_OUT, out);
      return;
    }
    long window = receiver.offerWindow(segmentBytes()) >> receiveScale;
    transmit(
        sequence(sender.next() - 1),
        true,
        TcpHeader.ACK,
        (int) Math.min(window, SYN_WINDOW_LIMIT),
        options(nowPs),
        Payload.EMPTY,
        out);
    out.add(new TcpEffect.SetTimer(TcpTimer.KEEP_ALIVE, nowPs + config.keepAliveIntervalPs()));
  }

  // ---------------------------------------------------------------- ICMP

  /** RFC 9293 3.9.2.2, RFC 5461: an error ends only what is not yet a connection. */
  private void unreachable(TcpInput.Unreachable error, Outbox<TcpEffect> out) {
    if (!isOutstanding(error.sequence())
        || (state != TcpState.SYN_SENT && state != TcpState.SYN_RECEIVED)) {
      return;
    }
    if (error.hard()) {
      finish(CloseReason.UNREACHABLE, out);
    } else {
      softError = true;
    }
  }

  /** RFC 5927 4.1: an error about what is not on the way was made up. */
  private boolean isOutstanding(int sequence) {
    long position = acknowledgedPosition(sequence);
    return position >= sender.unacknowledged() && position < sender.highest();
  }

  private void pathMtuChanged(long nowPs, TcpInput.PathMtu change, Outbox<TcpEffect> out) {
    if (change.mtuBytes() >= mtuBytes || !isOutstanding(change.sequence())) {
      return;
    }
    int before = segmentBytes();
    mtuBytes = change.mtuBytes();
    if (state.isSynchronized() && segmentBytes() < before) {
      sender.segmentSizeReduced(nowPs, segmentBytes(), out);
    }
  }

  // ---------------------------------------------------------------- states

  private void enter(TcpState newState, Outbox<TcpEffect> out) {
    if (state != newState) {
      state = newState;
      out.add(new TcpEffect.StateChanged(newState));
    }
  }

  private void enterTimeWait(long nowPs, Outbox<TcpEffect> out) {
    enter(TcpState.TIME_WAIT, out);
    out.add(new TcpEffect.CancelTimer(TcpTimer.KEEP_ALIVE));
    out.add(new TcpEffect.CancelTimer(TcpTimer.ORPHAN));
    out.add(new TcpEffect.SetTimer(TcpTimer.TIME_WAIT, nowPs + config.timeWaitPs()));
    tellClosed(CloseReason.FINISHED, out);
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
  private void finish(CloseReason reason, Outbox<TcpEffect> out) {
    enter(TcpState.CLOSED, out);
    tellClosed(reason, out);
    out.add(new TcpEffect.Deleted());
  }

  private static void discard(String detail, Outbox<TcpEffect> out) {
    out.add(new TcpEffect.Discard(detail));
  }
}
