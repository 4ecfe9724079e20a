package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;

/**
 * A VM that leases ports of a VIP, a range at a time (Ananta 3.5.1).
 *
 * @param port the VM's port on the virtual switch
 * @param vm its name
 * @param vipName as users write it
 * @param dip the VM's address
 * @param queuePackets the most packets that wait for ports; more are dropped
 * @param idlePs a range that no flow has used for so long is given back
 */
public record SnatPool(
    String port,
    String vm,
    String vipName,
    IpAddress vip,
    IpAddress dip,
    OutboundMode outbound,
    int queuePackets,
    long idlePs) {
  /**
   * @throws IllegalArgumentException when a limit is out of range
   */
  public SnatPool {
    if (queuePackets < 0 || idlePs <= 0) {
      throw new IllegalArgumentException("queue " + queuePackets + ", idle " + idlePs);
    }
  }

  /** A leased range of ports as the NAT uses it. */
  SnatRange range(int firstPort, int count) {
    return new SnatRange(port, vipName, vip, dip, firstPort, count, outbound);
  }
}
