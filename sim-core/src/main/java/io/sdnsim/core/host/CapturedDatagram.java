package io.sdnsim.core.host;

import io.sdnsim.core.packet.Packet;

/**
 * A frame of a capture.
 *
 * @param timePs its time stamp on any clock
 * @param datagram the decoded frame, with or without its Ethernet header
 */
public record CapturedDatagram(long timePs, Packet datagram) {}
