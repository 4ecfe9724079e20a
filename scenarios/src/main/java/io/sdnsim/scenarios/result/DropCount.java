package io.sdnsim.scenarios.result;

/**
 * Packets that one node dropped for one reason.
 *
 * @param explanation one sentence about the reason
 */
public record DropCount(String node, String reason, long packets, String explanation) {}
