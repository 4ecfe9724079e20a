package io.sdnsim.core.transport;

/** The timers of a connection. */
public enum TcpTimer {
  /** When the oldest unacknowledged segment is to be sent again (RFC 6298 5). */
  RETRANSMIT,
  /** When a closed or too small window is to be probed (RFC 9293 3.8.6.1). */
  PERSIST,
  /** When an acknowledgment has waited long enough for data to travel with (RFC 9293 3.8.6.3). */
  DELAYED_ACK,
  /** When an idle peer is to be asked whether it is still there (RFC 9293 3.8.4). */
  KEEP_ALIVE,
  /** When the old segments of a closed connection have died out: 2 MSL (RFC 9293 3.4.1). */
  TIME_WAIT,
  /** When a peer has had enough time to close a connection whose program has died. */
  ORPHAN
}
