package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A leased range of ports comes or goes, as Muxes are told.
 *
 * @param backend the VM that has it from now on; null: nobody
 */
public record LeaseChange(IpAddress vip, int firstPort, int count, @Nullable Backend backend) {
  /**
   * @throws IllegalArgumentException when the range leaves 1 to 65535
   */
  public LeaseChange {
    SnatLease.requirePorts(firstPort, count);
  }
}
