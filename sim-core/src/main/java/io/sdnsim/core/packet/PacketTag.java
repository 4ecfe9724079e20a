package io.sdnsim.core.packet;

import org.jspecify.annotations.Nullable;

/**
 * A packet's identity in traces; never on the wire. It stays with the packet through rewrites,
 * fragmentation and tunnels, so that one packet has one story.
 *
 * @param id unique in the run: node number of the origin and the origin's own count
 * @param flow the flow, or null for packets that belong to none (ARP)
 * @param number the packet's number within its connection and direction, from 0, counted where it
 *     is sent; retransmissions count on
 */
public record PacketTag(long id, @Nullable FlowTag flow, int number) {}
