package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;

/** One TCP connection, as its user sees it. */
public interface TcpSocket {
  IpAddress localAddress();

  int localPort();

  IpAddress remoteAddress();

  int remotePort();

  /** The flow that packets sent here belong to. */
  FlowTag tag();

  /**
   * Queues data to send; {@code Bytes} or {@code BulkBytes}. Ignored once the connection is gone.
   *
   * @throws IllegalStateException after {@link #close}, or when more than {@link
   *     TcpConfig#sendBufferBytes} would wait
   */
  void send(Payload data);

  /**
   * No more data to send: FIN goes out behind what is queued. While the handshake of {@code
   * connect} is under way, this gives the attempt up (RFC 9293 3.10.4).
   */
  void close();

  /** Gives the connection up: a reset goes out, queued data is lost. */
  void abort();

  /**
   * Stops taking data from the connection: what arrives is held, and the window offered to the peer
   * closes with every byte.
   */
  void pauseReading();

  /** Takes data again; what was held is handed over at once. */
  void resumeReading();

  /** Bytes queued and not yet acknowledged by the peer. */
  long unacknowledgedBytes();

  /** Whether the three-way handshake is complete and the connection not closed. */
  boolean isEstablished();
}
