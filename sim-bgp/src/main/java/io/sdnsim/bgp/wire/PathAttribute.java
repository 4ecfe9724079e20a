package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One path attribute of an UPDATE (RFC 4271 4.3 and 5). */
public sealed interface PathAttribute {
  int FLAG_OPTIONAL = 0x80;
  int FLAG_TRANSITIVE = 0x40;
  int FLAG_PARTIAL = 0x20;
  int FLAG_EXTENDED_LENGTH = 0x10;

  int ORIGIN = 1;
  int AS_PATH = 2;
  int NEXT_HOP = 3;
  int MULTI_EXIT_DISC = 4;
  int LOCAL_PREF = 5;
  int ATOMIC_AGGREGATE = 6;
  int AGGREGATOR = 7;
  int COMMUNITIES = 8;
  int ORIGINATOR_ID = 9;
  int CLUSTER_LIST = 10;
  int MP_REACH_NLRI = 14;
  int MP_UNREACH_NLRI = 15;
  int EXTENDED_COMMUNITIES = 16;
  int AS4_PATH = 17;
  int AS4_AGGREGATOR = 18;
  int LARGE_COMMUNITIES = 32;
  int ONLY_TO_CUSTOMER = 35;

  /** The attribute type code. */
  int type();

  /** Optional, transitive and partial bits, as sent. */
  int flags();

  /**
   * The RFC's name of an attribute, such as AS_PATH; null for one that this speaker doesn't know.
   */
  static @Nullable String name(int type) {
    AttributeType known = AttributeType.of(type);
    return known == null ? null : known.name();
  }

  /** The flags, with the optional and transitive bits that an attribute of this type must have. */
  static int properFlags(int type, int flags) {
    AttributeType known = AttributeType.of(type);
    return known == null ? flags : (flags & ~(FLAG_OPTIONAL | FLAG_TRANSITIVE)) | known.kind();
  }

  /**
   * The flags of an optional transitive attribute.
   *
   * @param partial whether a speaker on the way did not know it: the bit stays (RFC 4271 5)
   */
  private static int optionalTransitive(boolean partial) {
    return FLAG_OPTIONAL | FLAG_TRANSITIVE | (partial ? FLAG_PARTIAL : 0);
  }

  /** ORIGIN (RFC 4271 5.1.1). */
  record OriginAttribute(Origin origin) implements PathAttribute {
    @Override
    public int type() {
      return ORIGIN;
    }

    @Override
    public int flags() {
      return FLAG_TRANSITIVE;
    }

    /** The ordinal, for an enum's own hash code is its identity. */
    @Override
    public int hashCode() {
      return origin.ordinal();
    }
  }

  /** AS_PATH (RFC 4271 5.1.2), with 4-octet AS numbers whatever the wire carried. */
  record AsPathAttribute(AsPath path) implements PathAttribute {
    @Override
    public int type() {
      return AS_PATH;
    }

    @Override
    public int flags() {
      return FLAG_TRANSITIVE;
    }
  }

  /** NEXT_HOP (RFC 4271 5.1.3); of an IPv6 route it is the global next hop of MP_REACH_NLRI. */
  record NextHopAttribute(IpAddress address) implements PathAttribute {
    @Override
    public int type() {
      return NEXT_HOP;
    }

    @Override
    public int flags() {
      return FLAG_TRANSITIVE;
    }
  }

  /**
   * MULTI_EXIT_DISC (RFC 4271 5.1.4).
   *
   * @param value 32 bits unsigned; lower wins
   */
  record MultiExitDisc(long value) implements PathAttribute {
    @Override
    public int type() {
      return MULTI_EXIT_DISC;
    }

    @Override
    public int flags() {
      return FLAG_OPTIONAL;
    }
  }

  /**
   * LOCAL_PREF (RFC 4271 5.1.5).
   *
   * @param value 32 bits unsigned; higher wins
   */
  record LocalPref(long value) implements PathAttribute {
    @Override
    public int type() {
      return LOCAL_PREF;
    }

    @Override
    public int flags() {
      return FLAG_TRANSITIVE;
    }
  }

  /** ATOMIC_AGGREGATE (RFC 4271 5.1.6). */
  record AtomicAggregate() implements PathAttribute {
    @Override
    public int type() {
      return ATOMIC_AGGREGATE;
    }

    @Override
    public int flags() {
      return FLAG_TRANSITIVE;
    }
  }

  /**
   * AGGREGATOR (RFC 4271 5.1.7), with a 4-octet AS number whatever the wire carried.
   *
   * @param partial as received
   */
  record Aggregator(long asn, IpAddress routerId, boolean partial) implements PathAttribute {
    public Aggregator(long asn, IpAddress routerId) {
      this(asn, routerId, false);
    }

    @Override
    public int type() {
      return AGGREGATOR;
    }

    @Override
    public int flags() {
      return optionalTransitive(partial);
    }
  }

  /**
   * COMMUNITIES (RFC 1997).
   *
   * @param values 32 bits each, the AS in the upper half
   * @param partial as received
   */
  record Communities(List<Integer> values, boolean partial) implements PathAttribute {
    public static final int NO_EXPORT = 0xFFFF_FF01;
    public static final int NO_ADVERTISE = 0xFFFF_FF02;
    public static final int NO_EXPORT_SUBCONFED = 0xFFFF_FF03;

    public Communities {
      values = List.copyOf(values);
    }

    public Communities(List<Integer> values) {
      this(values, false);
    }

    @Override
    public int type() {
      return COMMUNITIES;
    }

    @Override
    public int flags() {
      return optionalTransitive(partial);
    }
  }

  /**
   * EXTENDED COMMUNITIES (RFC 4360).
   *
   * @param partial as received
   */
  record ExtendedCommunities(List<ExtendedCommunity> values, boolean partial)
      implements PathAttribute {
    public ExtendedCommunities {
      values = List.copyOf(values);
    }

    public ExtendedCommunities(List<ExtendedCommunity> values) {
      this(values, false);
    }

    @Override
    public int type() {
      return EXTENDED_COMMUNITIES;
    }

    @Override
    public int flags() {
      return optionalTransitive(partial);
    }
  }

  /**
   * LARGE_COMMUNITY (RFC 8092).
   *
   * @param partial as received
   */
  record LargeCommunities(List<LargeCommunity> values, boolean partial) implements PathAttribute {
    public LargeCommunities {
      values = List.copyOf(values);
    }

    public LargeCommunities(List<LargeCommunity> values) {
      this(values, false);
    }

    @Override
    public int type() {
      return LARGE_COMMUNITIES;
    }

    @Override
    public int flags() {
      return optionalTransitive(partial);
    }
  }

  /**
   * Only to Customer, OTC (RFC 9234 5).
   *
   * @param asn of the AS that says that the route goes to customers only from there
   * @param partial as received
   */
  record OnlyToCustomer(long asn, boolean partial) implements PathAttribute {
    public OnlyToCustomer(long asn) {
      this(asn, false);
    }

    @Override
    public int type() {
      return ONLY_TO_CUSTOMER;
    }

    @Override
    public int flags() {
      return optionalTransitive(partial);
    }
  }

  /** ORIGINATOR_ID (RFC 4456 8). */
  record OriginatorId(IpAddress routerId) implements PathAttribute {
    @Override
    public int type() {
      return ORIGINATOR_ID;
    }

    @Override
    public int flags() {
      return FLAG_OPTIONAL;
    }
  }

  /** CLUSTER_LIST (RFC 4456 8). */
  record ClusterList(List<IpAddress> clusters) implements PathAttribute {
    public ClusterList {
      clusters = List.copyOf(clusters);
    }

    @Override
    public int type() {
      return CLUSTER_LIST;
    }

    @Override
    public int flags() {
      return FLAG_OPTIONAL;
    }
  }

  /**
   * MP_REACH_NLRI (RFC 4760 3). It travels among the attributes but belongs to the message: see
   * {@link BgpMessage.Update}.
   *
   * @param nextHops one address; behind an IPv6 one a link-local one may follow (RFC 2545 3)
   * @param ids of the prefixes in nlri
   */
  record MpReachNlri(AddressFamily family, List<IpAddress> nextHops, List<Prefix> nlri, PathIds ids)
      implements PathAttribute {
    public MpReachNlri {
      nextHops = List.copyOf(nextHops);
      nlri = List.copyOf(nlri);
    }

    public MpReachNlri(AddressFamily family, List<IpAddress> nextHops, List<Prefix> nlri) {
      this(family, nextHops, nlri, PathIds.NONE);
    }

    @Override
    public int type() {
      return MP_REACH_NLRI;
    }

    @Override
    public int flags() {
      return FLAG_OPTIONAL;
    }
  }

  /**
   * MP_UNREACH_NLRI (RFC 4760 4); without prefixes it is the End-of-RIB of its family.
   *
   * @param ids of the prefixes in withdrawn
   */
  record MpUnreachNlri(AddressFamily family, List<Prefix> withdrawn, PathIds ids)
      implements PathAttribute {
    public MpUnreachNlri {
      withdrawn = List.copyOf(withdrawn);
    }

    public MpUnreachNlri(AddressFamily family, List<Prefix> withdrawn) {
      this(family, withdrawn, PathIds.NONE);
    }

    @Override
    public int type() {
      return MP_UNREACH_NLRI;
    }

    @Override
    public int flags() {
      return FLAG_OPTIONAL;
    }
  }

  /** AS4_PATH (RFC 6793 3): between the codec's two halves only, which merge it into AS_PATH. */
  record As4Path(AsPath path) implements PathAttribute {
    @Override
    public int type() {
      return AS4_PATH;
    }

    @Override
    public int flags() {
      return FLAG_OPTIONAL | FLAG_TRANSITIVE;
    }
  }

  /** AS4_AGGREGATOR (RFC 6793 3): merged into AGGREGATOR by the codec. */
  record As4Aggregator(long asn, IpAddress routerId) implements PathAttribute {
    @Override
    public int type() {
      return AS4_AGGREGATOR;
    }

    @Override
    public int flags() {
      return FLAG_OPTIONAL | FLAG_TRANSITIVE;
    }
  }

  /**
   * An optional attribute that this speaker doesn't know; a transitive one is passed on with the
   * partial bit (RFC 4271 5).
   *
   * @param flags optional, transitive and partial bits as received
   */
  record Unknown(int flags, int type, Bytes value) implements PathAttribute {
    public boolean isTransitive() {
      return (flags & FLAG_TRANSITIVE) != 0;
    }

    public Unknown withPartial() {
      return new Unknown(flags | FLAG_PARTIAL, type, value);
    }
  }
}
