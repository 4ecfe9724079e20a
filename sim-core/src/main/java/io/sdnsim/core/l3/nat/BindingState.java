package io.sdnsim.core.l3.nat;

import java.util.Locale;

/** How far a flow has come; decides how long its binding lives without a packet. */
public enum BindingState {
  /** UDP, and nothing came back yet. */
  UDP_NEW,
  /** UDP in both directions. */
  UDP_ASSURED,
  /** TCP before the end of the handshake. */
  TCP_OPENING,
  /** TCP, open. */
  TCP_ESTABLISHED,
  /** TCP from the first FIN on. */
  TCP_CLOSING,
  /** TCP after a reset. */
  TCP_RESET,
  /** An ICMP echo identifier. */
  ICMP,
  /** A protocol without ports. */
  OTHER;

  /** As tables show it: {@code tcp-established}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  long timeoutPs(NatTimeouts timeouts) {
    return switch (this) {
      case UDP_NEW -> timeouts.udpPs();
      case UDP_ASSURED -> timeouts.udpAssuredPs();
      case TCP_OPENING -> timeouts.tcpOpeningPs();
      case TCP_ESTABLISHED -> timeouts.tcpEstablishedPs();
      case TCP_CLOSING -> timeouts.tcpClosingPs();
      case TCP_RESET -> timeouts.tcpResetPs();
      case ICMP -> timeouts.icmpPs();
      case OTHER -> timeouts.otherPs();
    };
  }
}
