package io.sdnsim.vxlan.network;

import org.jspecify.annotations.Nullable;

/** Where the distributed router sends a packet, and the route that says so. */
public sealed interface NextHop {
  /** The route, as traces and counters name it. */
  String route();

  /**
   * To a VM: the destination, or an appliance on the way to it.
   *
   * @param mapping where it lives; null when no VM has the address
   */
  record Machine(String route, @Nullable AddressMapping mapping) implements NextHop {}

  /** To every other machine of the sender's subnet: a broadcast, or a multicast. */
  record Neighbors(String route) implements NextHop {}

  /** Nowhere. */
  record Nowhere(String route) implements NextHop {}

  /** Out of the virtual network: by the load balancer's translation, if there is one. */
  record Outside(String route) implements NextHop {}
}
