package io.sdnsim.slb.mux;

import io.sdnsim.core.engine.SimTime;

/**
 * What a Mux does when more comes than it can bear. How many packets its CPU can receive is the
 * node's matter ({@link io.sdnsim.core.device.ReceiveConfig}).
 *
 * @param bandwidthBps bits a second that it can forward, of the packets as they come, without
 *     Ethernet; VIPs that take more than their fair share of it lose packets
 * @param detectionPs how long a Mux must have been overloaded until it tells the SLB manager
 */
public record LoadLimits(long bandwidthBps, long detectionPs) {
  /** As much as the links carry. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The shortest time that Ananta measured on Muxes with little other load (figure 12). */
  public static final long DETECTION_PS = 20 * SimTime.SECOND;

  /**
   * @throws IllegalArgumentException when a value is not positive
   */
  public LoadLimits {
    if (bandwidthBps <= 0 || detectionPs <= 0) {
      throw new IllegalArgumentException(bandwidthBps + " bps, " + detectionPs + " ps");
    }
  }
}
