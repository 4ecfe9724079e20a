package io.sdnsim.slb.goal;

/** What is known of the backends' health. */
@FunctionalInterface
public interface Health {
  /** Every backend is well. */
  Health ALL_UP = (vm, probe) -> true;

  /** Whether new flows may go to the VM. */
  boolean isUp(String vm, HealthProbe probe);
}
