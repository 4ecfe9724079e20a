package io.sdnsim.vxlan.network;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.VxlanHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subnet of a virtual network.
 *
 * @param name as users write it
 * @param vni its virtual subnet id, unique in the datacenter; carried as the VNI
 * @param prefixes the customer addresses; the first address of each is the distributed router's
 * @param securityGroup name of the security group of all its ports, or null
 * @param routes of its route table; they win over the network's own of the same length
 */
public record VirtualSubnetConfig(
    String name,
    int vni,
    List<Prefix> prefixes,
    @Nullable String securityGroup,
    List<UserRoute> routes) {
  /**
   * @throws IllegalArgumentException when the VNI has more than 24 bits or a prefix has no room for
   *     a gateway
   */
  public VirtualSubnetConfig {
    if (vni < 0 || vni > VxlanHeader.MAX_VNI) {
      throw new IllegalArgumentException("a VNI is 0 to " + VxlanHeader.MAX_VNI + ", not " + vni);
    }
    prefixes = List.copyOf(prefixes);
    routes = List.copyOf(routes);
    for (Prefix prefix : prefixes) {
      if (prefix.length() > prefix.network().bitCount() - 2) {
        throw new IllegalArgumentException(prefix + " has no room for a gateway and a VM");
      }
    }
  }

  /** A subnet of one prefix, without policy. */
  public VirtualSubnetConfig(int vni, Prefix prefix) {
    this("vni-" + vni, vni, List.of(prefix), null, List.of());
  }

  /** The prefix that an address lies in, or null. */
  public @Nullable Prefix prefixOf(IpAddress address) {
    for (Prefix prefix : prefixes) {
      if (prefix.contains(address)) {
        return prefix;
      }
    }
    return null;
  }

  /** The distributed router's address in a prefix: the first that a station can have. */
  public static IpAddress gateway(Prefix prefix) {
    return prefix.network().plus(1);
  }
}
