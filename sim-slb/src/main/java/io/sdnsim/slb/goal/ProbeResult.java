package io.sdnsim.slb.goal;

/** What the host of a VM found out about it by a probe. */
public record ProbeResult(String vm, HealthProbe probe, boolean up) {}
