package io.sdnsim.core.l3.acl;

/**
 * What an access list says about a packet.
 *
 * @param rule the list, the line and its text: {@code edge-in line 20 deny tcp any any eq 443}, or
 *     {@code edge-in implicit deny}
 */
public record AclVerdict(boolean permitted, String rule) {}
