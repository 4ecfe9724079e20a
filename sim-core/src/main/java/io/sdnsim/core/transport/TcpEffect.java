package io.sdnsim.core.transport;

import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;

/** What a {@link TcpConnection} wants done. */
public sealed interface TcpEffect {
  /** A segment is to be sent. */
  record Transmit(TcpHeader header, Payload data) implements TcpEffect {}

  /** A timer is to expire at this time, whatever it was set to. */
  record SetTimer(TcpTimer timer, long atPs) implements TcpEffect {}

  /** A timer is to be stopped. */
  record CancelTimer(TcpTimer timer) implements TcpEffect {}

  /**
   * The segment that arrived was refused. Without this effect it was used, be it as a duplicate of
   * what is known.
   *
   * @param detail the rule that it broke
   */
  record Discard(String detail) implements TcpEffect {}

  /** The state changed; for tables. */
  record StateChanged(TcpState state) implements TcpEffect {}

  /** The user is told that the handshake is complete. */
  record Connected() implements TcpEffect {}

  /** The user gets data in order. */
  record Received(Payload data) implements TcpEffect {}

  /** The user is told that the peer closed its direction. */
  record PeerClosed() implements TcpEffect {}

  /** The user is told that everything it sent was acknowledged. */
  record Drained() implements TcpEffect {}

  /** The user is told that the connection is over; the last thing it hears. */
  record Closed(CloseReason reason) implements TcpEffect {}

  /** The connection is to be forgotten: its timers and its place in the table. */
  record Deleted() implements TcpEffect {}
}
