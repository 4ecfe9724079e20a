package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.Prefix;
import java.util.List;

/**
 * A tenant's network on the overlay.
 *
 * @param vni the VXLAN network identifier, 1 to 2^24 - 1, unique in the scenario
 * @param subnets do not overlap within one network; two networks may use the same addresses
 */
public record VirtualNetworkConfig(
    SourceLocation at, String name, Located<Integer> vni, List<Located<Prefix>> subnets) {
  public VirtualNetworkConfig {
    subnets = List.copyOf(subnets);
  }
}
