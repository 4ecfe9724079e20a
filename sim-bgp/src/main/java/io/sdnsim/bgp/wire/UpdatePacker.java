package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;

/** Packs prefixes into as few UPDATEs as the message limit allows. */
public final class UpdatePacker {
  /** The header and the two length fields of an UPDATE. */
  private static final int FIXED_BYTES = BgpMessage.HEADER_BYTES + 4;

  /** An attribute's flags, type and extended length, then AFI, SAFI, and what precedes NLRI. */
  private static final int UNREACH_BYTES = 4 + 3;

  private static final int REACH_BYTES = 4 + 5;

  private UpdatePacker() {}

  /**
   * UPDATEs that announce the prefixes, which are of one family.
   *
   * @param attributes with NEXT_HOP, which goes into MP_REACH_NLRI for IPv6
   * @return none when the attributes leave no room for a prefix (RFC 4271 9.2: such a route is not
   *     advertised)
   */
  public static List<BgpMessage.Update> announce(
      PathAttributes attributes, List<Prefix> prefixes, DecodeContext context) {
    if (prefixes.isEmpty()) {
      return List.of();
    }
    AddressFamily family = AddressFamily.of(prefixes.get(0));
    IpAddress nextHop = attributes.nextHop();
    if (nextHop == null || nextHop.bitCount() != family.addressBits()) {
      throw new IllegalArgumentException("next hop " + nextHop + " of " + prefixes.get(0));
    }
    PathAttributes sent =
        family == AddressFamily.IPV4_UNICAST
            ? attributes
            : attributes.without(PathAttribute.NEXT_HOP);
    ByteWriter encoded = new ByteWriter();
    AttributeEncoder.encode(sent, context, encoded);
    int overhead = encoded.size();
    if (family != AddressFamily.IPV4_UNICAST) {
      overhead += REACH_BYTES + nextHop.bitCount() / 8;
    }
    List<BgpMessage.Update> updates = new ArrayList<>();
    int room = context.maximumBytes() - FIXED_BYTES - overhead;
    if (room < 1 + family.addressBits() / 8) {
      return List.of();
    }
    for (List<Prefix> part : split(prefixes, room)) {
      updates.add(
          family == AddressFamily.IPV4_UNICAST
              ? BgpMessage.Update.announce(sent, part)
              : new BgpMessage.Update(
                  List.of(),
                  sent,
                  List.of(),
                  new PathAttribute.MpReachNlri(family, List.of(nextHop), part),
                  null));
    }
    return updates;
  }

  /** UPDATEs that withdraw the prefixes, which are of one family. */
  public static List<BgpMessage.Update> withdraw(List<Prefix> prefixes, DecodeContext context) {
    if (prefixes.isEmpty()) {
      return List.of();
    }
    AddressFamily family = AddressFamily.of(prefixes.get(0));
    List<BgpMessage.Update> updates = new ArrayList<>();
    if (family == AddressFamily.IPV4_UNICAST) {
      for (List<Prefix> part : split(prefixes, context.maximumBytes() - FIXED_BYTES)) {
        updates.add(BgpMessage.Update.withdraw(part));
      }
      return updates;
    }
    for (List<Prefix> part :
        split(prefixes, context.maximumBytes() - FIXED_BYTES - UNREACH_BYTES)) {
      updates.add(
          new BgpMessage.Update(
              List.of(),
              PathAttributes.EMPTY,
              List.of(),
              null,
              new PathAttribute.MpUnreachNlri(family, part)));
    }
    return updates;
  }

  private static List<List<Prefix>> split(List<Prefix> prefixes, int roomBytes) {
    List<List<Prefix>> parts = new ArrayList<>();
    int from = 0;
    int used = 0;
    for (int i = 0; i < prefixes.size(); i++) {
      int size = 1 + (prefixes.get(i).length() + 7) / 8;
      if (used + size > roomBytes) {
        parts.add(prefixes.subList(from, i));
        from = i;
        used = 0;
      }
      used += size;
    }
    parts.add(prefixes.subList(from, prefixes.size()));
    return parts;
  }
}
