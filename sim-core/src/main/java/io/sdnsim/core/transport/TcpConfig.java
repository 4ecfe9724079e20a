package io.sdnsim.core.transport;

import io.sdnsim.core.engine.SimTime;

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
    long sendBufferBytes) {
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
          1L << 40);

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
          1L << 40);

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
  }

  public TcpConfig withMinRto(long newMinRtoPs) {
    return new TcpConfig(
        newMinRtoPs,
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
        sendBufferBytes);
  }

  public TcpConfig withDataRetries(int newDataRetries) {
    return new TcpConfig(
        minRtoPs,
        maxRtoPs,
        synRetries,
        newDataRetries,
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
        sendBufferBytes);
  }

  public TcpConfig withSynRetries(int newSynRetries) {
    return new TcpConfig(
        minRtoPs,
        maxRtoPs,
        newSynRetries,
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
        sendBufferBytes);
  }

  public TcpConfig withReceiveBuffer(int newReceiveBufferBytes) {
    return new TcpConfig(
        minRtoPs,
        maxRtoPs,
        synRetries,
        dataRetries,
        newReceiveBufferBytes,
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
        sendBufferBytes);
  }

  public TcpConfig withDelayedAck(long newDelayedAckPs) {
    return new TcpConfig(
        minRtoPs,
        maxRtoPs,
        synRetries,
        dataRetries,
        receiveBufferBytes,
        newDelayedAckPs,
        keepAlivePs,
        keepAliveProbes,
        timestamps,
        windowScaling,
        sack,
        hopLimit,
        keepAliveIntervalPs,
        timeWaitPs,
        nagle,
        sendBufferBytes);
  }

  public TcpConfig withTimestamps(boolean newTimestamps) {
    return new TcpConfig(
        minRtoPs,
        maxRtoPs,
        synRetries,
        dataRetries,
        receiveBufferBytes,
        delayedAckPs,
        keepAlivePs,
        keepAliveProbes,
        newTimestamps,
        windowScaling,
        sack,
        hopLimit,
        keepAliveIntervalPs,
        timeWaitPs,
        nagle,
        sendBufferBytes);
  }

  public TcpConfig withWindowScaling(boolean newWindowScaling) {
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
        newWindowScaling,
        sack,
        hopLimit,
        keepAliveIntervalPs,
        timeWaitPs,
        nagle,
        sendBufferBytes);
  }

  public TcpConfig withSack(boolean newSack) {
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
        newSack,
        hopLimit,
        keepAliveIntervalPs,
        timeWaitPs,
        nagle,
        sendBufferBytes);
  }

  public TcpConfig withHopLimit(int newHopLimit) {
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
        newHopLimit,
        keepAliveIntervalPs,
        timeWaitPs,
        nagle,
        sendBufferBytes);
  }

  public TcpConfig withTimeWait(long newTimeWaitPs) {
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
        newTimeWaitPs,
        nagle,
        sendBufferBytes);
  }

  public TcpConfig withNagle(boolean newNagle) {
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
        newNagle,
        sendBufferBytes);
  }

  public TcpConfig withSendBuffer(long newSendBufferBytes) {
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
        newSendBufferBytes);
  }

  public TcpConfig withKeepAlive(long newKeepAlivePs, long newIntervalPs, int newProbes) {
    return new TcpConfig(
        minRtoPs,
        maxRtoPs,
        synRetries,
        dataRetries,
        receiveBufferBytes,
        delayedAckPs,
        newKeepAlivePs,
        newProbes,
        timestamps,
        windowScaling,
        sack,
        hopLimit,
        newIntervalPs,
        timeWaitPs,
        nagle,
        sendBufferBytes);
  }
}
