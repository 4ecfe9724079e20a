package io.sdnsim.core.packet;

/**
 * The fields of an IPv6 Fragment header (RFC 8200 4.5).
 *
 * @param identification 32 bits
 * @param offset in bytes, a multiple of 8
 */
public record Ipv6Fragment(int identification, int offset, boolean moreFragments) {}
