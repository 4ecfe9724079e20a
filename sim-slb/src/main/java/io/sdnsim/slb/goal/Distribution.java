package io.sdnsim.slb.goal;

import io.sdnsim.core.packet.FlowKey;

/** What of a flow decides about its backend (Azure's distribution modes). */
public enum Distribution {
  /** Addresses, protocol and ports: each connection on its own. */
  FIVE_TUPLE,
  /** Both addresses: all that a client sends to a VIP goes to one backend. */
  SOURCE_IP,
  /** Both addresses and the protocol. */
  SOURCE_IP_PROTOCOL;

  /**
   * A seeded 64-bit hash of what counts.
   *
   * @param flow from the client to the VIP
   */
  public long hash(long seed, FlowKey flow) {
    return switch (this) {
      case FIVE_TUPLE -> flow.hash(seed);
      case SOURCE_IP -> new FlowKey(0, flow.source(), flow.destination(), 0, 0, 0).hash(seed);
      case SOURCE_IP_PROTOCOL ->
          new FlowKey(0, flow.source(), flow.destination(), flow.protocol(), 0, 0).hash(seed);
    };
  }
}
