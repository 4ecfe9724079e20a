package io.sdnsim.vxlan.network;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One virtual network as a host knows it: its subnets, and where each customer address lives. */
public final class VirtualNetwork {
  private final VirtualNetworkConfig config;
  private final Map<IpAddress, AddressMapping> mappings = new TreeMap<>();

  /**
   * @param mappings of this network and possibly of others, which are left out
   */
  public VirtualNetwork(VirtualNetworkConfig config, List<AddressMapping> mappings) {
    this.config = config;
    for (AddressMapping mapping : mappings) {
      if (subnet(mapping.vni()) != null) {
        this.mappings.put(mapping.customerAddress(), mapping);
      }
    }
  }

  public String name() {
    return config.name();
  }

  /** The subnet with this VNI, or null when it belongs to another network. */
  public @Nullable VirtualSubnetConfig subnet(int vni) {
    for (VirtualSubnetConfig subnet : config.subnets()) {
      if (subnet.vni() == vni) {
        return subnet;
      }
    }
    return null;
  }

  /** The subnet that an address lies in, or null when it lies outside of the network. */
  public @Nullable VirtualSubnetConfig subnetOf(IpAddress address) {
    for (VirtualSubnetConfig subnet : config.subnets()) {
      if (subnet.prefixOf(address) != null) {
        return subnet;
      }
    }
    return null;
  }

  /** The distributed router's address as the station with this address knows it, or null. */
  public @Nullable IpAddress gatewayFor(IpAddress station) {
    VirtualSubnetConfig subnet = subnetOf(station);
    Prefix prefix = subnet == null ? null : subnet.prefixOf(station);
    return prefix == null ? null : VirtualSubnetConfig.gateway(prefix);
  }

  /** Whether an address belongs to the network. */
  public boolean contains(IpAddress address) {
    return subnetOf(address) != null;
  }

  /** Where an address lives, or null when no VM has it. */
  public @Nullable AddressMapping mapping(IpAddress customerAddress) {
    return mappings.get(customerAddress);
  }
}
