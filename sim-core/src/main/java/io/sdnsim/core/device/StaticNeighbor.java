package io.sdnsim.core.device;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;

/** A neighbor configured by hand: never asked for, never forgotten. */
public record StaticNeighbor(String interfaceName, IpAddress address, MacAddress mac) {}
