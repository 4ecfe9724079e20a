package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Fragment;
import io.sdnsim.core.packet.Ipv6Header;
import java.util.Arrays;

/**
 * The IPv6 header with its extension headers (RFC 8200 3, 4). Hop-by-hop, routing and destination
 * options headers are carried through as bytes; jumbograms (RFC 2675) are not supported.
 */
final class Ipv6Codec {
  private static final int HEADER_BYTES = 40;
  private static final int MAX_PAYLOAD_LENGTH = 0xFFFF;

  /** Next Header values (RFC 8200 4). */
  private static final int HOP_BY_HOP = 0;

  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int DESTINATION_OPTIONS = 60;

  private Ipv6Codec() {}

  static void write(ByteWriter out, Ipv6Header header, int networkLength) {
    if (networkLength - HEADER_BYTES > MAX_PAYLOAD_LENGTH) {
      throw new IllegalArgumentException("an IPv6 packet of " + networkLength + " bytes");
    }
    Ipv6Fragment fragment = header.fragment();
    int behindExtensions = fragment == null ? header.protocol() : FRAGMENT;
    boolean extended = header.extensions().lengthBytes() > 0;
    out.u32(6 << 28 | header.trafficClass() << 20 | header.flowLabel());
    out.u16(networkLength - HEADER_BYTES);
    out.u8(extended ? header.extensionType() : behindExtensions).u8(header.hopLimit());
    out.ip(header.source()).ip(header.destination());
    if (extended) {
      byte[] extensions = endingWith(header.extensions(), behindExtensions);
      out.bytes(extensions, 0, extensions.length);
    }
    if (fragment != null) {
      out.u8(header.protocol()).u8(0);
      out.u16(fragment.offset() | (fragment.moreFragments() ? 1 : 0));
      out.u32(fragment.identification());
    }
  }

  /** A copy of extension headers whose last one announces what follows them. */
  private static byte[] endingWith(Bytes extensions, int nextHeader) {
    byte[] copy = extensions.toArray();
    int last = 0;
    int next = 0;
    while (next < copy.length) {
      last = next;
      next += next + 1 < copy.length ? ((copy[next + 1] & 0xFF) + 1) * 8 : 8;
    }
    if (next != copy.length) {
      throw new IllegalArgumentException("not a chain of IPv6 extension headers: " + extensions);
    }
    copy[last] = (byte) nextHeader;
    return copy;
  }

  /** Reads the header with its extensions and drops what lies behind the payload: padding. */
  static Ipv6Header read(ByteReader in) throws DecodeException {
    int start = in.position();
    int word = in.u32("ipv6.version");
    if (word >>> 28 != 6) {
      throw in.fail("ipv6.version", start, "is " + (word >>> 28) + ", expected 6");
    }
    int payloadLength = in.u16("ipv6.payloadLength");
    int next = in.u8("ipv6.nextHeader");
    final int hopLimit = in.u8("ipv6.hopLimit");
    final IpAddress source = in.ipv6("ipv6.source");
    final IpAddress destination = in.ipv6("ipv6.destination");
    in.limitTo("ipv6.payloadLength", payloadLength);

    int first = in.position();
    int last = first;
    final int extensionType = isExtension(next) ? next : 0;
    while (isExtension(next)) {
      last = in.position();
      // RFC 8200 4.1: hop-by-hop options stand directly behind the IPv6 header.
      if (next == HOP_BY_HOP && last != first) {
        throw in.fail("ipv6.hopByHop", last, "is not the first extension header");
      }
      next = in.u8("ipv6.extension.nextHeader");
      in.skip("ipv6.extension", in.u8("ipv6.extension.length") * 8 + 6);
    }
    byte[] extensions = Arrays.copyOfRange(in.array(), first, in.position());
    Ipv6Fragment fragment = null;
    if (next == FRAGMENT) {
      next = in.u8("ipv6.fragment.nextHeader");
      fragment = readFragment(in);
    }
    if (extensions.length > 0) {
      // So that a whole datagram and its fragments carry equal extensions.
      extensions[last - first] = (byte) next;
    }
    return new Ipv6Header(
        source,
        destination,
        hopLimit,
        next,
        word >>> 20 & 0xFF,
        word & 0xFFFFF,
        extensionType,
        extensions.length == 0 ? Ipv4Header.noOptions() : Bytes.of(extensions),
        fragment);
  }

  /** RFC 8200 4.5, behind the Next Header byte. */
  private static Ipv6Fragment readFragment(ByteReader in) throws DecodeException {
    in.skip("ipv6.fragment.reserved", 1);
    int offset = in.u16("ipv6.fragment.offset");
    int identification = in.u32("ipv6.fragment.identification");
    return new Ipv6Fragment(identification, offset & ~7, (offset & 1) != 0);
  }

  private static boolean isExtension(int nextHeader) {
    return nextHeader == HOP_BY_HOP || nextHeader == ROUTING || nextHeader == DESTINATION_OPTIONS;
  }
}
