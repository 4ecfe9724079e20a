package io.sdnsim.slb.goal;

/**
 * A range of a VIP's ports that a VM has leased.
 *
 * @param vip name of the VIP
 * @param vm name of the VM
 * @param firstPort 1 to 65535
 * @param count how many ports
 */
public record SnatLease(String vip, String vm, int firstPort, int count) {}
