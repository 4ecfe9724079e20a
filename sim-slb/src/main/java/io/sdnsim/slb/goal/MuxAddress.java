package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;

/**
 * A Mux as the controller knows it.
 *
 * @param name its node's name
 * @param address where it is programmed and where hosts send outbound packets
 */
public record MuxAddress(String name, IpAddress address) {}
