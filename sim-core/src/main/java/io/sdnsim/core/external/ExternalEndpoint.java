package io.sdnsim.core.external;

import io.sdnsim.core.address.IpAddress;

/**
 * A program outside the simulation that a simulated node exchanges UDP datagrams with.
 *
 * @param node the simulated node; it has at most one such endpoint
 * @param address of the program in the real network
 */
public record ExternalEndpoint(String node, IpAddress address) {}
