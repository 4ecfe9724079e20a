package io.sdnsim.core.packet;

/**
 * A UDP header (RFC 768).
 *
 * @param checksumPresent false for the zero checksum that tunnels send (RFC 7348 5, RFC 6935)
 * @param checksumError the bits, of 16, in which the checksum differs from the right one; 0 but in
 *     packets that were read from bytes that somebody damaged. What rewrites a packet carries the
 *     error along, as an incremental update of the checksum does (RFC 1624).
 */
public record UdpHeader(
    int sourcePort, int destinationPort, boolean checksumPresent, int checksumError)
    implements TransportHeader {
  /**
   * @throws IllegalArgumentException when a checksum that is absent, or one of more than 16 bits,
   *     is wrong
   */
  public UdpHeader {
    if (checksumError >>> 16 != 0 || (checksumError != 0 && !checksumPresent)) {
      throw new IllegalArgumentException("a checksum with the error " + checksumError);
    }
  }

  /** A header whose checksum, if it has one, is right. */
  public UdpHeader(int sourcePort, int destinationPort, boolean checksumPresent) {
    this(sourcePort, destinationPort, checksumPresent, 0);
  }

  public UdpHeader(int sourcePort, int destinationPort) {
    this(sourcePort, destinationPort, true);
  }

  @Override
  public int lengthBytes() {
    return 8;
  }

  @Override
  public UdpHeader withPorts(int newSourcePort, int newDestinationPort) {
    return new UdpHeader(newSourcePort, newDestinationPort, checksumPresent, checksumError);
  }

  /** The header with a checksum that differs from the right one in these bits. */
  public UdpHeader withChecksumError(int newChecksumError) {
    return new UdpHeader(sourcePort, destinationPort, checksumPresent, newChecksumError);
  }
}
