package io.sdnsim.slb.goal;

import io.sdnsim.vxlan.vswitch.OutboundMode;

/**
 * A static range of a VIP's ports from which one VM may talk to the world.
 *
 * @param vip name of the VIP
 * @param vm name of the VM
 * @param firstPort 1 to 65535
 * @param count how many ports
 * @param outbound the way of the packets that leave with these ports
 */
public record SnatConfig(String vip, String vm, int firstPort, int count, OutboundMode outbound) {
  boolean contains(int port) {
    return port >= firstPort && port < firstPort + count;
  }

  /**
   * @throws IllegalArgumentException when the range leaves 1 to 65535
   */
  public SnatConfig {
    SnatLease.requirePorts(firstPort, count);
  }
}
