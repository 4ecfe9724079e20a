package io.sdnsim.core.wire;

import io.sdnsim.core.packet.UdpHeader;

/** The UDP header (RFC 768). */
final class UdpCodec {
  static final int CHECKSUM_OFFSET = 6;
  private static final int HEADER_BYTES = 8;
  private static final int MAX_LENGTH = 0xFFFF;

  private UdpCodec() {}

  /** Writes the header with a zero checksum. */
  static void write(ByteWriter out, UdpHeader header, int payloadLength) {
    if (HEADER_BYTES + payloadLength > MAX_LENGTH) {
      throw new IllegalArgumentException("a UDP payload of " + payloadLength + " bytes");
    }
    out.u16(header.sourcePort()).u16(header.destinationPort());
    out.u16(HEADER_BYTES + payloadLength).u16(0);
  }

  /**
   * The bits in which the checksum of a datagram differs from the right one.
   *
   * @param start where the header begins in the array
   * @param length of the datagram in bytes
   */
  static int checksumError(byte[] array, int start, int length, long pseudoHeader) {
    int found =
        (array[start + CHECKSUM_OFFSET] & 0xFF) << 8 | (array[start + CHECKSUM_OFFSET + 1] & 0xFF);
    long sum = InternetChecksum.add(pseudoHeader, array, start, length);
    if (InternetChecksum.finish(sum) == 0) {
      return 0;
    }
    // Taking the found one out of the sum is adding its complement (RFC 1624).
    return found ^ sent(InternetChecksum.finish(sum + (~found & 0xFFFF)));
  }

  /** RFC 768: a computed zero is sent as all ones, for zero means "no checksum". */
  static int sent(int checksum) {
    return checksum == 0 ? 0xFFFF : checksum;
  }

  /**
   * Reads the header and drops what lies behind the UDP length but within the IP packet, as hosts
   * do.
   */
  static UdpHeader read(ByteReader in) throws DecodeException {
    int start = in.position();
    int sourcePort = in.u16("udp.sourcePort");
    int destinationPort = in.u16("udp.destinationPort");
    int length = in.u16("udp.length");
    if (length < HEADER_BYTES) {
      throw in.fail("udp.length", start + 4, "is " + length + ", less than the header");
    }
    in.limitTo("udp.length", length - 6);
    return new UdpHeader(sourcePort, destinationPort, in.u16("udp.checksum") != 0);
  }
}
