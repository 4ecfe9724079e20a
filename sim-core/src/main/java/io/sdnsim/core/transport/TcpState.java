package io.sdnsim.core.transport;

/** The states of a connection (RFC 9293 3.3.2). */
public enum TcpState {
  /** There is no connection. */
  CLOSED,
  /** Waiting for a SYN from anyone. */
  LISTEN,
  /** A SYN went out; waiting for the peer's. */
  SYN_SENT,
  /** SYNs were exchanged; waiting for the acknowledgment of our own. */
  SYN_RECEIVED,
  /** Open: data flows both ways. */
  ESTABLISHED,
  /** We closed; our FIN is queued or not yet acknowledged. */
  FIN_WAIT_1,
  /** Our FIN was acknowledged; the peer may still send. */
  FIN_WAIT_2,
  /** The peer closed; we may still send. */
  CLOSE_WAIT,
  /** Both closed at once; our FIN is not yet acknowledged. */
  CLOSING,
  /** The peer closed, then we; our FIN is not yet acknowledged. */
  LAST_ACK,
  /** Both FINs were acknowledged; old segments are given the time to die. */
  TIME_WAIT;

  /** Whether the handshake is over (RFC 9293 3.3.2: synchronized states). */
  boolean isSynchronized() {
    return compareTo(ESTABLISHED) >= 0;
  }

  /** Whether the peer may still send data. */
  boolean canReceive() {
    return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
  }

  /** The name as the RFC writes it: {@code FIN-WAIT-1}. */
  public String label() {
    return name().replace('_', '-');
  }
}
