package io.sdnsim.vxlan.network;

import io.sdnsim.vxlan.tunnel.Encapsulation;
import java.util.List;

/**
 * A tenant's virtual network: one routing domain of subnets that its distributed router joins.
 * Networks may use the same customer addresses; their VNIs differ.
 *
 * @param name as users write it
 * @param peers names of the networks whose machines it reaches, and whose machines reach it
 * @param encapsulation of what its machines send through tunnels, and of what Muxes send to them
 */
public record VirtualNetworkConfig(
    String name,
    List<VirtualSubnetConfig> subnets,
    List<String> peers,
    Encapsulation encapsulation) {
  public VirtualNetworkConfig {
    subnets = List.copyOf(subnets);
    peers = List.copyOf(peers);
  }

  /** A network on VXLAN. */
  public VirtualNetworkConfig(String name, List<VirtualSubnetConfig> subnets, List<String> peers) {
    this(name, subnets, peers, Encapsulation.VXLAN);
  }

  /** A network on VXLAN without peers. */
  public VirtualNetworkConfig(String name, List<VirtualSubnetConfig> subnets) {
    this(name, subnets, List.of());
  }
}
