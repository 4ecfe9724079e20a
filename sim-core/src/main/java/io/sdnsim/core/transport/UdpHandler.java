package io.sdnsim.core.transport;

import io.sdnsim.core.packet.Packet;

/** Gets what arrives at a UDP port. */
public interface UdpHandler {
  /** A datagram, whole, with its IP and UDP headers; fragments were put together. */
  void received(UdpSocket socket, Packet datagram);

  /**
   * An ICMP error about a datagram that was sent from this port.
   *
   * @param error the ICMP packet; its payload quotes the datagram
   */
  default void failed(UdpSocket socket, Packet error) {}
}
