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
    return announce(attributes, prefixes, PathIds.NONE, context);
  }

  /**
   * The same with Path Identifiers.
   *
   * @param ids of the prefixes, where the session sends them
   */
  public static List<BgpMessage.Update> announce(
      PathAttributes attributes, List<Prefix> prefixes, PathIds ids, DecodeContext context) {
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
    if (room < (ids.isEmpty() ? 0 : Integer.BYTES) + 1 + family.addressBits() / 8) {
      return List.of();
    }
    for (Part part : split(prefixes, ids, room)) {
      updates.add(
          family == AddressFamily.IPV4_UNICAST
              ? new BgpMessage.Update(
                  List.of(),
                  sent,
                  part.prefixes,
                  null,
                  null,
                  PathIds.NONE,
                  part.ids,
                  List.of(),
                  List.of())
              : new BgpMessage.Update(
                  List.of(),
                  sent,
                  List.of(),
                  new PathAttribute.MpReachNlri(family, List.of(nextHop), part.prefixes, part.ids),
                  null));
    }
    return updates;
  }

  /** UPDATEs that withdraw the prefixes, which are of one family. */
  public static List<BgpMessage.Update> withdraw(List<Prefix> prefixes, DecodeContext context) {
    return withdraw(prefixes, PathIds.NONE, context);
  }

  /**
   * The same with Path Identifiers.
   *
   * @param ids of the prefixes, where the session sends them
   */
  public static List<BgpMessage.Update> withdraw(
      List<Prefix> prefixes, PathIds ids, DecodeContext context) {
    if (prefixes.isEmpty()) {
      return List.of();
    }
    AddressFamily family = AddressFamily.of(prefixes.get(0));
    List<BgpMessage.Update> updates = new ArrayList<>();
    if (family == AddressFamily.IPV4_UNICAST) {
      for (Part part : split(prefixes, ids, context.maximumBytes() - FIXED_BYTES)) {
        updates.add(
            new BgpMessage.Update(
                part.prefixes,
                PathAttributes.EMPTY,
                List.of(),
                null,
                null,
                part.ids,
                PathIds.NONE,
                List.of(),
                List.of()));
      }
      return updates;
    }
    for (Part part : split(prefixes, ids, context.maximumBytes() - FIXED_BYTES - UNREACH_BYTES)) {
      updates.add(
          new BgpMessage.Update(
              List.of(),
              PathAttributes.EMPTY,
              List.of(),
              null,
              new PathAttribute.MpUnreachNlri(family, part.prefixes, part.ids)));
    }
    return updates;
  }

  /** What goes into one message. */
  private record Part(List<Prefix> prefixes, PathIds ids) {}

  private static List<Part> split(List<Prefix> prefixes, PathIds ids, int roomBytes) {
    List<Part> parts = new ArrayList<>();
    int idBytes = ids.isEmpty() ? 0 : Integer.BYTES;
    int from = 0;
    int used = 0;
    for (int i = 0; i < prefixes.size(); i++) {
      int size = idBytes + 1 + (prefixes.get(i).length() + 7) / 8;
      if (used + size > roomBytes) {
        parts.add(new Part(prefixes.subList(from, i), ids.range(from, i)));
        from = i;
        used = 0;
      }
      used += size;
    }
    int end = prefixes.size();
    parts.add(new Part(prefixes.subList(from, end), ids.range(from, end)));
    return parts;
  }
}
