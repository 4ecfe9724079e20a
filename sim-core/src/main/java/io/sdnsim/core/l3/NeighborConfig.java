package io.sdnsim.core.l3;

import io.sdnsim.core.engine.SimTime;

/**
 * Settings of ARP (RFC 826, RFC 1122 2.3.2) and neighbor discovery (RFC 4861 10).
 *
 * @param reachablePs how long a confirmed binding counts as reachable
 * @param delayFirstProbePs how long a stale binding may be used before it is probed
 * @param retransmitPs time between solicitations
 * @param attempts solicitations before the neighbor counts as unreachable
 * @param queuePackets how many packets may wait for one neighbor; the oldest gives way
 * @param maxEntries how many neighbors one interface remembers
 * @param announce whether an interface that comes up announces its addresses (RFC 5227 3)
 * @param proxy whether to answer for addresses that lie behind another interface (RFC 1027)
 */
public record NeighborConfig(
    long reachablePs,
    long delayFirstProbePs,
    long retransmitPs,
    int attempts,
    int queuePackets,
    int maxEntries,
    boolean announce,
    boolean proxy) {
  /** The times of RFC 4861 10, for ARP too; announcements on, proxy off. */
  public static final NeighborConfig DEFAULT =
      new NeighborConfig(
          30 * SimTime.SECOND, 5 * SimTime.SECOND, SimTime.SECOND, 3, 64, 8192, true, false);

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public NeighborConfig {
    if (reachablePs < 0 || delayFirstProbePs < 0 || retransmitPs <= 0) {
      throw new IllegalArgumentException(
          "neighbor times must not be negative, and the time between attempts not zero");
    }
    if (attempts < 1 || queuePackets < 1 || maxEntries < 1) {
      throw new IllegalArgumentException(
          "attempts, waiting packets and neighbors must be at least 1");
    }
  }

  public NeighborConfig withReachable(long newReachablePs) {
    return new NeighborConfig(
        newReachablePs,
        delayFirstProbePs,
        retransmitPs,
        attempts,
        queuePackets,
        maxEntries,
        announce,
        proxy);
  }

  public NeighborConfig withQueue(int newQueuePackets) {
    return new NeighborConfig(
        reachablePs,
        delayFirstProbePs,
        retransmitPs,
        attempts,
        newQueuePackets,
        maxEntries,
        announce,
        proxy);
  }

  public NeighborConfig withAnnounce(boolean newAnnounce) {
    return new NeighborConfig(
        reachablePs,
        delayFirstProbePs,
        retransmitPs,
        attempts,
        queuePackets,
        maxEntries,
        newAnnounce,
        proxy);
  }

  public NeighborConfig withProxy(boolean newProxy) {
    return new NeighborConfig(
        reachablePs,
        delayFirstProbePs,
        retransmitPs,
        attempts,
        queuePackets,
        maxEntries,
        announce,
        newProxy);
  }
}
