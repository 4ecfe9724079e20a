package io.sdnsim.core.transport;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import java.util.List;

/**
 * What the two SYNs agreed on, and what follows for every segment: its options, its largest size,
 * its window field and its time stamps (RFC 9293 3.7.1, RFC 7323, RFC 2018).
 */
final class NegotiatedOptions {
  private static final int WINDOW_FIELD_LIMIT = 65_535;
  private static final int MAX_WINDOW_SCALE = 14;
  private static final int TIMESTAMP_OPTION_BYTES = 12;
  private static final int MAX_OPTION_BYTES = 40;

  /** A smaller MSS option is not believed: options would leave no room for data. */
  private static final int MIN_SEGMENT_BYTES = 48;

  /** RFC 7323 5.5: a time stamp that is older than this says nothing: the clock has wrapped. */
  private static final long TIMESTAMP_LIFETIME_PS = 24L * 86_400 * SimTime.SECOND;

  private final TcpConfig config;
  private final TcpSetup setup;
  private int mtuBytes;
  private int peerSegmentBytes;
  private boolean scaling;
  private int sendScale;
  private int receiveScale;
  private boolean timestamps;
  private boolean sack;

  /** RFC 7323 4.3 (TS.Recent). */
  private int recentTimestamp;

  private long recentTimestampAtPs;

  NegotiatedOptions(TcpConfig config, TcpSetup setup) {
    this.config = config;
    this.setup = setup;
    this.mtuBytes = setup.mtuBytes();
    this.peerSegmentBytes = setup.defaultSegmentBytes();
  }

  // ---------------------------------------------------------------- the SYNs

  /**
   * The options of our SYN.
   *
   * @param answer whether it answers the peer's: then nothing is offered that the peer did not
   */
  TcpOptions ofSyn(long nowPs, boolean answer) {
    boolean offerScale = config.windowScaling() && (!answer || scaling);
    boolean offerTimestamps = config.timestamps() && (!answer || timestamps);
    boolean offerSack = config.sack() && (!answer || sack);
    return new TcpOptions(
        setup.segmentBytes(mtuBytes),
        offerScale ? ownScale() : TcpOptions.ABSENT,
        offerSack,
        offerTimestamps,
        offerTimestamps ? timestamp(nowPs) : 0,
        offerTimestamps && answer ? recentTimestamp : 0,
        List.of(),
        Ipv4Header.noOptions());
  }

  /** RFC 7323 2.3: the smallest shift with which the receive buffer can be offered. */
  private int ownScale() {
    int scale = 0;
    while (scale < MAX_WINDOW_SCALE && config.receiveBufferBytes() >> scale > WINDOW_FIELD_LIMIT) {
      scale++;
    }
    return scale;
  }

  /** Learns what the peer's SYN says. */
  void acceptSyn(long nowPs, TcpOptions options) {
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
      rememberTimestamp(nowPs, options);
    }
    sack = config.sack() && options.sackPermitted();
  }

  boolean hasSack() {
    return sack;
  }

  boolean hasTimestamps() {
    return timestamps;
  }

  // ---------------------------------------------------------------- windows and sizes

  /** The window that a segment tells; that of a SYN is never scaled (RFC 7323 2.2). */
  long toldWindow(TcpHeader header) {
    return (long) header.window() << (header.has(TcpHeader.SYN) ? 0 : sendScale);
  }

  /** The field that tells a window of ours as nearly as it can. */
  int windowField(long windowBytes) {
    return (int) Math.min(windowBytes >> receiveScale, WINDOW_FIELD_LIMIT);
  }

  /** The same in a SYN (RFC 7323 2.2). */
  int windowFieldOfSyn(long windowBytes) {
    return (int) Math.min(windowBytes, WINDOW_FIELD_LIMIT);
  }

  /** The data of a full segment: SMSS of RFC 5681. */
  int segmentBytes() {
    return Math.max(1, wholeSegmentBytes() - (timestamps ? TIMESTAMP_OPTION_BYTES : 0));
  }

  /** The data of a full segment that carries these options (RFC 6691 2). */
  int segmentBytesBeside(TcpOptions options) {
    return Math.max(1, wholeSegmentBytes() - options.lengthBytes());
  }

  /** What fits behind a header without options: the smaller of path and peer (RFC 9293 3.7.1). */
  private int wholeSegmentBytes() {
    return Math.min(peerSegmentBytes, setup.segmentBytes(mtuBytes));
  }

  int mtuBytes() {
    return mtuBytes;
  }

  void setMtu(int newMtuBytes) {
    mtuBytes = newMtuBytes;
  }

  // ---------------------------------------------------------------- options of a segment

  /** Time stamps if they were agreed on. */
  TcpOptions plain(long nowPs) {
    return timestamps ? TcpOptions.timestamps(timestamp(nowPs), recentTimestamp) : TcpOptions.NONE;
  }

  /** With the selective acknowledgments that are due and fit. */
  TcpOptions ofSegment(long nowPs, TcpReceiver receiver, int peerInitialSequence) {
    if (!sack) {
      return plain(nowPs);
    }
    // RFC 2018 3: 4 blocks fit, 3 beside time stamps.
    int room = MAX_OPTION_BYTES - (timestamps ? TIMESTAMP_OPTION_BYTES : 0);
    List<SackBlock> blocks = receiver.sackBlocks((room - 2) / 8, peerInitialSequence);
    if (blocks.isEmpty()) {
      return plain(nowPs);
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

  // ---------------------------------------------------------------- time stamps

  /** RFC 7323 5.4: a clock of 1 ms. */
  private int timestamp(long nowPs) {
    return (int) (nowPs / RttEstimator.CLOCK_GRANULARITY_PS) + setup.timestampOffset();
  }

  /** The time stamp that is echoed from now on. */
  void rememberTimestamp(long nowPs, TcpOptions options) {
    recentTimestamp = options.timestampValue();
    recentTimestampAtPs = nowPs;
  }

  /** RFC 7323 5.3: whether the segment is from before the sequence numbers wrapped. */
  boolean isOld(long nowPs, TcpOptions options) {
    boolean old = ticksSinceRecent(options) < 0;
    return old && nowPs - recentTimestampAtPs <= TIMESTAMP_LIFETIME_PS;
  }

  /** How much younger a time stamp is than the one remembered; negative when it is older. */
  int ticksSinceRecent(TcpOptions options) {
    return options.timestampValue() - recentTimestamp;
  }

  /** RFC 7323 4.1: the round trip that the peer's echo tells, or -1. */
  long echoRttPs(long nowPs, TcpOptions options) {
    if (!timestamps || !options.hasTimestamps()) {
      return -1;
    }
    int ticks = timestamp(nowPs) - options.timestampEcho();
    return ticks >= 0 ? ticks * RttEstimator.CLOCK_GRANULARITY_PS : -1;
  }
}
