package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's network on the overlay.
 *
 * @param subnets do not overlap within one network; two networks may use the same addresses
 * @param peers networks whose machines it reaches; each names the other
 * @param encapsulation of its tunnels
 */
public record VirtualNetworkConfig(
    SourceLocation at,
    String name,
    List<SubnetConfig> subnets,
    List<Located<String>> peers,
    Encapsulation encapsulation) {
  public VirtualNetworkConfig {
    subnets = List.copyOf(subnets);
    peers = List.copyOf(peers);
  }

  /**
   * A subnet, with the first address of each prefix as its gateway.
   *
   * @param name unique in its network
   * @param vni the VXLAN network identifier, 1 to 2^24 - 1, unique in the scenario
   * @param securityGroup of all its virtual machines, or null
   * @param routeTable of all its virtual machines, or null
   */
  public record SubnetConfig(
      SourceLocation at,
      String name,
      Located<Integer> vni,
      List<Located<Prefix>> prefixes,
      @Nullable Located<String> securityGroup,
      @Nullable Located<String> routeTable) {
    public SubnetConfig {
      prefixes = List.copyOf(prefixes);
    }

    /** The prefix that an address lies in, or null. */
    public @Nullable Prefix prefixOf(IpAddress address) {
      for (Located<Prefix> prefix : prefixes) {
        if (prefix.value().contains(address)) {
          return prefix.value();
        }
      }
      return null;
    }
  }

  /** The subnet that an address lies in, or null. */
  public @Nullable SubnetConfig subnetOf(IpAddress address) {
    for (SubnetConfig subnet : subnets) {
      if (subnet.prefixOf(address) != null) {
        return subnet;
      }
    }
    return null;
  }

  /** All prefixes of all subnets. */
  public List<Located<Prefix>> prefixes() {
    return subnets.stream().flatMap(subnet -> subnet.prefixes().stream()).toList();
  }
}
