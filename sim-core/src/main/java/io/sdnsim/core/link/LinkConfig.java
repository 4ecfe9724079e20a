package io.sdnsim.core.link;

/**
 * The constant properties of a link, the same in both directions.
 *
 * @param rateBps bits per second; 0 means that transmission takes no time
 * @param delayPs propagation delay
 * @param mtuBytes the largest IP packet, in bytes
 * @param queuePackets how many frames may wait behind the one in transmission; more are dropped
 * @param overheadBytes what each frame takes on the line beyond its own bytes: 24 for Ethernet
 *     (frame check sequence 4, preamble and delimiter 8, gap 12)
 */
public record LinkConfig(
    long rateBps, long delayPs, int mtuBytes, int queuePackets, int overheadBytes) {
  public static final int ETHERNET_OVERHEAD_BYTES = 24;
  public static final int DEFAULT_MTU_BYTES = 1500;
  public static final int DEFAULT_QUEUE_PACKETS = 1000;

  private static final long BITS_TIMES_PS = 8_000_000_000_000L;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public LinkConfig {
    if (rateBps < 0 || delayPs < 0 || mtuBytes < 68 || queuePackets < 1 || overheadBytes < 0) {
      throw new IllegalArgumentException(
          "rate, delay and overhead must not be negative, the MTU at least 68 bytes (RFC 791), the"
              + " queue at least 1 frame");
    }
  }

  /** Ethernet of this rate and delay, with the default MTU and queue. */
  public static LinkConfig ethernet(long rateBps, long delayPs) {
    return new LinkConfig(
        rateBps, delayPs, DEFAULT_MTU_BYTES, DEFAULT_QUEUE_PACKETS, ETHERNET_OVERHEAD_BYTES);
  }

  public LinkConfig withMtu(int newMtuBytes) {
    return new LinkConfig(rateBps, delayPs, newMtuBytes, queuePackets, overheadBytes);
  }

  public LinkConfig withQueue(int newQueuePackets) {
    return new LinkConfig(rateBps, delayPs, mtuBytes, newQueuePackets, overheadBytes);
  }

  public LinkConfig withOverhead(int newOverheadBytes) {
    return new LinkConfig(rateBps, delayPs, mtuBytes, queuePackets, newOverheadBytes);
  }

  /** How long a frame occupies the transmitter, in picoseconds, rounded up. */
  public long transmissionPs(int frameBytes) {
    return transmissionPs(frameBytes + overheadBytes, rateBps);
  }

  static long transmissionPs(long lineBytes, long rateBps) {
    return rateBps == 0 ? 0 : (lineBytes * BITS_TIMES_PS + rateBps - 1) / rateBps;
  }
}
