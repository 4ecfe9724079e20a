package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.vxlan.tunnel.Encapsulation;

/**
 * Where a Mux sends packets for a VIP.
 *
 * @param vm its name
 * @param dip its own address
 * @param port its own port; 0 in a SNAT range, where the host knows
 * @param providerAddress its host's address in the fabric
 * @param vni its virtual subnet, in which the packet travels
 * @param encapsulation of its virtual network
 */
public record Backend(
    String vm,
    IpAddress dip,
    int port,
    IpAddress providerAddress,
    int vni,
    MacAddress mac,
    Encapsulation encapsulation) {
  /** A backend in a network on VXLAN. */
  public Backend(
      String vm, IpAddress dip, int port, IpAddress providerAddress, int vni, MacAddress mac) {
    this(vm, dip, port, providerAddress, vni, mac, Encapsulation.VXLAN);
  }

  /** {@code portalvm 10.0.0.4:443}, as traces name it. */
  public String title() {
    return vm + " " + dip + (port == 0 ? "" : ":" + port);
  }
}
