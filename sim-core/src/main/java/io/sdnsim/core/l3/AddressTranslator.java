package io.sdnsim.core.l3;

import io.sdnsim.core.packet.Packet;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites addresses and ports on a packet's way through a router: NAT. It records its own steps
 * and accounts for the packets that it loses.
 */
public interface AddressTranslator {
  /**
   * Before the route lookup: destinations, and answers to what was translated on the way out.
   *
   * @return the packet, rewritten or not, or null when it was dropped
   */
  @Nullable Packet preRouting(Packet packet, String inInterface);

  /**
   * Behind the route lookup: sources.
   *
   * @param inInterface empty for a packet that the node itself made
   * @return the packet, rewritten or not, or null when it was dropped
   */
  @Nullable Packet postRouting(Packet packet, String inInterface, String outInterface);
}
