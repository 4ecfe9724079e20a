package io.sdnsim.core.device;

import io.sdnsim.core.packet.Packet;

/** Takes packets out of the forwarding path of an IP node. */
@FunctionalInterface
public interface PacketInterceptor {
  /**
   * Looks at a packet that arrived and is not for the node itself.
   *
   * @param datagram the packet, without its Ethernet header, hop limit as received
   * @return whether the packet was taken: it is then the interceptor's to send, consume or drop
   */
  boolean intercept(Packet datagram);
}
