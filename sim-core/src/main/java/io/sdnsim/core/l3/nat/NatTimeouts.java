package io.sdnsim.core.l3.nat;

import io.sdnsim.core.engine.SimTime;

/**
 * How long a binding lives without a packet, in picoseconds.
 *
 * @param udpPs before anything came back
 * @param udpAssuredPs once packets went both ways
 * @param tcpOpeningPs from the first SYN to the end of the handshake
 * @param tcpEstablishedPs of an open connection
 * @param tcpClosingPs from the first FIN on
 * @param tcpResetPs after a reset
 * @param icmpPs of an echo identifier
 * @param otherPs of protocols without ports
 */
public record NatTimeouts(
    long udpPs,
    long udpAssuredPs,
    long tcpOpeningPs,
    long tcpEstablishedPs,
    long tcpClosingPs,
    long tcpResetPs,
    long icmpPs,
    long otherPs) {
  /**
   * Linux's, with the established timeout of 2 hours 4 minutes that RFC 5382 REQ-5 asks for at
   * least and the 60 s of RFC 5508 REQ-1 for ICMP.
   */
  public static final NatTimeouts DEFAULT =
      new NatTimeouts(
          30 * SimTime.SECOND,
          180 * SimTime.SECOND,
          120 * SimTime.SECOND,
          7440 * SimTime.SECOND,
          120 * SimTime.SECOND,
          10 * SimTime.SECOND,
          60 * SimTime.SECOND,
          600 * SimTime.SECOND);

  /** The same with the 5 days that Linux gives an established connection. */
  public static final NatTimeouts LINUX = DEFAULT.withTcpEstablished(432_000 * SimTime.SECOND);

  /**
   * @throws IllegalArgumentException when a time is not positive
   */
  public NatTimeouts {
    if (udpPs <= 0
        || udpAssuredPs <= 0
        || tcpOpeningPs <= 0
        || tcpEstablishedPs <= 0
        || tcpClosingPs <= 0
        || tcpResetPs <= 0
        || icmpPs <= 0
        || otherPs <= 0) {
      throw new IllegalArgumentException("NAT timeouts must be positive: " + this);
    }
  }

  public NatTimeouts withTcpEstablished(long newPs) {
    return new NatTimeouts(
        udpPs, udpAssuredPs, tcpOpeningPs, newPs, tcpClosingPs, tcpResetPs, icmpPs, otherPs);
  }
}
