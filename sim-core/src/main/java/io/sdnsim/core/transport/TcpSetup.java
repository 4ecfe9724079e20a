package io.sdnsim.core.transport;

/**
 * What a connection is given when it is made.
 *
 * @param ipv6 the IP version, which decides about header and default sizes
 * @param mtuBytes the MTU of the path, as far as it is known
 * @param initialSequence ISS: the sequence number of the SYN
 * @param timestampOffset added to the clock in time stamps (RFC 7323 5.4)
 */
public record TcpSetup(
    int localPort,
    int remotePort,
    boolean ipv6,
    int mtuBytes,
    int initialSequence,
    int timestampOffset) {
  private static final int TCP_HEADER_BYTES = 20;

  /** What fits into a datagram of this size behind IP and TCP headers without options. */
  int segmentBytes(int newMtuBytes) {
    return newMtuBytes - (ipv6 ? 40 : 20) - TCP_HEADER_BYTES;
  }

  /** RFC 9293 3.7.1: what to assume of a peer that sends no MSS option. */
  int defaultSegmentBytes() {
    return ipv6 ? 1220 : 536;
  }
}
