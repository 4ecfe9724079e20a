package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;

/**
 * The ports of a VIP from which one VM may talk to the world.
 *
 * @param port the VM's port on the virtual switch
 * @param vipName as users write it
 * @param dip the VM's address
 * @param firstPort 1 to 65535
 * @param count how many ports, from the first on
 */
public record SnatRange(
    String port,
    String vipName,
    IpAddress vip,
    IpAddress dip,
    int firstPort,
    int count,
    OutboundMode outbound) {
  /**
   * @throws IllegalArgumentException when the range leaves 1 to 65535
   */
  public SnatRange {
    if (firstPort < 1 || count < 1 || count > 65_536 - firstPort) {
      throw new IllegalArgumentException(
          count + " ports from " + firstPort + " are not within 1 to 65535");
    }
  }

  public boolean contains(int port) {
    return port >= firstPort && port <= lastPort();
  }

  public int lastPort() {
    return firstPort + count - 1;
  }

  /** {@code snat vip web ports 1024-1031}, as traces name it. */
  public String title() {
    return "snat vip " + vipName + " ports " + firstPort + "-" + lastPort();
  }
}
