package io.sdnsim.vxlan.network;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;

/**
 * Where a customer address lives: what the controller pushes to hosts in place of flooding.
 *
 * @param customerAddress the VM's address, or the VIP of an internal load balancer
 * @param vni the subnet that it belongs to
 * @param providerAddress the address of the VM's host in the fabric; unspecified for a VIP, which
 *     any Mux takes
 */
public record AddressMapping(
    IpAddress customerAddress, int vni, MacAddress mac, IpAddress providerAddress) {
  private static final IpAddress ANY_MUX = IpAddress.ofIpv4(0);

  /** The mapping of an internal load balancer's VIP. */
  public static AddressMapping balanced(IpAddress vip, int vni, MacAddress mac) {
    return new AddressMapping(vip, vni, mac, ANY_MUX);
  }

  /** Whether Muxes take what is for the address. */
  public boolean isBalanced() {
    return providerAddress.isUnspecified();
  }
}
