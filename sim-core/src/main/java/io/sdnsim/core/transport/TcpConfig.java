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
    int hopLimit) {
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
          64);

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
          64);
}
