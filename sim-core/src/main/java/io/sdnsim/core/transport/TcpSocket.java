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

  /** Queues data to send; {@code Bytes} or {@code BulkBytes}. */
  void send(Payload data);

  /** No more data to send: FIN goes out behind what is queued. */
  void close();

  /** Gives the connection up: a reset goes out, queued data is lost. */
  void abort();

  /** Bytes queued and not yet acknowledged by the peer. */
  long unacknowledgedBytes();

  /** Whether the three-way handshake is complete and the connection not closed. */
  boolean isEstablished();
}
