package io.sdnsim.slb.goal;

/**
 * A range of a VIP's ports that a VM has leased.
 *
 * @param vip name of the VIP
 * @param vm name of the VM
 * @param firstPort 1 to 65535
 * @param count how many ports
 */
public record SnatLease(String vip, String vm, int firstPort, int count) {
  /**
   * @throws IllegalArgumentException when the range leaves 1 to 65535
   */
  public SnatLease {
    requirePorts(firstPort, count);
  }

  /**
   * Refuses what is no range of ports.
   *
   * @throws IllegalArgumentException when the range leaves 1 to 65535
   */
  public static void requirePorts(int firstPort, int count) {
    if (firstPort < 1 || count < 1 || count > 65_536 - firstPort) {
      throw new IllegalArgumentException(
          count + " ports from " + firstPort + " are not within 1 to 65535");
    }
  }
}
