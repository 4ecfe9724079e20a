package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;

/**
 * The other end of a Fastpath connection: its packets go there, past all Muxes (Ananta 3.2.4).
 *
 * @param providerAddress of its host
 * @param vni its virtual subnet, in which the packets travel
 * @param mac of its VM
 */
public record Shortcut(IpAddress providerAddress, int vni, MacAddress mac) {}
