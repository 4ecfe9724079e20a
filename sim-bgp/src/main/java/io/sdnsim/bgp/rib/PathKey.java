package io.sdnsim.bgp.rib;

import io.sdnsim.core.address.Prefix;

/**
 * Names one of a peer's paths.
 *
 * @param pathId the identifier that tells the paths of a prefix apart (RFC 7911 3); 0 without
 *     add-path
 */
public record PathKey(Prefix prefix, long pathId) {}
