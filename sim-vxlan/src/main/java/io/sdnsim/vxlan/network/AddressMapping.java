package io.sdnsim.vxlan.network;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;

/**
 * Where a customer address lives: what the controller pushes to hosts in place of flooding.
 *
 * @param customerAddress the VM's address
 * @param vni the subnet that it belongs to
 * @param providerAddress the address of the VM's host in the fabric
 */
public record AddressMapping(
    IpAddress customerAddress, int vni, MacAddress mac, IpAddress providerAddress) {}
