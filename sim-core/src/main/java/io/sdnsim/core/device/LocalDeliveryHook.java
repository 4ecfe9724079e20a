package io.sdnsim.core.device;

import io.sdnsim.core.packet.Packet;

/**
 * Takes datagrams for the node's own addresses before its transport layer sees them, such as the
 * replay of a capture, whose TCP segments belong to no connection of this node.
 */
@FunctionalInterface
public interface LocalDeliveryHook {
  /**
   * Looks at a datagram for one of the node's own addresses.
   *
   * @param datagram whole (fragments were put together), without its Ethernet header
   * @return whether it was taken: it is then the hook's to account for, as consumed or dropped
   */
  boolean take(Packet datagram);
}
