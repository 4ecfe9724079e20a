package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Ipv4Header;

/** The IPv4 header (RFC 791 3.1). Options are carried through as bytes. */
final class Ipv4Codec {
  private static final int MIN_HEADER_BYTES = 20;
  private static final int MAX_OPTION_BYTES = 40;
  private static final int MAX_TOTAL_LENGTH = 0xFFFF;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int OFFSET_MASK = 0x1FFF;
  private static final int CHECKSUM_OFFSET = 10;

  private Ipv4Codec() {}

  static void write(ByteWriter out, Ipv4Header header, int totalLength) {
    int optionBytes = header.options().lengthBytes();
    if (optionBytes > MAX_OPTION_BYTES || (optionBytes & 3) != 0) {
      throw new IllegalArgumentException(
          "IPv4 options are 0 to 40 bytes, a multiple of 4, not " + optionBytes);
    }
    if (totalLength > MAX_TOTAL_LENGTH) {
      throw new IllegalArgumentException("an IPv4 datagram of " + totalLength + " bytes");
    }
    int start = out.position();
    out.u8(4 << 4 | header.lengthBytes() >>> 2).u8(header.trafficClass()).u16(totalLength);
    out.u16(header.identification());
    out.u16(
        (header.dontFragment() ? DONT_FRAGMENT : 0)
            | (header.moreFragments() ? MORE_FRAGMENTS : 0)
            | header.fragmentOffset() >>> 3);
    out.u8(header.hopLimit()).u8(header.protocol()).u16(0);
    out.ip(header.source()).ip(header.destination()).bytes(header.options());
    out.setU16(
        start + CHECKSUM_OFFSET, InternetChecksum.of(out.array(), start, header.lengthBytes()));
  }

  /** Reads the header and drops what lies behind the total length: padding. */
  static Ipv4Header read(ByteReader in, ChecksumPolicy checksums) throws DecodeException {
    int start = in.position();
    int versionAndLength = in.u8("ipv4.version");
    if (versionAndLength >>> 4 != 4) {
      throw in.fail("ipv4.version", start, "is " + (versionAndLength >>> 4) + ", expected 4");
    }
    int headerBytes = (versionAndLength & 0xF) << 2;
    if (headerBytes < MIN_HEADER_BYTES) {
      throw in.fail("ipv4.headerLength", start, "is " + headerBytes + " bytes, at least 20 needed");
    }
    final int trafficClass = in.u8("ipv4.trafficClass");
    int totalLength = in.u16("ipv4.totalLength");
    if (totalLength < headerBytes) {
      throw in.fail("ipv4.totalLength", start + 2, "is " + totalLength + ", less than the header");
    }
    in.limitTo("ipv4.totalLength", totalLength - 4);
    final int identification = in.u16("ipv4.identification");
    final int fragmentation = in.u16("ipv4.fragmentOffset");
    final int hopLimit = in.u8("ipv4.timeToLive");
    final int protocol = in.u8("ipv4.protocol");
    in.skip("ipv4.checksum", 2);
    final IpAddress source = in.ipv4("ipv4.source");
    final IpAddress destination = in.ipv4("ipv4.destination");
    Bytes options = in.bytes("ipv4.options", headerBytes - MIN_HEADER_BYTES);
    if (checksums == ChecksumPolicy.VERIFY
        && InternetChecksum.of(in.array(), start, headerBytes) != 0) {
      throw in.fail("ipv4.checksum", start + CHECKSUM_OFFSET, "is wrong");
    }
    // RFC 791 3.1: the first flag is reserved; a receiver has no use for it.
    return new Ipv4Header(
        source,
        destination,
        hopLimit,
        protocol,
        trafficClass,
        identification,
        (fragmentation & DONT_FRAGMENT) != 0,
        (fragmentation & MORE_FRAGMENTS) != 0,
        (fragmentation & OFFSET_MASK) << 3,
        options.lengthBytes() == 0 ? Ipv4Header.noOptions() : options);
  }
}
