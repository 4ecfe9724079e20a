package io.sdnsim.vxlan.network;

import io.sdnsim.core.address.IpAddress;
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
      if (subnet.prefix().contains(address)) {
        return subnet;
      }
    }
    return null;
  }

  /** The gateway of the subnet with this VNI and address family, or null. */
  public @Nullable IpAddress gateway(int vni, boolean ipv6) {
    for (VirtualSubnetConfig subnet : config.subnets()) {
      if (subnet.vni() == vni && subnet.prefix().network().isIpv6() == ipv6) {
        return subnet.gateway();
      }
    }
    return null;
  }

  /** Where an address lives, or null when no VM has it. */
  public @Nullable AddressMapping mapping(IpAddress customerAddress) {
    return mappings.get(customerAddress);
  }
}
