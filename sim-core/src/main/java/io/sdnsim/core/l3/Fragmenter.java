package io.sdnsim.core.l3;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Fragment;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts IP datagrams into fragments (RFC 791 section 3.2, RFC 8200 section 4.5).
 *
 * <p>Whether a datagram may be cut is the caller's decision: DF forbids it, and of IPv6 only the
 * source may. Fragments refer to the whole datagram, also those of a fragment that is cut again.
 * Fragments that were decoded from bytes are cut into bytes.
 */
public final class Fragmenter {
  private static final int OPTION_COPIED = 0x80;
  private static final int OPTION_END = 0;
  private static final int OPTION_NO_OPERATION = 1;

  private Fragmenter() {}

  /**
   * Cuts an IPv4 datagram, or a fragment of one, without regard to DF.
   *
   * @param datagram its identification must be the one that the fragments are to share (RFC 6864
   *     section 4.1: unique within the lifetime of the datagram)
   * @param mtuBytes the largest fragment with its IP header
   * @return the fragments in order without Ethernet headers; the datagram alone when it fits
   * @throws IllegalArgumentException when the MTU leaves no room for 8 bytes
   */
  public static List<Packet> fragmentIpv4(Packet datagram, int mtuBytes) {
    if (!(datagram.network() instanceof Ipv4Header header)) {
      throw new IllegalArgumentException("not an IPv4 packet: " + datagram);
    }
    Packet bare = datagram.withEthernet(null);
    if (bare.lengthBytes() <= mtuBytes) {
      return List.of(bare);
    }
    Ipv4Header laterHeader = withCopiedOptions(header);
    List<Packet> fragments = new ArrayList<>();
    int total = bare.lengthBytes() - header.lengthBytes();
    int from = 0;
    while (from < total) {
      Ipv4Header ownHeader = from == 0 ? header : laterHeader;
      int room = mtuBytes - ownHeader.lengthBytes();
      int length = partLength(total - from, room, mtuBytes);
      boolean more = header.moreFragments() || from + length < total;
      Ipv4Header network =
          ownHeader.withFragment(
              header.identification(), header.dontFragment(), more, header.fragmentOffset() + from);
      fragments.add(Packet.ip(network, null, part(bare, from, length), bare.tag()));
      from += length;
    }
    return fragments;
  }

  /**
   * Cuts an IPv6 datagram at its source.
   *
   * @param identification different from that of any fragmented datagram sent recently between the
   *     same addresses (RFC 8200 section 4.5)
   * @param mtuBytes the largest fragment with all its headers
   * @return the fragments in order without Ethernet headers; the datagram alone when it fits
   * @throws IllegalArgumentException when the MTU leaves no room for 8 bytes, or the packet is a
   *     fragment already
   */
  public static List<Packet> fragmentIpv6(Packet datagram, int mtuBytes, int identification) {
    if (!(datagram.network() instanceof Ipv6Header header) || header.isFragment()) {
      throw new IllegalArgumentException("not a whole IPv6 datagram: " + datagram);
    }
    Packet bare = datagram.withEthernet(null);
    if (bare.lengthBytes() <= mtuBytes) {
      return List.of(bare);
    }
    int total = bare.lengthBytes() - header.lengthBytes();
    // RFC 8200 4.5: the per-fragment headers and the Fragment header, 8 bytes, precede each part.
    int room = mtuBytes - header.lengthBytes() - 8;
    List<Packet> fragments = new ArrayList<>();
    int from = 0;
    while (from < total) {
      int length = partLength(total - from, room, mtuBytes);
      Ipv6Header network =
          header.withFragment(new Ipv6Fragment(identification, from, from + length < total));
      fragments.add(Packet.ip(network, null, part(bare, from, length), bare.tag()));
      from += length;
    }
    return fragments;
  }

  /** All that is left when it fits, otherwise a multiple of 8. */
  private static int partLength(int left, int room, int mtuBytes) {
    if (left <= room) {
      return left;
    }
    int length = room & ~7;
    if (length <= 0) {
      throw new IllegalArgumentException(
          "an MTU of " + mtuBytes + " bytes leaves no room for a fragment");
    }
    return length;
  }

  private static Payload part(Packet datagram, int from, int length) {
    IpHeader ip = datagram.ip();
    if (ip != null && ip.isFragment()) {
      if (datagram.payload() instanceof FragmentPayload whole) {
        return new FragmentPayload(whole.datagram(), whole.offset() + from, length);
      }
      if (datagram.payload() instanceof Bytes bytes) {
        return bytes.slice(from, from + length);
      }
    }
    return new FragmentPayload(datagram, from, length);
  }

  /** RFC 791 section 3.1: fragments after the first carry only options with the copied flag. */
  private static Ipv4Header withCopiedOptions(Ipv4Header header) {
    Bytes options = header.options();
    if (options.lengthBytes() == 0 || header.fragmentOffset() != 0) {
      return header;
    }
    ByteArrayOutputStream copied = new ByteArrayOutputStream();
    int at = 0;
    while (at < options.lengthBytes()) {
      int type = options.at(at) & 0xFF;
      if (type == OPTION_END) {
        break;
      }
      if (type == OPTION_NO_OPERATION) {
        at++;
        continue;
      }
      int length = at + 1 < options.lengthBytes() ? options.at(at + 1) & 0xFF : 0;
      if (length < 2 || at + length > options.lengthBytes()) {
        break; // RFC 1812 5.2.2 leaves malformed options to the receiver; they end here
      }
      if ((type & OPTION_COPIED) != 0) {
        byte[] option = options.slice(at, at + length).toArray();
        copied.write(option, 0, option.length);
      }
      at += length;
    }
    while (copied.size() % 4 != 0) {
      copied.write(OPTION_END);
    }
    return new Ipv4Header(
        header.source(),
        header.destination(),
        header.hopLimit(),
        header.protocol(),
        header.trafficClass(),
        header.identification(),
        header.dontFragment(),
        header.moreFragments(),
        header.fragmentOffset(),
        Bytes.of(copied.toByteArray()));
  }
}
