package io.sdnsim.core.packet;

/**
 * A UDP header (RFC 768).
 *
 * @param checksumPresent false for the zero checksum that tunnels send (RFC 7348 5, RFC 6935)
 */
public record UdpHeader(int sourcePort, int destinationPort, boolean checksumPresent)
    implements TransportHeader {
  public UdpHeader(int sourcePort, int destinationPort) {
    this(sourcePort, destinationPort, true);
  }

  @Override
  public int lengthBytes() {
    return 8;
  }

  @Override
  public UdpHeader withPorts(int newSourcePort, int newDestinationPort) {
    return new UdpHeader(newSourcePort, newDestinationPort, checksumPresent);
  }
}
