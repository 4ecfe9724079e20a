package io.sdnsim.bgp.wire;

import static io.sdnsim.bgp.wire.PathAttribute.FLAG_OPTIONAL;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_PARTIAL;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_TRANSITIVE;

import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values of path attributes, and reports those that are malformed. */
final class AttributeDecoder {
  private static final int KIND_BITS = FLAG_OPTIONAL | FLAG_TRANSITIVE;

  private final DecodeContext context;
  private final Outbox<DecodeError> errors;
  private List<OtherFamilyNlri> otherFamilies = List.of();

  // The attribute at hand.
  private byte[] message = {};
  private int start;
  private int flags;
  private int type;
  private int length;
  private ByteReader value = new ByteReader(message, 0, 0);

  AttributeDecoder(DecodeContext context, Outbox<DecodeError> errors) {
    this.context = context;
    this.errors = errors;
  }

  /** AS_PATH, or {@code attribute 99} for one that this speaker doesn't know. */
  static String name(int type) {
    AttributeType known = AttributeType.of(type);
    return known == null ? "attribute " + type : known.name();
  }

  /** What the attributes hold of families that this speaker doesn't know. */
  List<OtherFamilyNlri> otherFamilies() {
    return otherFamilies;
  }

  /**
   * Reads one attribute.
   *
   * @param attributeStart where its flags stand in the message
   * @return null for one that is malformed, or that is to be left out
   */
  @Nullable PathAttribute decode(
      byte[] bytes, int attributeStart, int attributeFlags, int typeCode, ByteReader valueBytes) {
    message = bytes;
    start = attributeStart;
    flags = attributeFlags;
    type = typeCode;
    value = valueBytes;
    length = valueBytes.remaining();
    AttributeType known = AttributeType.of(typeCode);
    if (known == null) {
      return unknown();
    }
    if ((flags & KIND_BITS) != known.kind()) {
      return wrongFlags(known);
    }
    return switch (known) {
      case ORIGIN -> origin();
      case AS_PATH -> asPath();
      case NEXT_HOP -> nextHop();
      case MULTI_EXIT_DISC -> multiExitDisc();
      case LOCAL_PREF -> localPref();
      case ATOMIC_AGGREGATE ->
          length == 0 ? new PathAttribute.AtomicAggregate() : wrongLength("0 bytes");
      case AGGREGATOR -> aggregator();
      case COMMUNITIES -> communities();
      case ORIGINATOR_ID -> originatorId();
      case CLUSTER_LIST -> clusterList();
      case MP_REACH_NLRI -> mpReach();
      case MP_UNREACH_NLRI -> mpUnreach();
      case EXTENDED_COMMUNITIES -> extendedCommunities();
      case AS4_PATH -> as4Path();
      case AS4_AGGREGATOR -> as4Aggregator();
      case LARGE_COMMUNITY -> largeCommunities();
      case ONLY_TO_CUSTOMER -> onlyToCustomer();
    };
  }

  private @Nullable PathAttribute unknown() {
    if ((flags & FLAG_OPTIONAL) == 0) {
      // RFC 7606 leaves this case of RFC 4271 as it was.
      return report(
          ErrorAction.SESSION_RESET,
          BgpError.UPDATE_UNRECOGNIZED_WELL_KNOWN,
          null,
          "RFC 4271 6.3",
          "well-known " + name(type) + " is not known");
    }
    int kept = flags & (KIND_BITS | FLAG_PARTIAL);
    return new PathAttribute.Unknown(kept, type, Bytes.of(value.rest()));
  }

  /** RFC 7606 3.c; the partial bit does not matter. */
  private @Nullable PathAttribute wrongFlags(AttributeType known) {
    String field = known.name() + " with Attribute Flags 0x" + Integer.toHexString(flags);
    if (known.carriesNlri()) {
      return mpError(family(), BgpError.UPDATE_ATTRIBUTE_FLAGS, "RFC 7606 5.3", field);
    }
    return report(
        ErrorAction.TREAT_AS_WITHDRAW,
        BgpError.UPDATE_ATTRIBUTE_FLAGS,
        null,
        "RFC 7606 3.c",
        field);
  }

  private @Nullable PathAttribute origin() {
    if (length != 1) {
      return wrongLength("1 byte");
    }
    int origin = value.u8();
    if (origin > Origin.INCOMPLETE.ordinal()) {
      return malformed(BgpError.UPDATE_INVALID_ORIGIN, "ORIGIN " + origin);
    }
    return new PathAttribute.OriginAttribute(Origin.of(origin));
  }

  private @Nullable PathAttribute asPath() {
    AsPath path = path(context.fourOctetAs());
    if (path == null) {
      return null;
    }
    List<Segment> segments = path.segments();
    boolean confederation = false;
    for (Segment segment : segments) {
      confederation |= segment.type().isConfederation();
    }
    if (context.peer() == PeerType.EXTERNAL && confederation) {
      return report(
          ErrorAction.TREAT_AS_WITHDRAW,
          BgpError.UPDATE_MALFORMED_AS_PATH,
          null,
          "RFC 5065 5",
          "confederation segment from a peer outside the confederation");
    }
    if (context.peer() == PeerType.CONFEDERATION
        && (segments.isEmpty() || segments.get(0).type() != SegmentType.AS_CONFED_SEQUENCE)) {
      return report(
          ErrorAction.TREAT_AS_WITHDRAW,
          BgpError.UPDATE_MALFORMED_AS_PATH,
          null,
          "RFC 5065 5",
          "AS_PATH from another member AS begins with no AS_CONFED_SEQUENCE");
    }
    return new PathAttribute.AsPathAttribute(path);
  }

  private @Nullable PathAttribute nextHop() {
    if (length != 4) {
      return wrongLength("4 bytes");
    }
    IpAddress nextHop = value.ipv4();
    if (!isHost(nextHop)) {
      // RFC 4271 6.3: a valid host address.
      return report(
          ErrorAction.TREAT_AS_WITHDRAW,
          BgpError.UPDATE_INVALID_NEXT_HOP,
          null,
          "RFC 7606 3.e",
          "NEXT_HOP " + nextHop);
    }
    return new PathAttribute.NextHopAttribute(nextHop);
  }

  /** An address that can be a next hop: not 0.0.0.0/8, loopback, multicast or beyond. */
  static boolean isHost(IpAddress address) {
    if (address.isUnspecified() || address.isLoopback() || address.isMulticast()) {
      return false;
    }
    return address.isIpv6() || (address.low() >>> 24 != 0 && address.low() >>> 28 < 0xE);
  }

  private @Nullable PathAttribute multiExitDisc() {
    return length == 4 ? new PathAttribute.MultiExitDisc(value.u32()) : wrongLength("4 bytes");
  }

  private @Nullable PathAttribute localPref() {
    if (context.peer() == PeerType.EXTERNAL) {
      return notFromExternal();
    }
    return length == 4 ? new PathAttribute.LocalPref(value.u32()) : wrongLength("4 bytes");
  }

  /** RFC 7606 7.5, 7.9, 7.10: attributes that mean something within an AS only. */
  private @Nullable PathAttribute notFromExternal() {
    AttributeType known = knownType();
    return report(
        ErrorAction.ATTRIBUTE_DISCARD,
        0,
        null,
        known.clause(),
        known.name() + " from an external peer");
  }

  private @Nullable PathAttribute aggregator() {
    boolean wide = context.fourOctetAs();
    if (length != (wide ? 8 : 6)) {
      return wrongLength(wide ? "8 bytes" : "6 bytes");
    }
    long asn = wide ? value.u32() : value.u16();
    if (asn == 0) {
      return asZero(BgpError.UPDATE_OPTIONAL_ATTRIBUTE);
    }
    return new PathAttribute.Aggregator(asn, value.ipv4(), isPartial());
  }

  private @Nullable PathAttribute communities() {
    if (!isMultipleOf(4)) {
      return wrongLength("a multiple of 4 bytes");
    }
    List<Integer> communities = new ArrayList<>(length / 4);
    while (value.remaining() > 0) {
      communities.add(value.i32());
    }
    return new PathAttribute.Communities(communities, isPartial());
  }

  private @Nullable PathAttribute extendedCommunities() {
    if (!isMultipleOf(8)) {
      return wrongLength("a multiple of 8 bytes");
    }
    List<ExtendedCommunity> communities = new ArrayList<>(length / 8);
    while (value.remaining() > 0) {
      communities.add(new ExtendedCommunity(value.i64()));
    }
    return new PathAttribute.ExtendedCommunities(communities, isPartial());
  }

  private @Nullable PathAttribute largeCommunities() {
    if (!isMultipleOf(12)) {
      return wrongLength("a multiple of 12 bytes");
    }
    List<LargeCommunity> communities = new ArrayList<>(length / 12);
    while (value.remaining() > 0) {
      communities.add(new LargeCommunity(value.u32(), value.u32(), value.u32()));
    }
    return new PathAttribute.LargeCommunities(communities, isPartial());
  }

  private @Nullable PathAttribute onlyToCustomer() {
    return length == 4
        ? new PathAttribute.OnlyToCustomer(value.u32(), isPartial())
        : wrongLength("4 bytes");
  }

  private @Nullable PathAttribute originatorId() {
    if (context.peer() == PeerType.EXTERNAL) {
      return notFromExternal();
    }
    return length == 4 ? new PathAttribute.OriginatorId(value.ipv4()) : wrongLength("4 bytes");
  }

  private @Nullable PathAttribute clusterList() {
    if (context.peer() == PeerType.EXTERNAL) {
      return notFromExternal();
    }
    if (!isMultipleOf(4)) {
      return wrongLength("a multiple of 4 bytes");
    }
    List<IpAddress> clusters = new ArrayList<>(length / 4);
    while (value.remaining() > 0) {
      clusters.add(value.ipv4());
    }
    return new PathAttribute.ClusterList(clusters);
  }

  private @Nullable PathAttribute mpReach() {
    AddressFamily family = family();
    if (length < 5) {
      return mpError(family, BgpError.UPDATE_OPTIONAL_ATTRIBUTE, "RFC 7606 5.3", lengthText());
    }
    if (family == null) {
      return otherFamily();
    }
    value.skip(3);
    int hopBytes = value.u8();
    if (!isNextHopLength(family, hopBytes) || !value.has(hopBytes + 1)) {
      return mpError(
          family,
          BgpError.UPDATE_OPTIONAL_ATTRIBUTE,
          "RFC 7606 7.11",
          "MP_REACH_NLRI with Length of Next Hop " + hopBytes);
    }
    List<IpAddress> nextHops = new ArrayList<>(2);
    if (hopBytes == 4) {
      nextHops.add(value.ipv4());
    } else {
      for (int i = 0; i < hopBytes; i += 16) {
        nextHops.add(value.ipv6());
      }
    }
    value.u8(); // RFC 4760 3: reserved
    NlriReader nlri = nlri(family);
    if (nlri == null) {
      return null;
    }
    if (!isHost(nextHops.get(0))) {
      // The prefixes are known, so the routes can go without the session or the family.
      report(
          ErrorAction.TREAT_AS_WITHDRAW,
          BgpError.UPDATE_OPTIONAL_ATTRIBUTE,
          null,
          "RFC 7606 3.e",
          "MP_REACH_NLRI with next hop " + nextHops.get(0));
    }
    return new PathAttribute.MpReachNlri(family, nextHops, nlri.prefixes(), nlri.ids());
  }

  /** RFC 4760 3, RFC 2545 3, RFC 8950 3. */
  private boolean isNextHopLength(AddressFamily family, int bytes) {
    if (family == AddressFamily.IPV4_UNICAST) {
      return bytes == 4 || (context.extendedNextHop() && (bytes == 16 || bytes == 32));
    }
    return bytes == 16 || bytes == 32;
  }

  private @Nullable PathAttribute mpUnreach() {
    AddressFamily family = family();
    if (length < 3) {
      return mpError(null, BgpError.UPDATE_OPTIONAL_ATTRIBUTE, "RFC 7606 5.3", lengthText());
    }
    if (family == null) {
      return otherFamily();
    }
    value.skip(3);
    NlriReader withdrawn = nlri(family);
    return withdrawn == null
        ? null
        : new PathAttribute.MpUnreachNlri(family, withdrawn.prefixes(), withdrawn.ids());
  }

  private @Nullable PathAttribute otherFamily() {
    if (otherFamilies.isEmpty()) {
      otherFamilies = new ArrayList<>(2);
    }
    otherFamilies.add(new OtherFamilyNlri(type, Bytes.of(value.rest())));
    return null;
  }

  private @Nullable NlriReader nlri(AddressFamily family) {
    NlriReader nlri = NlriReader.read(value, family, context.addPathReceived().contains(family));
    String error = nlri.error();
    if (error == null) {
      return nlri;
    }
    errors.add(
        new DecodeError(
            ErrorAction.AFI_DISABLE,
            BgpError.UPDATE,
            BgpError.UPDATE_OPTIONAL_ATTRIBUTE,
            whole(),
            type,
            nlri.errorOffset(),
            family,
            "RFC 7606 5.3",
            name(type) + ": " + error));
    return null;
  }

  /** The family of an MP attribute, or null for an unknown one; reads ahead. */
  private @Nullable AddressFamily family() {
    if (length < 3) {
      return null;
    }
    int at = value.position();
    int afi = (message[at] & 0xFF) << 8 | (message[at + 1] & 0xFF);
    return AddressFamily.of(afi, message[at + 2] & 0xFF);
  }

  /**
   * Prefixes that can't be read: their family goes, or the session where not even the family is
   * known (RFC 7606 3.j, RFC 4760 7).
   */
  private @Nullable PathAttribute mpError(
      @Nullable AddressFamily family, int subcode, String clause, String field) {
    return report(
        family == null ? ErrorAction.SESSION_RESET : ErrorAction.AFI_DISABLE,
        subcode,
        family,
        clause,
        field);
  }

  private @Nullable PathAttribute as4Path() {
    if (context.fourOctetAs()) {
      return notFromFourOctetPeer();
    }
    AsPath path = path(true);
    if (path == null) {
      return null;
    }
    // RFC 6793 6: confederation segments in it are left out, the rest is used.
    List<Segment> plain = new ArrayList<>(path.segments());
    plain.removeIf(segment -> segment.type().isConfederation());
    return new PathAttribute.As4Path(AsPath.of(plain));
  }

  private @Nullable PathAttribute as4Aggregator() {
    if (context.fourOctetAs()) {
      return notFromFourOctetPeer();
    }
    if (length != 8) {
      return wrongLength("8 bytes");
    }
    long asn = value.u32();
    if (asn == 0) {
      return asZero(BgpError.UPDATE_OPTIONAL_ATTRIBUTE);
    }
    return new PathAttribute.As4Aggregator(asn, value.ipv4());
  }

  private @Nullable PathAttribute notFromFourOctetPeer() {
    return report(
        ErrorAction.ATTRIBUTE_DISCARD,
        0,
        null,
        "RFC 6793 4.1",
        name(type) + " from a four-octet peer");
  }

  /** RFC 7606 7.2, RFC 6793 6, RFC 7607 2; null when it is malformed. */
  private @Nullable AsPath path(boolean fourOctets) {
    if (length == 0) {
      return AsPath.EMPTY;
    }
    List<Segment> segments = new ArrayList<>(2);
    while (value.remaining() > 0) {
      if (!value.has(2)) {
        malformed(BgpError.UPDATE_MALFORMED_AS_PATH, "segment of " + name(type) + " is cut off");
        return null;
      }
      int code = value.u8();
      int count = value.u8();
      SegmentType segmentType = SegmentType.of(code);
      if (segmentType == null || count == 0 || !value.has(count * (fourOctets ? 4 : 2))) {
        malformed(
            BgpError.UPDATE_MALFORMED_AS_PATH,
            name(type) + " with segment type " + code + " of " + count + " AS numbers");
        return null;
      }
      int[] asns = new int[count];
      for (int i = 0; i < count; i++) {
        asns[i] = fourOctets ? value.i32() : value.u16();
        if (asns[i] == 0) {
          asZero(BgpError.UPDATE_MALFORMED_AS_PATH);
          return null;
        }
      }
      segments.add(Segment.ofBits(segmentType, asns));
    }
    return AsPath.of(segments);
  }

  private @Nullable PathAttribute asZero(int subcode) {
    AttributeType known = knownType();
    return report(known.whenMalformed(), subcode, null, "RFC 7607 2", known.name() + " with AS 0");
  }

  private boolean isPartial() {
    return (flags & FLAG_PARTIAL) != 0;
  }

  /** RFC 7606 4: zero is no length of an attribute that lists something. */
  private boolean isMultipleOf(int bytes) {
    return length > 0 && length % bytes == 0;
  }

  private @Nullable PathAttribute wrongLength(String expected) {
    return malformed(BgpError.UPDATE_ATTRIBUTE_LENGTH, lengthText() + ", not " + expected);
  }

  private String lengthText() {
    return name(type) + " of " + length + (length == 1 ? " byte" : " bytes");
  }

  private @Nullable PathAttribute malformed(int subcode, String field) {
    AttributeType known = knownType();
    return report(known.whenMalformed(), subcode, null, known.clause(), field);
  }

  private AttributeType knownType() {
    AttributeType known = AttributeType.of(type);
    if (known == null) {
      throw new IllegalStateException("attribute " + type + " has no rule");
    }
    return known;
  }

  private @Nullable PathAttribute report(
      ErrorAction action,
      int subcode,
      @Nullable AddressFamily family,
      String clause,
      String field) {
    // RFC 4271 6.3: the data is the attribute, but for AS_PATH there is none.
    Bytes data = subcode == BgpError.UPDATE_MALFORMED_AS_PATH ? Bytes.of(new byte[0]) : whole();
    errors.add(
        new DecodeError(
            action, BgpError.UPDATE, subcode, data, type, start, family, clause, field));
    return null;
  }

  private Bytes whole() {
    return Bytes.of(Arrays.copyOfRange(message, start, value.end()));
  }
}
