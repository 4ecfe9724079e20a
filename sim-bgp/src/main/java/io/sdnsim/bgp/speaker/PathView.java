package io.sdnsim.bgp.speaker;

import io.sdnsim.core.address.Prefix;

/**
 * A path as users see it: a row of {@code show ... bgp}.
 *
 * @param nextHop 0.0.0.0 (or ::) for a local path
 * @param multipath in use beside other paths, or the best of several in use
 * @param asPath empty for a local path
 * @param origin IGP, EGP or incomplete
 * @param peer 0.0.0.0 for a local path
 * @param reason why it is not the best; empty for the best
 */
public record PathView(
    Prefix prefix,
    String nextHop,
    boolean best,
    boolean multipath,
    String asPath,
    String origin,
    long med,
    long localPref,
    int weight,
    String peer,
    String reason) {}
