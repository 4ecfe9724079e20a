package io.sdnsim.vxlan.network;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.VxlanHeader;

/**
 * A subnet of a virtual network.
 *
 * @param vni its virtual subnet id, unique in the datacenter; carried as the VNI
 * @param prefix the customer addresses; its first address is the distributed router's
 */
public record VirtualSubnetConfig(int vni, Prefix prefix) {
  /**
   * @throws IllegalArgumentException when the VNI has more than 24 bits or the prefix has no room
   *     for a gateway
   */
  public VirtualSubnetConfig {
    if (vni < 0 || vni > VxlanHeader.MAX_VNI) {
      throw new IllegalArgumentException("a VNI is 0 to " + VxlanHeader.MAX_VNI + ", not " + vni);
    }
    if (prefix.length() > prefix.network().bitCount() - 2) {
      throw new IllegalArgumentException(prefix + " has no room for a gateway and a VM");
    }
  }

  /** The distributed router's address: the first of the subnet that a station can have. */
  public IpAddress gateway() {
    return prefix.network().plus(1);
  }
}
