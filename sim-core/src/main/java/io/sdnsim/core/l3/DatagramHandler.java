package io.sdnsim.core.l3;

import io.sdnsim.core.packet.Packet;

/** Gets the datagrams that are for the node itself: the transport layer. */
@FunctionalInterface
public interface DatagramHandler {
  /**
   * A whole datagram arrived for an address of the node, a broadcast address or a multicast group.
   *
   * @param datagram without its Ethernet header; fragments were put together; the handler's to
   *     consume or drop
   */
  void deliver(Packet datagram);
}
