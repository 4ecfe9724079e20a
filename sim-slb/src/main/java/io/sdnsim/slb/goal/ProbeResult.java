package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;

/** What the host of a VM found out about one of its addresses by a probe. */
public record ProbeResult(String vm, IpAddress dip, HealthProbe probe, boolean up) {}
