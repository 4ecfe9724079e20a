package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.vxlan.vswitch.OutboundMode;

/**
 * An instance-level public IP as a user configures it: an address that one VM has for itself, with
 * all protocols and ports.
 *
 * @param vm name of the VM; it has an address of the same family
 * @param outbound the way of what the VM begins
 */
public record PublicIp(String vm, IpAddress address, OutboundMode outbound) {
  /** {@code public ip 203.0.113.90}: what a public IP is called among VIPs. */
  static String title(IpAddress address) {
    return "public ip " + address;
  }
}
