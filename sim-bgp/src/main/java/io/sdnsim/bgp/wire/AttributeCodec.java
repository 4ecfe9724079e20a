package io.sdnsim.bgp.wire;

import static io.sdnsim.bgp.wire.PathAttribute.FLAG_EXTENDED_LENGTH;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_OPTIONAL;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_PARTIAL;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_TRANSITIVE;

import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The path attributes of an UPDATE to bytes and back. */
final class AttributeCodec {
  private static final int KIND_BITS = FLAG_OPTIONAL | FLAG_TRANSITIVE;

  private AttributeCodec() {}

  /** Writes all attributes of a message; MP_REACH_NLRI first (RFC 7606 5.1). */
  static void encode(BgpMessage.Update update, DecodeContext context, ByteWriter out) {
    if (update.unreach() != null) {
      encode(update.unreach(), context, out);
    }
    if (update.reach() != null) {
      encode(update.reach(), context, out);
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
    ByteWriter value = new ByteWriter();
    encodeValue(attribute, context, value);
    boolean isLong = value.size() > 255;
    out.u8(attribute.flags() | (isLong ? FLAG_EXTENDED_LENGTH : 0)).u8(attribute.type());
    if (isLong) {
      out.u16(value.size());
    } else {
      out.u8(value.size());
    }
    out.append(value);
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
    } else if (attribute instanceof PathAttribute.Communities a) {
      a.values().forEach(value -> out.u32(value));
    } else if (attribute instanceof PathAttribute.OriginatorId a) {
      out.address(a.routerId());
    } else if (attribute instanceof PathAttribute.ClusterList a) {
      a.clusters().forEach(out::address);
    } else if (attribute instanceof PathAttribute.MpReachNlri a) {
      encodeReach(a, out);
    } else if (attribute instanceof PathAttribute.MpUnreachNlri a) {
      out.u16(a.family().afi()).u8(a.family().safi());
      a.withdrawn().forEach(out::prefix);
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

  private static void encodeReach(PathAttribute.MpReachNlri reach, ByteWriter out) {
    out.u16(reach.family().afi()).u8(reach.family().safi());
    int bytes = reach.nextHops().stream().mapToInt(hop -> hop.bitCount() / 8).sum();
    out.u8(bytes);
    reach.nextHops().forEach(out::address);
    out.u8(0); // RFC 4760 3: reserved
    reach.nlri().forEach(out::prefix);
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

  static int twoOctets(long asn) {
    return asn > 0xFFFF ? BgpMessage.AS_TRANS : (int) asn;
  }

  /** Reads the attributes and puts the message together. */
  static BgpMessage.Update decode(
      List<Prefix> withdrawn, ByteReader in, List<Prefix> nlri, DecodeContext context)
      throws BgpDecodeException {
    List<PathAttribute> attributes = new ArrayList<>();
    boolean[] seen = new boolean[256];
    PathAttribute.MpReachNlri reach = null;
    PathAttribute.MpUnreachNlri unreach = null;
    int start = in.position();
    while (in.remaining() > 0) {
      PathAttribute attribute = decodeOne(in, seen, context);
      if (attribute instanceof PathAttribute.MpReachNlri r) {
        reach = r;
      } else if (attribute instanceof PathAttribute.MpUnreachNlri u) {
        unreach = u;
      } else if (attribute != null) {
        attributes.add(attribute);
      }
    }
    PathAttributes merged = PathAttributes.of(As4Merge.merge(attributes, context.fourOctetAs()));
    checkMandatory(merged, nlri, reach, context, start);
    if (nlri.isEmpty() && reach == null) {
      // RFC 4271 4.3: without reachable prefixes the attributes describe nothing.
      merged = PathAttributes.EMPTY;
    }
    return new BgpMessage.Update(withdrawn, merged, nlri, reach, unreach);
  }

  /** RFC 4271 6.3, RFC 4760 3: what must come with reachable prefixes. */
  private static void checkMandatory(
      PathAttributes attributes,
      List<Prefix> nlri,
      PathAttribute.@Nullable MpReachNlri reach,
      DecodeContext context,
      int offset)
      throws BgpDecodeException {
    if (nlri.isEmpty() && reach == null) {
      return;
    }
    int missing = 0;
    if (!attributes.has(PathAttribute.ORIGIN)) {
      missing = PathAttribute.ORIGIN;
    } else if (!attributes.has(PathAttribute.AS_PATH)) {
      missing = PathAttribute.AS_PATH;
    } else if (!nlri.isEmpty() && !attributes.has(PathAttribute.NEXT_HOP)) {
      missing = PathAttribute.NEXT_HOP;
    } else if (context.internalPeer() && !attributes.has(PathAttribute.LOCAL_PREF)) {
      missing = PathAttribute.LOCAL_PREF;
    }
    if (missing != 0) {
      throw error(
          BgpError.UPDATE_MISSING_WELL_KNOWN,
          new byte[] {(byte) missing},
          missing,
          offset,
          "attribute " + missing + " is missing");
    }
  }

  private static @Nullable PathAttribute decodeOne(
      ByteReader in, boolean[] seen, DecodeContext context) throws BgpDecodeException {
    int start = in.position();
    if (!in.has(3)) {
      throw listError(start, 0, "attribute is cut off");
    }
    int flags = in.u8();
    int type = in.u8();
    boolean extended = (flags & FLAG_EXTENDED_LENGTH) != 0;
    if (extended && !in.has(2)) {
      throw listError(start, type, "Attribute Length is cut off");
    }
    int length = extended ? in.u16() : in.u8();
    if (!in.has(length)) {
      throw listError(start, type, "Attribute Length " + length + " runs past the end");
    }
    if (seen[type]) {
      throw listError(start, type, "attribute " + type + " appears twice");
    }
    seen[type] = true;
    Attribute raw = new Attribute(type, flags, start, length, in);
    PathAttribute attribute = decodeValue(raw, context);
    if (raw.value.remaining() > 0) {
      throw raw.lengthError();
    }
    return attribute;
  }

  /** One attribute while it is read: where it stands, and how to complain about it. */
  private static final class Attribute {
    private final int type;
    private final int flags;
    private final int start;
    private final int length;
    private final byte[] whole;
    private final ByteReader value;

    Attribute(int type, int flags, int start, int length, ByteReader in) {
      this.type = type;
      this.flags = flags;
      this.start = start;
      this.length = length;
      this.whole = in.window(start, in.position() + length);
      this.value = in.part(length);
    }

    /** RFC 4271 6.3: flags that conflict with the type. */
    void checkKind(int expected) throws BgpDecodeException {
      boolean partialAllowed = expected == (FLAG_OPTIONAL | FLAG_TRANSITIVE);
      if ((flags & KIND_BITS) != expected || (!partialAllowed && (flags & FLAG_PARTIAL) != 0)) {
        throw error(BgpError.UPDATE_ATTRIBUTE_FLAGS, whole, type, start, "Attribute Flags");
      }
    }

    void checkLength(boolean right) throws BgpDecodeException {
      if (!right) {
        throw lengthError();
      }
    }

    BgpDecodeException lengthError() {
      return error(
          BgpError.UPDATE_ATTRIBUTE_LENGTH,
          whole,
          type,
          start,
          "Attribute Length " + length + " of attribute " + type);
    }

    BgpDecodeException valueError(int subcode, String field) {
      byte[] data = subcode == BgpError.UPDATE_MALFORMED_AS_PATH ? new byte[0] : whole;
      return error(subcode, data, type, start, field);
    }
  }

  private static @Nullable PathAttribute decodeValue(Attribute a, DecodeContext context)
      throws BgpDecodeException {
    switch (a.type) {
      case PathAttribute.ORIGIN:
      case PathAttribute.AS_PATH:
      case PathAttribute.NEXT_HOP:
      case PathAttribute.LOCAL_PREF:
      case PathAttribute.ATOMIC_AGGREGATE:
        a.checkKind(FLAG_TRANSITIVE);
        return decodeWellKnown(a, context);
      case PathAttribute.MULTI_EXIT_DISC:
      case PathAttribute.ORIGINATOR_ID:
      case PathAttribute.CLUSTER_LIST:
      case PathAttribute.MP_REACH_NLRI:
      case PathAttribute.MP_UNREACH_NLRI:
        a.checkKind(FLAG_OPTIONAL);
        return decodeNonTransitive(a);
      case PathAttribute.AGGREGATOR:
      case PathAttribute.COMMUNITIES:
      case PathAttribute.AS4_PATH:
      case PathAttribute.AS4_AGGREGATOR:
        a.checkKind(FLAG_OPTIONAL | FLAG_TRANSITIVE);
        return decodeTransitive(a, context);
      default:
        if ((a.flags & FLAG_OPTIONAL) == 0) {
          throw a.valueError(
              BgpError.UPDATE_UNRECOGNIZED_WELL_KNOWN, "attribute " + a.type + " is unknown");
        }
        int kept = a.flags & (FLAG_OPTIONAL | FLAG_TRANSITIVE | FLAG_PARTIAL);
        return new PathAttribute.Unknown(kept, a.type, Bytes.of(a.value.rest()));
    }
  }

  private static @Nullable PathAttribute decodeWellKnown(Attribute a, DecodeContext context)
      throws BgpDecodeException {
    switch (a.type) {
      case PathAttribute.ORIGIN:
        a.checkLength(a.length == 1);
        int origin = a.value.u8();
        if (origin > Origin.INCOMPLETE.ordinal()) {
          throw a.valueError(BgpError.UPDATE_INVALID_ORIGIN, "ORIGIN " + origin);
        }
        return new PathAttribute.OriginAttribute(Origin.values()[origin]);
      case PathAttribute.AS_PATH:
        return new PathAttribute.AsPathAttribute(path(a, context.fourOctetAs()));
      case PathAttribute.NEXT_HOP:
        a.checkLength(a.length == 4);
        IpAddress nextHop = a.value.ipv4();
        // RFC 4271 6.3: a NEXT_HOP must be a valid host address.
        if (!isHost(nextHop)) {
          throw a.valueError(BgpError.UPDATE_INVALID_NEXT_HOP, "NEXT_HOP " + nextHop);
        }
        return new PathAttribute.NextHopAttribute(nextHop);
      case PathAttribute.LOCAL_PREF:
        a.checkLength(a.length == 4);
        long preference = a.value.u32();
        // RFC 4271 5.1.5: from an external peer it is ignored.
        return context.internalPeer() ? new PathAttribute.LocalPref(preference) : null;
      default:
        a.checkLength(a.length == 0);
        return new PathAttribute.AtomicAggregate();
    }
  }

  private static @Nullable PathAttribute decodeNonTransitive(Attribute a)
      throws BgpDecodeException {
    switch (a.type) {
      case PathAttribute.MULTI_EXIT_DISC:
        a.checkLength(a.length == 4);
        return new PathAttribute.MultiExitDisc(a.value.u32());
      case PathAttribute.ORIGINATOR_ID:
        a.checkLength(a.length == 4);
        return new PathAttribute.OriginatorId(a.value.ipv4());
      case PathAttribute.CLUSTER_LIST:
        a.checkLength(a.length % 4 == 0 && a.length > 0);
        List<IpAddress> clusters = new ArrayList<>(a.length / 4);
        while (a.value.remaining() > 0) {
          clusters.add(a.value.ipv4());
        }
        return new PathAttribute.ClusterList(clusters);
      case PathAttribute.MP_REACH_NLRI:
        return decodeReach(a);
      default:
        return decodeUnreach(a);
    }
  }

  private static PathAttribute decodeTransitive(Attribute a, DecodeContext context)
      throws BgpDecodeException {
    switch (a.type) {
      case PathAttribute.AGGREGATOR:
        boolean wide = context.fourOctetAs();
        a.checkLength(a.length == (wide ? 8 : 6));
        return new PathAttribute.Aggregator(wide ? a.value.u32() : a.value.u16(), a.value.ipv4());
      case PathAttribute.COMMUNITIES:
        a.checkLength(a.length % 4 == 0);
        List<Integer> communities = new ArrayList<>(a.length / 4);
        while (a.value.remaining() > 0) {
          communities.add((int) a.value.u32());
        }
        return new PathAttribute.Communities(communities);
      case PathAttribute.AS4_PATH:
        return new PathAttribute.As4Path(path(a, true));
      default:
        a.checkLength(a.length == 8);
        return new PathAttribute.As4Aggregator(a.value.u32(), a.value.ipv4());
    }
  }

  /** An address that can be a next hop: not 0.0.0.0/8, loopback, multicast or beyond. */
  static boolean isHost(IpAddress address) {
    if (address.isUnspecified() || address.isLoopback() || address.isMulticast()) {
      return false;
    }
    return address.isIpv6() || (address.low() >>> 24 != 0 && address.low() >>> 28 < 0xE);
  }

  private static @Nullable PathAttribute decodeReach(Attribute a) throws BgpDecodeException {
    a.checkLength(a.length >= 5);
    AddressFamily family = AddressFamily.of(a.value.u16(), a.value.u8());
    int hopBytes = a.value.u8();
    if (!a.value.has(hopBytes + 1)) {
      throw a.valueError(BgpError.UPDATE_OPTIONAL_ATTRIBUTE, "Length of Next Hop " + hopBytes);
    }
    if (family == null) {
      // RFC 4760 6: a family that was not negotiated is ignored.
      a.value.rest();
      return null;
    }
    ByteReader hops = a.value.part(hopBytes);
    a.value.u8();
    List<IpAddress> nextHops = new ArrayList<>(2);
    if (family == AddressFamily.IPV4_UNICAST && hopBytes == 4) {
      nextHops.add(hops.ipv4());
    } else if (family == AddressFamily.IPV6_UNICAST && (hopBytes == 16 || hopBytes == 32)) {
      while (hops.remaining() > 0) {
        nextHops.add(hops.ipv6());
      }
    } else {
      throw a.valueError(BgpError.UPDATE_OPTIONAL_ATTRIBUTE, "Length of Next Hop " + hopBytes);
    }
    if (!isHost(nextHops.get(0))) {
      throw a.valueError(
          BgpError.UPDATE_OPTIONAL_ATTRIBUTE, "Network Address of Next Hop " + nextHops.get(0));
    }
    return new PathAttribute.MpReachNlri(
        family, nextHops, BgpCodec.prefixes(a.value, family, a.type));
  }

  private static @Nullable PathAttribute decodeUnreach(Attribute a) throws BgpDecodeException {
    a.checkLength(a.length >= 3);
    AddressFamily family = AddressFamily.of(a.value.u16(), a.value.u8());
    if (family == null) {
      a.value.rest();
      return null;
    }
    return new PathAttribute.MpUnreachNlri(family, BgpCodec.prefixes(a.value, family, a.type));
  }

  private static AsPath path(Attribute a, boolean fourOctets) throws BgpDecodeException {
    List<Segment> segments = new ArrayList<>(2);
    while (a.value.remaining() > 0) {
      if (!a.value.has(2)) {
        throw a.valueError(BgpError.UPDATE_MALFORMED_AS_PATH, "segment is cut off");
      }
      SegmentType type = SegmentType.of(a.value.u8());
      int count = a.value.u8();
      if (type == null || count == 0 || !a.value.has(count * (fourOctets ? 4 : 2))) {
        throw a.valueError(
            BgpError.UPDATE_MALFORMED_AS_PATH,
            "segment type " + type + " with " + count + " AS numbers");
      }
      int[] asns = new int[count];
      for (int i = 0; i < count; i++) {
        asns[i] = fourOctets ? (int) a.value.u32() : a.value.u16();
      }
      segments.add(Segment.ofBits(type, asns));
    }
    return AsPath.of(segments);
  }

  private static BgpDecodeException listError(int offset, int type, String field) {
    return error(BgpError.UPDATE_MALFORMED_ATTRIBUTE_LIST, new byte[0], type, offset, field);
  }

  private static BgpDecodeException error(
      int subcode, byte[] data, int type, int offset, String field) {
    return new BgpDecodeException(BgpError.UPDATE, subcode, data, type, offset, field);
  }
}
