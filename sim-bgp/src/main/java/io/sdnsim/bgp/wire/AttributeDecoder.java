package io.sdnsim.bgp.wire;

import static io.sdnsim.bgp.wire.PathAttribute.FLAG_OPTIONAL;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_PARTIAL;
import static io.sdnsim.bgp.wire.PathAttribute.FLAG_TRANSITIVE;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of path attributes: null for one that is malformed, which it reports, or that is
 * to be left out.
 */
final class AttributeDecoder {
  private static final int KIND_BITS = FLAG_OPTIONAL | FLAG_TRANSITIVE;

  private final DecodeContext context;
  private final MultiprotocolDecoder multiprotocol;

  AttributeDecoder(DecodeContext context) {
    this.context = context;
    this.multiprotocol = new MultiprotocolDecoder(context);
  }

  /** What the attributes hold of families that this speaker doesn't know. */
  List<OtherFamilyNlri> otherFamilies() {
    return multiprotocol.otherFamilies();
  }

  @Nullable PathAttribute decode(RawAttribute raw) {
    AttributeType known = AttributeType.of(raw.type());
    if (known == null) {
      return unknown(raw);
    }
    if ((raw.flags() & KIND_BITS) != known.kind()) {
      return wrongFlags(raw, known);
    }
    return switch (known) {
      case ORIGIN -> origin(raw);
      case AS_PATH -> AsPathDecoder.asPath(raw, context);
      case NEXT_HOP -> nextHop(raw);
      case MULTI_EXIT_DISC -> multiExitDisc(raw);
      case LOCAL_PREF -> isExternal() ? raw.notFromExternal() : localPref(raw);
      case ATOMIC_AGGREGATE -> atomicAggregate(raw);
      case AGGREGATOR -> aggregator(raw);
      case COMMUNITIES -> communities(raw);
      case ORIGINATOR_ID -> isExternal() ? raw.notFromExternal() : originatorId(raw);
      case CLUSTER_LIST -> isExternal() ? raw.notFromExternal() : clusterList(raw);
      case MP_REACH_NLRI -> multiprotocol.reach(raw);
      case MP_UNREACH_NLRI -> multiprotocol.unreach(raw);
      case EXTENDED_COMMUNITIES -> extendedCommunities(raw);
      case AS4_PATH ->
          context.fourOctetAs() ? notFromFourOctetPeer(raw) : AsPathDecoder.as4Path(raw);
      case AS4_AGGREGATOR -> context.fourOctetAs() ? notFromFourOctetPeer(raw) : as4Aggregator(raw);
      case LARGE_COMMUNITY -> largeCommunities(raw);
      case ONLY_TO_CUSTOMER -> onlyToCustomer(raw);
    };
  }

  private boolean isExternal() {
    return context.peer() == PeerType.EXTERNAL;
  }

  private static @Nullable PathAttribute unknown(RawAttribute raw) {
    if ((raw.flags() & FLAG_OPTIONAL) == 0) {
      // RFC 7606 leaves this case of RFC 4271 as it was.
      return raw.report(
          ErrorAction.SESSION_RESET,
          BgpError.UPDATE_UNRECOGNIZED_WELL_KNOWN,
          "RFC 4271 6.3",
          "well-known " + raw.name() + " is not known");
    }
    int kept = raw.flags() & (KIND_BITS | FLAG_PARTIAL);
    return new PathAttribute.Unknown(kept, raw.type(), Bytes.of(raw.value().rest()));
  }

  /** RFC 7606 3.c; the partial bit does not matter. */
  private static @Nullable PathAttribute wrongFlags(RawAttribute raw, AttributeType known) {
    String field = known.name() + " with Attribute Flags 0x" + Integer.toHexString(raw.flags());
    int subcode = BgpError.UPDATE_ATTRIBUTE_FLAGS;
    return known.carriesNlri()
        ? raw.unreadable(raw.family(), subcode, "RFC 7606 5.3", field)
        : raw.report(ErrorAction.TREAT_AS_WITHDRAW, subcode, "RFC 7606 3.c", field);
  }

  private static @Nullable PathAttribute origin(RawAttribute raw) {
    if (raw.length() != 1) {
      return raw.wrongLength("1 byte");
    }
    int origin = raw.value().u8();
    if (origin > Origin.INCOMPLETE.ordinal()) {
      return raw.malformed(BgpError.UPDATE_INVALID_ORIGIN, "ORIGIN " + origin);
    }
    return new PathAttribute.OriginAttribute(Origin.of(origin));
  }

  private static @Nullable PathAttribute nextHop(RawAttribute raw) {
    if (raw.length() != 4) {
      return raw.wrongLength("4 bytes");
    }
    IpAddress nextHop = raw.value().ipv4();
    if (!isHost(nextHop)) {
      // RFC 4271 6.3: a valid host address.
      return raw.report(
          ErrorAction.TREAT_AS_WITHDRAW,
          BgpError.UPDATE_INVALID_NEXT_HOP,
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

  private static @Nullable PathAttribute multiExitDisc(RawAttribute raw) {
    return raw.length() == 4
        ? new PathAttribute.MultiExitDisc(raw.value().u32())
        : raw.wrongLength("4 bytes");
  }

  private static @Nullable PathAttribute localPref(RawAttribute raw) {
    return raw.length() == 4
        ? new PathAttribute.LocalPref(raw.value().u32())
        : raw.wrongLength("4 bytes");
  }

  private static @Nullable PathAttribute atomicAggregate(RawAttribute raw) {
    return raw.length() == 0 ? new PathAttribute.AtomicAggregate() : raw.wrongLength("0 bytes");
  }

  private @Nullable PathAttribute aggregator(RawAttribute raw) {
    boolean wide = context.fourOctetAs();
    if (raw.length() != (wide ? 8 : 6)) {
      return raw.wrongLength(wide ? "8 bytes" : "6 bytes");
    }
    long asn = wide ? raw.value().u32() : raw.value().u16();
    return asn == 0
        ? raw.asZero(BgpError.UPDATE_OPTIONAL_ATTRIBUTE)
        : new PathAttribute.Aggregator(asn, raw.value().ipv4(), raw.isPartial());
  }

  private static @Nullable PathAttribute as4Aggregator(RawAttribute raw) {
    if (raw.length() != 8) {
      return raw.wrongLength("8 bytes");
    }
    long asn = raw.value().u32();
    return asn == 0
        ? raw.asZero(BgpError.UPDATE_OPTIONAL_ATTRIBUTE)
        : new PathAttribute.As4Aggregator(asn, raw.value().ipv4());
  }

  private static @Nullable PathAttribute notFromFourOctetPeer(RawAttribute raw) {
    return raw.report(
        ErrorAction.ATTRIBUTE_DISCARD, 0, "RFC 6793 4.1", raw.name() + " from a four-octet peer");
  }

  private static @Nullable PathAttribute communities(RawAttribute raw) {
    if (!raw.isMultipleOf(4)) {
      return raw.wrongLength("a multiple of 4 bytes");
    }
    List<Integer> communities = new ArrayList<>(raw.length() / 4);
    while (raw.value().remaining() > 0) {
      communities.add(raw.value().i32());
    }
    return new PathAttribute.Communities(communities, raw.isPartial());
  }

  private static @Nullable PathAttribute extendedCommunities(RawAttribute raw) {
    if (!raw.isMultipleOf(8)) {
      return raw.wrongLength("a multiple of 8 bytes");
    }
    List<ExtendedCommunity> communities = new ArrayList<>(raw.length() / 8);
    while (raw.value().remaining() > 0) {
      communities.add(new ExtendedCommunity(raw.value().i64()));
    }
    return new PathAttribute.ExtendedCommunities(communities, raw.isPartial());
  }

  private static @Nullable PathAttribute largeCommunities(RawAttribute raw) {
    if (!raw.isMultipleOf(12)) {
      return raw.wrongLength("a multiple of 12 bytes");
    }
    ByteReader value = raw.value();
    List<LargeCommunity> communities = new ArrayList<>(raw.length() / 12);
    while (value.remaining() > 0) {
      communities.add(new LargeCommunity(value.u32(), value.u32(), value.u32()));
    }
    return new PathAttribute.LargeCommunities(communities, raw.isPartial());
  }

  private static @Nullable PathAttribute onlyToCustomer(RawAttribute raw) {
    return raw.length() == 4
        ? new PathAttribute.OnlyToCustomer(raw.value().u32(), raw.isPartial())
        : raw.wrongLength("4 bytes");
  }

  private static @Nullable PathAttribute originatorId(RawAttribute raw) {
    return raw.length() == 4
        ? new PathAttribute.OriginatorId(raw.value().ipv4())
        : raw.wrongLength("4 bytes");
  }

  private static @Nullable PathAttribute clusterList(RawAttribute raw) {
    if (!raw.isMultipleOf(4)) {
      return raw.wrongLength("a multiple of 4 bytes");
    }
    List<IpAddress> clusters = new ArrayList<>(raw.length() / 4);
    while (raw.value().remaining() > 0) {
      clusters.add(raw.value().ipv4());
    }
    return new PathAttribute.ClusterList(clusters);
  }
}
