package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;

/**
 * A VM that its host is to probe.
 *
 * @param port the VM's port on the virtual switch
 * @param vm its name
 * @param dip its address
 */
public record ProbeTarget(String port, String vm, IpAddress dip, HealthProbe probe) {}
