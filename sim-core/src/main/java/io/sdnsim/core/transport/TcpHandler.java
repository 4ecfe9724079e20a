package io.sdnsim.core.transport;

import io.sdnsim.core.packet.Payload;

/** What a user of a TCP connection is told. All calls come from the event loop. */
public interface TcpHandler {
  /** The three-way handshake is complete. */
  default void connected(TcpSocket socket) {}

  /**
   * Data arrived in order.
   *
   * @param data {@code Bytes} or {@code BulkBytes}, as the peer sent it, cut at segment boundaries
   */
  void received(TcpSocket socket, Payload data);

  /** The peer sent FIN: no more data will come. The user still has to close its own direction. */
  default void peerClosed(TcpSocket socket) {
    socket.close();
  }

  /** All data handed to send so far was acknowledged. */
  default void drained(TcpSocket socket) {}

  /** The connection is gone; nothing more will be called. */
  void closed(TcpSocket socket, CloseReason reason);
}
