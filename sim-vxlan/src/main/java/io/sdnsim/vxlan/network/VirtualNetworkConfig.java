package io.sdnsim.vxlan.network;

import java.util.List;

/**
 * A tenant's virtual network: one routing domain of subnets that its distributed router joins.
 * Networks may use the same customer addresses; their VNIs differ.
 *
 * @param name as users write it
 */
public record VirtualNetworkConfig(String name, List<VirtualSubnetConfig> subnets) {
  public VirtualNetworkConfig {
    subnets = List.copyOf(subnets);
  }
}
