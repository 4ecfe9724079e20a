package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;

/**
 * An address of the outside world that one VM has for itself, an instance-level public IP: every
 * protocol and port of it is the VM's, and ports stay as they are (basic NAT, RFC 3022 2.1).
 *
 * @param port the VM's port on the virtual switch
 * @param vm its name
 * @param address what the world sees
 * @param dip the VM's own address, of the same family
 * @param outbound the way of what the VM begins; its answers to the world leave as those behind a
 *     VIP do
 */
public record PublicAddress(
    String port, String vm, IpAddress address, IpAddress dip, OutboundMode outbound) {
  /**
   * @throws IllegalArgumentException when the addresses are of two families
   */
  public PublicAddress {
    if (address.isIpv4() != dip.isIpv4()) {
      throw new IllegalArgumentException(address + " for " + dip + " is of another family");
    }
  }

  /** {@code public ip 203.0.113.90 of web1}, as traces name it. */
  public String title() {
    return "public ip " + address + " of " + vm;
  }
}
