package io.sdnsim.core.transport;

import io.sdnsim.core.engine.SimTime;
import java.util.function.Consumer;

/**
 * Settings of TCP on one host or for one connection.
 *
 * @param minRtoPs lower bound of the retransmission timeout: 1 s (RFC 6298 2.4) or 200 ms (Linux)
 * @param maxRtoPs upper bound of the backed-off timeout (RFC 6298 2.5), at least 60 s
 * @param synRetries how often a SYN is sent again before the attempt times out
 * @param dataRetries how often a segment is sent again before the connection times out
 * @param receiveBufferBytes the largest window offered, at most 2^30
 * @param delayedAckPs how long an acknowledgment may wait (RFC 9293 3.8.6.3: under 500 ms)
 * @param keepAlivePs idle time before a keep-alive probe; 0 for none (RFC 9293 3.8.4)
 * @param keepAliveProbes unanswered probes before the connection times out
 * @param timestamps whether to offer RFC 7323 time stamps
 * @param windowScaling whether to offer RFC 7323 window scaling
 * @param sack whether to offer RFC 2018 selective acknowledgments
 * @param hopLimit TTL of the segments, 1 to 255
 * @param keepAliveIntervalPs time between unanswered keep-alive probes
 * @param timeWaitPs how long TIME-WAIT lasts: twice the maximum segment lifetime
 * @param nagle whether a small segment waits while data is unacknowledged (RFC 9293 3.7.4)
 * @param sendBufferBytes the most data that may be queued to send
 * @param minimumHopLimit segments that arrive with a smaller TTL are dropped: 255 or a little less
 *     for a peer that is near (RFC 5082); 1 for no limit
 * @param md5Key what both ends sign their segments with (RFC 2385); empty for no signatures
 */
public record TcpConfig(
    long minRtoPs,
    long maxRtoPs,
    int synRetries,
    int dataRetries,
    int receiveBufferBytes,
    long delayedAckPs,
    long keepAlivePs,
    int keepAliveProbes,
    boolean timestamps,
    boolean windowScaling,
    boolean sack,
    int hopLimit,
    long keepAliveIntervalPs,
    long timeWaitPs,
    boolean nagle,
    long sendBufferBytes,
    int minimumHopLimit,
    String md5Key) {
  /** What the RFCs say. */
  public static final TcpConfig RFC =
      new TcpConfig(
          SimTime.SECOND,
          60 * SimTime.SECOND,
          5,
          15,
          1 << 20,
          200 * SimTime.MILLISECOND,
          0,
          9,
          true,
          true,
          true,
          64,
          75 * SimTime.SECOND,
          240 * SimTime.SECOND,
          false,
          1L << 40,
          1,
          "");

  /** What Linux does where it differs. */
  public static final TcpConfig LINUX =
      new TcpConfig(
          200 * SimTime.MILLISECOND,
          120 * SimTime.SECOND,
          6,
          15,
          1 << 20,
          40 * SimTime.MILLISECOND,
          0,
          9,
          true,
          true,
          true,
          64,
          75 * SimTime.SECOND,
          60 * SimTime.SECOND,
          false,
          1L << 40,
          1,
          "");

  /** The largest receive buffer: what the largest window scale can express (RFC 7323 2.3). */
  public static final int MAX_RECEIVE_BUFFER_BYTES = 1 << 30;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public TcpConfig {
    if (minRtoPs <= 0 || maxRtoPs < minRtoPs) {
      throw new IllegalArgumentException(
          "the retransmission timeout's bounds must be positive and in order");
    }
    if (synRetries < 0 || dataRetries < 0 || keepAliveProbes < 0) {
      throw new IllegalArgumentException("retries and probes must not be negative");
    }
    if (receiveBufferBytes < 1 || receiveBufferBytes > MAX_RECEIVE_BUFFER_BYTES) {
      throw new IllegalArgumentException("a receive buffer is 1 to 2^30 bytes");
    }
    // RFC 9293 3.8.6.3: an acknowledgment must not be delayed by 0.5 s or more.
    if (delayedAckPs < 0 || delayedAckPs >= SimTime.SECOND / 2) {
      throw new IllegalArgumentException("an acknowledgment may wait less than 500 ms");
    }
    if (keepAlivePs < 0 || keepAliveIntervalPs <= 0 || timeWaitPs < 0 || sendBufferBytes < 1) {
      throw new IllegalArgumentException("times and sizes must not be negative");
    }
    if (hopLimit < 1 || hopLimit > 255) {
      throw new IllegalArgumentException("a hop limit is 1 to 255, not " + hopLimit);
    }
    if (minimumHopLimit < 1 || minimumHopLimit > 255) {
      throw new IllegalArgumentException("a least hop limit is 1 to 255, not " + minimumHopLimit);
    }
  }

  public TcpConfig withMinRto(long newMinRtoPs) {
    return with(copy -> copy.minRtoPs = newMinRtoPs);
  }

  public TcpConfig withDataRetries(int newDataRetries) {
    return with(copy -> copy.dataRetries = newDataRetries);
  }

  public TcpConfig withSynRetries(int newSynRetries) {
    return with(copy -> copy.synRetries = newSynRetries);
  }

  public TcpConfig withReceiveBuffer(int newReceiveBufferBytes) {
    return with(copy -> copy.receiveBufferBytes = newReceiveBufferBytes);
  }

  public TcpConfig withDelayedAck(long newDelayedAckPs) {
    return with(copy -> copy.delayedAckPs = newDelayedAckPs);
  }

  public TcpConfig withTimestamps(boolean newTimestamps) {
    return with(copy -> copy.timestamps = newTimestamps);
  }

  public TcpConfig withWindowScaling(boolean newWindowScaling) {
    return with(copy -> copy.windowScaling = newWindowScaling);
  }

  public TcpConfig withSack(boolean newSack) {
    return with(copy -> copy.sack = newSack);
  }

  public TcpConfig withHopLimit(int newHopLimit) {
    return with(copy -> copy.hopLimit = newHopLimit);
  }

  public TcpConfig withMinimumHopLimit(int newMinimumHopLimit) {
    return with(copy -> copy.minimumHopLimit = newMinimumHopLimit);
  }

  public TcpConfig withMd5Key(String newMd5Key) {
    return with(copy -> copy.md5Key = newMd5Key);
  }

  public TcpConfig withTimeWait(long newTimeWaitPs) {
    return with(copy -> copy.timeWaitPs = newTimeWaitPs);
  }

  public TcpConfig withNagle(boolean newNagle) {
    return with(copy -> copy.nagle = newNagle);
  }

  public TcpConfig withSendBuffer(long newSendBufferBytes) {
    return with(copy -> copy.sendBufferBytes = newSendBufferBytes);
  }

  public TcpConfig withKeepAlive(long newKeepAlivePs, long newIntervalPs, int newProbes) {
    return with(
        copy -> {
          copy.keepAlivePs = newKeepAlivePs;
          copy.keepAliveProbes = newProbes;
          copy.keepAliveIntervalPs = newIntervalPs;
        });
  }

  private TcpConfig with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.finished();
  }

  /** The values on the way from one configuration to the next. */
  private static final class Copy {
    long minRtoPs;
    long maxRtoPs;
    int synRetries;
    int dataRetries;
    int receiveBufferBytes;
    long delayedAckPs;
    long keepAlivePs;
    int keepAliveProbes;
    boolean timestamps;
    boolean windowScaling;
    boolean sack;
    int hopLimit;
    long keepAliveIntervalPs;
    long timeWaitPs;
    boolean nagle;
    long sendBufferBytes;
    int minimumHopLimit;
    String md5Key;

    Copy(TcpConfig from) {
      minRtoPs = from.minRtoPs;
      maxRtoPs = from.maxRtoPs;
      synRetries = from.synRetries;
      dataRetries = from.dataRetries;
      receiveBufferBytes = from.receiveBufferBytes;
      delayedAckPs = from.delayedAckPs;
      keepAlivePs = from.keepAlivePs;
      keepAliveProbes = from.keepAliveProbes;
      timestamps = from.timestamps;
      windowScaling = from.windowScaling;
      sack = from.sack;
      hopLimit = from.hopLimit;
      keepAliveIntervalPs = from.keepAliveIntervalPs;
      timeWaitPs = from.timeWaitPs;
      nagle = from.nagle;
      sendBufferBytes = from.sendBufferBytes;
      minimumHopLimit = from.minimumHopLimit;
      md5Key = from.md5Key;
    }

    TcpConfig finished() {
      return new TcpConfig(
          minRtoPs,
          maxRtoPs,
          synRetries,
          dataRetries,
          receiveBufferBytes,
          delayedAckPs,
          keepAlivePs,
          keepAliveProbes,
          timestamps,
          windowScaling,
          sack,
          hopLimit,
          keepAliveIntervalPs,
          timeWaitPs,
          nagle,
          sendBufferBytes,
          minimumHopLimit,
          md5Key);
    }
  }
}
