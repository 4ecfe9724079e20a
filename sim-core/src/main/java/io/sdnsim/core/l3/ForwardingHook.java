package io.sdnsim.core.l3;

import io.sdnsim.core.packet.Packet;

/** Looks at packets that are not for the node itself before they are routed on. */
@FunctionalInterface
public interface ForwardingHook {
  /**
   * Takes a packet out of the forwarding path, or lets it pass.
   *
   * @param datagram without its Ethernet header, hop limit as received
   * @return whether the packet was taken: it is then the hook's to send, consume or drop
   */
  boolean take(Packet datagram);
}
