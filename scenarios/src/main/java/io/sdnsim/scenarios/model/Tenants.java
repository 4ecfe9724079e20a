package io.sdnsim.scenarios.model;

import java.util.List;

/**
 * What tenants have: virtual networks and the policies that these name.
 *
 * @param securityGroups named by subnets and virtual machines
 * @param routeTables named by subnets
 */
public record Tenants(
    List<VirtualNetworkConfig> virtualNetworks,
    List<SecurityGroupConfig> securityGroups,
    List<RouteTableConfig> routeTables) {
  public Tenants {
    virtualNetworks = List.copyOf(virtualNetworks);
    securityGroups = List.copyOf(securityGroups);
    routeTables = List.copyOf(routeTables);
  }
}
