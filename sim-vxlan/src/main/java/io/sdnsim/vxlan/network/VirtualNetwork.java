package io.sdnsim.vxlan.network;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One virtual network as a host knows it: its subnets and those of its peers, where each customer
 * address lives, and the routes of each subnet. A peer's own peers are not reached through it.
 */
public final class VirtualNetwork {
  private final VirtualNetworkConfig config;
  private final List<VirtualSubnetConfig> reachable = new ArrayList<>();
  private final Map<IpAddress, AddressMapping> mappings = new TreeMap<>();

  /**
   * @param all networks, among which the peers are found
   * @param mappings of this network and possibly of others, which are left out
   */
  public VirtualNetwork(
      VirtualNetworkConfig config, List<VirtualNetworkConfig> all, List<AddressMapping> mappings) {
    this.config = config;
    reachable.addAll(config.subnets());
    for (VirtualNetworkConfig other : all) {
      if (config.peers().contains(other.name())) {
        reachable.addAll(other.subnets());
      }
    }
    for (AddressMapping mapping : mappings) {
      if (reachable.stream().anyMatch(subnet -> subnet.vni() == mapping.vni())) {
        this.mappings.put(mapping.customerAddress(), mapping);
      }
    }
  }

  public String name() {
    return config.name();
  }

  /** What its machines' frames are wrapped in. */
  public Encapsulation encapsulation() {
    return config.encapsulation();
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

  /** The subnet of this network or of a peer that an address lies in, or null. */
  public @Nullable VirtualSubnetConfig subnetOf(IpAddress address) {
    for (VirtualSubnetConfig subnet : reachable) {
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

  /** Whether an address belongs to the network or to a peer. */
  public boolean contains(IpAddress address) {
    return subnetOf(address) != null;
  }

  /**
   * Whether an address stands for all machines of a subnet: a multicast address, 255.255.255.255,
   * or the last address of one of its IPv4 prefixes.
   */
  public boolean isGroup(int vni, IpAddress address) {
    if (address.isMulticast() || address.isLimitedBroadcast()) {
      return true;
    }
    VirtualSubnetConfig subnet = subnet(vni);
    Prefix prefix = subnet == null || address.isIpv6() ? null : subnet.prefixOf(address);
    return prefix != null && prefix.last().equals(address);
  }

  /** The machines of a subnet, each once, that have an address of the family of this one. */
  public List<AddressMapping> machines(int vni, IpAddress family) {
    Map<MacAddress, AddressMapping> found = new TreeMap<>();
    for (AddressMapping mapping : mappings.values()) {
      if (mapping.vni() == vni
          && !mapping.isBalanced()
          && mapping.customerAddress().isIpv4() == family.isIpv4()) {
        found.putIfAbsent(mapping.mac(), mapping);
      }
    }
    return List.copyOf(found.values());
  }

  /** Where an address lives, or null when no VM has it. */
  public @Nullable AddressMapping mapping(IpAddress customerAddress) {
    return mappings.get(customerAddress);
  }

  /**
   * Where a packet from a subnet goes: the longest prefix decides, and of equal ones the user's
   * route.
   *
   * @param vni of the subnet that the packet comes from
   */
  public NextHop route(int vni, IpAddress destination) {
    if (isGroup(vni, destination)) {
      VirtualSubnetConfig from = subnet(vni);
      return new NextHop.Neighbors("group of subnet " + (from == null ? name() : from.name()));
    }
    VirtualSubnetConfig to = subnetOf(destination);
    Prefix system = to == null ? null : to.prefixOf(destination);
    UserRoute user = userRoute(vni, destination);
    if (user != null && (system == null || user.prefix().length() >= system.length())) {
      String route = "route " + user.prefix();
      IpAddress appliance = user.appliance();
      return switch (user.kind()) {
        case APPLIANCE ->
            new NextHop.Machine(
                route + " by " + appliance, appliance == null ? null : mapping(appliance));
        case NONE -> new NextHop.Nowhere(route);
        case INTERNET -> new NextHop.Outside(route);
        case VIRTUAL_NETWORK -> new NextHop.Machine(route, mapping(destination));
      };
    }
    return to == null
        ? new NextHop.Outside("virtual network " + name())
        : new NextHop.Machine("subnet " + to.name(), mapping(destination));
  }

  private @Nullable UserRoute userRoute(int vni, IpAddress destination) {
    VirtualSubnetConfig from = subnet(vni);
    UserRoute best = null;
    for (UserRoute route : from == null ? List.<UserRoute>of() : from.routes()) {
      if (route.prefix().contains(destination)
          && (best == null || route.prefix().length() > best.prefix().length())) {
        best = route;
      }
    }
    return best;
  }
}
