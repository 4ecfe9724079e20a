package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;

/**
 * A hypervisor as the controller knows it.
 *
 * @param name its node's name, with which its agent introduces itself
 * @param providerAddress its address in the fabric
 */
public record HostConfig(String name, IpAddress providerAddress) {}
