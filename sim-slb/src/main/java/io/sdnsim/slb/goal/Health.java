package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;

/** What is known of the backends' health. */
@FunctionalInterface
public interface Health {
  /** Every backend is well. */
  Health ALL_UP = (vm, dip, probe) -> true;

  /** Whether new flows may go to this address of the VM. */
  boolean isUp(String vm, IpAddress dip, HealthProbe probe);
}
