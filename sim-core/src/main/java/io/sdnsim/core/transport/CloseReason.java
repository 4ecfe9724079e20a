package io.sdnsim.core.transport;

/** Why a TCP connection ended. */
public enum CloseReason {
  /** Both directions were closed with FIN and acknowledged. */
  FINISHED,
  /** The peer reset the connection. */
  RESET,
  /** The connection attempt was refused with a reset. */
  REFUSED,
  /** Retransmissions or keep-alives ran out without an answer. */
  TIMED_OUT,
  /** ICMP said that the destination can't be reached, while connecting. */
  UNREACHABLE,
  /** This side gave it up with a reset. */
  ABORTED,
  /** This side had no free port or no room for another connection. */
  EXHAUSTED
}
