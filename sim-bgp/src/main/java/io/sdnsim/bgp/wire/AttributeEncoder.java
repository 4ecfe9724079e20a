package io.sdnsim.bgp.wire;

import static io.sdnsim.bgp.wire.PathAttribute.FLAG_EXTENDED_LENGTH;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_OPTIONAL;

import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;

/** Writes the path attributes of an UPDATE. */
final class AttributeEncoder {
  private AttributeEncoder() {}

  /** Writes all attributes of a message; those with prefixes first (RFC 7606 5.1). */
  static void encode(BgpMessage.Update update, DecodeContext context, ByteWriter out) {
    if (update.unreach() != null) {
      encode(update.unreach(), context, out);
    }
    if (update.reach() != null) {
      encode(update.reach(), context, out);
    }
    for (OtherFamilyNlri other : update.otherFamilies()) {
      encode(
          new PathAttribute.Unknown(FLAG_OPTIONAL, other.attribute(), other.value()), context, out);
    }
    encode(update.attributes(), context, out);
  }

  static void encode(PathAttributes attributes, DecodeContext context, ByteWriter out) {
    for (PathAttribute attribute : attributes.list()) {
      encode(attribute, context, out);
    }
    if (!context.fourOctetAs()) {
      encodeAs4(attributes, context, out);
    }
  }

  /** RFC 6793 4.2.2: towards a two-octet speaker the real AS numbers travel in attributes apart. */
  private static void encodeAs4(PathAttributes attributes, DecodeContext context, ByteWriter out) {
    AsPath path = attributes.asPath();
    if (needsFourOctets(path)) {
      List<Segment> plain = new ArrayList<>();
      for (Segment segment : path.segments()) {
        if (!segment.type().isConfederation()) {
          plain.add(segment);
        }
      }
      encode(new PathAttribute.As4Path(AsPath.of(plain)), context, out);
    }
    if (attributes.find(PathAttribute.AGGREGATOR) instanceof PathAttribute.Aggregator aggregator
        && aggregator.asn() > 0xFFFF) {
      encode(
          new PathAttribute.As4Aggregator(aggregator.asn(), aggregator.routerId()), context, out);
    }
  }

  private static boolean needsFourOctets(AsPath path) {
    for (Segment segment : path.segments()) {
      for (int i = 0; !segment.type().isConfederation() && i < segment.size(); i++) {
        if (segment.asn(i) > 0xFFFF) {
          return true;
        }
      }
    }
    return false;
  }

  private static void encode(PathAttribute attribute, DecodeContext context, ByteWriter out) {
    // The length is known behind the value: one octet is kept for it, two where that is too few.
    int start = out.size();
    out.u8(attribute.flags()).u8(attribute.type()).u8(0);
    int valueAt = out.size();
    encodeValue(attribute, context, out);
    int length = out.size() - valueAt;
    if (length <= 255) {
      out.setU8(start + 2, length);
      return;
    }
    out.insertU8(valueAt);
    out.setU8(start, attribute.flags() | FLAG_EXTENDED_LENGTH);
    out.setU16(start + 2, length);
  }

  private static void encodeValue(PathAttribute attribute, DecodeContext context, ByteWriter out) {
    if (attribute instanceof PathAttribute.OriginAttribute a) {
      out.u8(a.origin().ordinal());
    } else if (attribute instanceof PathAttribute.AsPathAttribute a) {
      encodePath(a.path(), context.fourOctetAs(), out);
    } else if (attribute instanceof PathAttribute.NextHopAttribute a) {
      out.address(a.address());
    } else if (attribute instanceof PathAttribute.MultiExitDisc a) {
      out.u32(a.value());
    } else if (attribute instanceof PathAttribute.LocalPref a) {
      out.u32(a.value());
    } else if (attribute instanceof PathAttribute.AtomicAggregate) {
      return;
    } else if (attribute instanceof PathAttribute.Aggregator a) {
      if (context.fourOctetAs()) {
        out.u32(a.asn());
      } else {
        out.u16(twoOctets(a.asn()));
      }
      out.address(a.routerId());
    } else if (attribute instanceof PathAttribute.MpReachNlri a) {
      encodeReach(a, context, out);
    } else if (attribute instanceof PathAttribute.MpUnreachNlri a) {
      out.u16(a.family().afi()).u8(a.family().safi());
      prefixes(a.withdrawn(), a.ids(), a.family(), context, out);
    } else {
      encodeLaterOne(attribute, out);
    }
  }

  /** Those that came after RFC 4271 and hold nothing that a session negotiates. */
  private static void encodeLaterOne(PathAttribute attribute, ByteWriter out) {
    if (attribute instanceof PathAttribute.Communities a) {
      a.values().forEach(out::u32);
    } else if (attribute instanceof PathAttribute.ExtendedCommunities a) {
      a.values().forEach(community -> out.u64(community.bits()));
    } else if (attribute instanceof PathAttribute.LargeCommunities a) {
      for (LargeCommunity community : a.values()) {
        out.u32(community.globalAdministrator()).u32(community.data1()).u32(community.data2());
      }
    } else if (attribute instanceof PathAttribute.OnlyToCustomer a) {
      out.u32(a.asn());
    } else if (attribute instanceof PathAttribute.OriginatorId a) {
      out.address(a.routerId());
    } else if (attribute instanceof PathAttribute.ClusterList a) {
      a.clusters().forEach(out::address);
    } else if (attribute instanceof PathAttribute.As4Path a) {
      encodePath(a.path(), true, out);
    } else if (attribute instanceof PathAttribute.As4Aggregator a) {
      out.u32(a.asn()).address(a.routerId());
    } else if (attribute instanceof PathAttribute.Unknown a) {
      out.bytes(a.value());
    } else {
      throw new AssertionError(attribute);
    }
  }

  private static void encodeReach(
      PathAttribute.MpReachNlri reach, DecodeContext context, ByteWriter out) {
    out.u16(reach.family().afi()).u8(reach.family().safi());
    int bytes = 0;
    for (IpAddress hop : reach.nextHops()) {
      bytes += hop.bitCount() / 8;
    }
    out.u8(bytes);
    reach.nextHops().forEach(out::address);
    out.u8(0); // RFC 4760 3: reserved
    prefixes(reach.nlri(), reach.ids(), reach.family(), context, out);
  }

  /**
   * Writes prefixes, with Path Identifiers when the session has them.
   *
   * @param ids as the session wants them; without them all are 0
   */
  static void prefixes(
      List<Prefix> prefixes,
      PathIds ids,
      AddressFamily family,
      DecodeContext context,
      ByteWriter out) {
    boolean withIds = context.addPathSent().contains(family);
    for (int i = 0; i < prefixes.size(); i++) {
      if (withIds) {
        out.u32(ids.at(i));
      }
      out.prefix(prefixes.get(i));
    }
  }

  private static void encodePath(AsPath path, boolean fourOctets, ByteWriter out) {
    for (Segment segment : path.segments()) {
      out.u8(segment.type().code()).u8(segment.size());
      for (int i = 0; i < segment.size(); i++) {
        if (fourOctets) {
          out.u32(segment.asn(i));
        } else {
          out.u16(twoOctets(segment.asn(i)));
        }
      }
    }
  }

  private static int twoOctets(long asn) {
    return asn > 0xFFFF ? BgpMessage.AS_TRANS : (int) asn;
  }
}
