package io.sdnsim.core.packet;

import java.util.List;

/**
 * TCP options: MSS (RFC 9293 3.7.1), window scale and timestamps (RFC 7323), SACK-permitted and
 * SACK blocks (RFC 2018); any other option is carried through as bytes.
 *
 * @param maximumSegmentSize bytes, or {@link #ABSENT}
 * @param windowScale shift count 0 to 14, or {@link #ABSENT}
 * @param hasTimestamps whether the two time stamps are present
 * @param timestampValue TSval, 32 bits
 * @param timestampEcho TSecr, 32 bits
 * @param sackBlocks left and right edges, most recent block first
 * @param other further options, encoded, without padding
 */
public record TcpOptions(
    int maximumSegmentSize,
    int windowScale,
    boolean sackPermitted,
    boolean hasTimestamps,
    int timestampValue,
    int timestampEcho,
    List<SackBlock> sackBlocks,
    Bytes other) {
  public static final int ABSENT = -1;

  public static final TcpOptions NONE =
      new TcpOptions(ABSENT, ABSENT, false, false, 0, 0, List.of(), Ipv4Header.noOptions());

  /**
   * A block of received data beyond the cumulative acknowledgment (RFC 2018 3).
   *
   * @param left first sequence number of the block
   * @param right sequence number that follows the block
   */
  public record SackBlock(int left, int right) {}

  /** Only the time stamps, as on every segment of a connection that negotiated them. */
  public static TcpOptions timestamps(int value, int echo) {
    return new TcpOptions(
        ABSENT, ABSENT, false, true, value, echo, List.of(), Ipv4Header.noOptions());
  }

  /** The encoded size, padded with NOPs to a multiple of 4; 0 to 40. */
  public int lengthBytes() {
    int length =
        (maximumSegmentSize == ABSENT ? 0 : 4)
            + (windowScale == ABSENT ? 0 : 3)
            + (sackPermitted ? 2 : 0)
            + (hasTimestamps ? 10 : 0)
            + (sackBlocks.isEmpty() ? 0 : 2 + 8 * sackBlocks.size())
            + other.lengthBytes();
    return (length + 3) & ~3;
  }
}
