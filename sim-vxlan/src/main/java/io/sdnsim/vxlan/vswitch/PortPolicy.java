package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the controller says about a port of the virtual switch. A port without policy is blocked.
 *
 * @param port name of the port on its host
 * @param vm the VM behind it, as users write it
 * @param vni the virtual subnet it belongs to
 * @param mac the VM's MAC address
 * @param addresses the VM's customer addresses; without {@code ipForwarding} it may send from no
 *     other
 * @param securityGroup name of the security group of its network card, or null
 * @param ipForwarding whether the VM forwards: sends from other addresses, and gets what is for
 *     others
 */
public record PortPolicy(
    String port,
    String vm,
    int vni,
    MacAddress mac,
    List<IpAddress> addresses,
    @Nullable String securityGroup,
    boolean ipForwarding) {
  public PortPolicy {
    addresses = List.copyOf(addresses);
  }

  /** The policy of an end system's port whose network card has no security group. */
  public PortPolicy(String port, String vm, int vni, MacAddress mac, List<IpAddress> addresses) {
    this(port, vm, vni, mac, addresses, null, false);
  }
}
