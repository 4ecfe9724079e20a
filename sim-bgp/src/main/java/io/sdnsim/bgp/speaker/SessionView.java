package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.core.address.IpAddress;

/**
 * A session as users see it.
 *
 * @param sincePs when it entered its state
 * @param holdTimeSeconds negotiated, or configured while there is no agreement
 * @param receivedPrefixes in the Adj-RIB-In
 * @param lastReceivedPs when the last KEEPALIVE or UPDATE arrived, in this session or one before
 *     it; 0 if none ever did
 * @param lastEvent what brought it into its state, by RFC 4271's name; empty at first
 * @param lastError why it last went down; of one that never came up why the last attempt to connect
 *     failed; empty for neither
 * @param overPrefixLimit whether the neighbor announces more than it may
 * @param stalePrefixes kept until the neighbor announces them again (RFC 4724 4.2, RFC 7313 4)
 */
public record SessionView(
    IpAddress neighbor,
    long remoteAs,
    BgpState state,
    long sincePs,
    int holdTimeSeconds,
    int receivedPrefixes,
    long lastReceivedPs,
    String lastEvent,
    String lastError,
    boolean overPrefixLimit,
    int stalePrefixes) {}
