package io.sdnsim.slb.goal;

/**
 * A VIP and what came for it.
 *
 * @param packets that reached the Mux while it watched
 */
public record Talker(String vip, long packets) {}
