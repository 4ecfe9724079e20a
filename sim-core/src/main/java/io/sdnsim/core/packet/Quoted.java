package io.sdnsim.core.packet;

/**
 * The start of an offending datagram inside an ICMP error (RFC 792, RFC 1812 4.3.2.3, RFC 4443 3).
 *
 * @param original the datagram as the sender of the error received it
 * @param lengthBytes how much of it, from its IP header on, is quoted
 */
public record Quoted(Packet original, int lengthBytes) implements Payload {}
