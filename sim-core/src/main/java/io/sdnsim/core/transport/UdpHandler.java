package io.sdnsim.core.transport;

import io.sdnsim.core.packet.Packet;

/** Gets what arrives at a UDP port. */
public interface UdpHandler {
  /** A datagram, whole, with its IP and UDP headers; fragments were put together. */
  void received(UdpSocket socket, Packet datagram);

  /**
   * Whether what arrives here goes on, as what a tunnel carries does: each datagram is then this
   * handler's to forward, consume or drop. Otherwise the transport layer consumes it.
   */
  default boolean forwards() {
    return false;
  }

  /**
   * Whether datagrams over IPv6 may come here without a checksum, as tunnels send them (RFC 6935
   * 5). Over IPv4 they always may.
   */
  default boolean takesZeroChecksum() {
    return false;
  }

  /**
   * An ICMP error about a datagram that was sent from this port.
   *
   * @param error the ICMP packet; its payload quotes the datagram
   */
  default void failed(UdpSocket socket, Packet error) {}
}
