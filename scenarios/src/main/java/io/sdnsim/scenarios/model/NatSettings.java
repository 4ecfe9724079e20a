package io.sdnsim.scenarios.model;

/**
 * Limits of a router's address translation.
 *
 * @param bindings that the table holds; default 65536
 * @param tcpIdlePs an established connection without a packet; default 2 h 4 min (RFC 5382 5)
 * @param tcpTransitoryPs a connection that opens or closes; default 4 min (RFC 5382 5)
 * @param udpIdlePs default 5 min (RFC 4787 4.3)
 * @param icmpIdlePs default 60 s (RFC 5508 3.2)
 */
public record NatSettings(
    int bindings, long tcpIdlePs, long tcpTransitoryPs, long udpIdlePs, long icmpIdlePs) {}
