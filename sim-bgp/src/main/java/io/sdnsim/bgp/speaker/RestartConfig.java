package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.OfferedCapabilities.RestartOffer;
import io.sdnsim.core.engine.SimTime;

/**
 * Graceful restart of a speaker (RFC 4724): it keeps the routes of neighbors that restart, and may
 * ask them to keep its own.
 *
 * @param preservesForwarding whether the route table keeps our routes while the process restarts
 * @param restartTimeSeconds how long neighbors are to wait for us: 0 to 4,095
 * @param stalePathPs how long, once a neighbor is back, its old routes may wait for its End-of-RIB
 * @param selectionDeferralPs how long, after a restart, we wait for all neighbors' End-of-RIBs
 */
public record RestartConfig(
    boolean preservesForwarding,
    int restartTimeSeconds,
    long stalePathPs,
    long selectionDeferralPs) {
  /** With the times of FRR: 120 s, 360 s, 360 s. */
  public static final RestartConfig PRESERVING =
      new RestartConfig(true, 120, 360 * SimTime.SECOND, 360 * SimTime.SECOND);

  /** Keeps the routes of others only. */
  public static final RestartConfig HELPER =
      new RestartConfig(false, 120, 360 * SimTime.SECOND, 360 * SimTime.SECOND);

  public RestartConfig {
    new RestartOffer(restartTimeSeconds, preservesForwarding, false);
    if (stalePathPs <= 0 || selectionDeferralPs <= 0) {
      throw new IllegalArgumentException("graceful restart: times must be positive");
    }
  }

  RestartOffer offer() {
    return new RestartOffer(restartTimeSeconds, preservesForwarding, false);
  }
}
