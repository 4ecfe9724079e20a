package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Packet;
import org.jspecify.annotations.Nullable;

/** How the transport layer of a node sends. */
public interface IpOutput {
  /**
   * Sends a datagram that this node made; it has no Ethernet header yet. It is routed, fragmented
   * when DF is clear, and dropped with a reason where it can't go.
   */
  void send(Packet datagram);

  /**
   * The source address for packets to a destination, or null without a route (RFC 6724,
   * simplified).
   */
  @Nullable IpAddress sourceFor(IpAddress destination);

  /** The MTU of the interface towards a destination in bytes, lowered by what ICMP reported. */
  int pathMtuBytes(IpAddress destination);

  /** Whether the address is one of this node's own. */
  boolean isLocal(IpAddress address);
}
