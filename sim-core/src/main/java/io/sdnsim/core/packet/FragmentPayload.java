package io.sdnsim.core.packet;

/**
 * A part of the payload of a fragmented IP datagram.
 *
 * @param datagram the whole datagram before fragmentation
 * @param offset the first byte, counted from behind the IP header of the whole; a multiple of 8
 */
public record FragmentPayload(Packet datagram, int offset, int lengthBytes) implements Payload {}
