package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A VM's attachment to a virtual network.
 *
 * @param vm name of the VM, unique
 * @param host name of its host
 * @param port name of the host's port that the VM is behind
 * @param vni the virtual subnet
 * @param mac of the VM's interface
 * @param addresses the VM's customer addresses; the first of a family is what a VIP is balanced to
 * @param securityGroup name of the security group of its network card, or null
 * @param ipForwarding whether it forwards packets of others
 */
public record VmPortConfig(
    String vm,
    String host,
    String port,
    int vni,
    MacAddress mac,
    List<IpAddress> addresses,
    @Nullable String securityGroup,
    boolean ipForwarding) {
  public VmPortConfig {
    addresses = List.copyOf(addresses);
  }

  /** An end system whose network card has no security group. */
  public VmPortConfig(
      String vm, String host, String port, int vni, MacAddress mac, List<IpAddress> addresses) {
    this(vm, host, port, vni, mac, addresses, null, false);
  }
}
