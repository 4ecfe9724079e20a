package io.sdnsim.core.bfd;

import io.sdnsim.core.engine.SimTime;

/**
 * Settings of a session.
 *
 * @param transmitPs DesiredMinTxInterval: how often we would like to send once Up; whole
 *     microseconds, 1 us to 4294 s; so is the next
 * @param receivePs RequiredMinRxInterval: how often the neighbor may send
 * @param multiplier how many of our packets the neighbor may miss, 1 to 255
 * @param multihop whether routers lie between (RFC 5883)
 * @param minimumHopLimit packets with a smaller TTL are not the neighbor's: 255 for a single hop
 *     (RFC 5881 5)
 */
public record BfdConfig(
    long transmitPs, long receivePs, int multiplier, boolean multihop, int minimumHopLimit) {
  private static final long MAXIMUM_PS = 0xFFFF_FFFFL * SimTime.MICROSECOND;

  /** All common implementations' default: 300 ms, times 3. */
  public static final BfdConfig DEFAULT = singleHop(300 * SimTime.MILLISECOND, 3);

  public BfdConfig {
    check("transmit", transmitPs);
    check("receive", receivePs);
    if (multiplier < 1 || multiplier > 255) {
      throw new IllegalArgumentException(
          "bfd.multiplier=" + multiplier + ": must be 1 to 255 (RFC 5880 4.1)");
    }
    if (minimumHopLimit < 1 || minimumHopLimit > 255) {
      throw new IllegalArgumentException(
          "bfd.minimum-ttl=" + minimumHopLimit + ": must be 1 to 255");
    }
  }

  private static void check(String what, long intervalPs) {
    if (intervalPs < SimTime.MICROSECOND || intervalPs > MAXIMUM_PS) {
      throw new IllegalArgumentException(
          "bfd."
              + what
              + "="
              + SimTime.format(intervalPs)
              + ": must be 1us to 4294s (RFC 5880 4.1)");
    }
  }

  /** The same interval both ways, to a neighbor on the same link. */
  public static BfdConfig singleHop(long intervalPs, int multiplier) {
    return new BfdConfig(intervalPs, intervalPs, multiplier, false, 255);
  }

  /** The same interval both ways, over at most this many hops. */
  public static BfdConfig multihop(long intervalPs, int multiplier, int hops) {
    return new BfdConfig(intervalPs, intervalPs, multiplier, true, 256 - Math.max(1, hops));
  }
}
