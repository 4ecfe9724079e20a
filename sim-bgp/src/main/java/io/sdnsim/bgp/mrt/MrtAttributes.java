package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.mrt.MrtUpdate.Nlri;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path attributes of an entry or a message, as far as listings name them, and their bytes. The
 * checks of a session are not made; what can't be read at all is an {@link MrtException}.
 */
public final class MrtAttributes {
  static final MrtAttributes NONE = new MrtAttributes(true);

  /** The highest SAFI listed: unicast, multicast, both (RFC 4760 6). */
  private static final int MAX_SAFI = 3;

  private static final int UNICAST = 1;

  private final boolean fourOctetAs;
  private final List<Raw> raw = new ArrayList<>();
  private int origin = -1;
  private AsPath asPath = AsPath.EMPTY;
  private @Nullable AsPath as4Path;
  private @Nullable IpAddress nextHop;
  private long med;
  private long localPref;
  private boolean atomicAggregate;
  private @Nullable Aggregator aggregator;
  private @Nullable Aggregator as4Aggregator;
  private List<Integer> communities = List.of();
  private @Nullable IpAddress mpNextHop;
  private boolean reachIsUnicast;
  private boolean unreachIsUnicast;
  private List<Nlri> mpAnnounced = List.of();
  private List<Nlri> mpWithdrawn = List.of();

  private MrtAttributes(boolean fourOctetAs) {
    this.fourOctetAs = fourOctetAs;
  }

  /**
   * One attribute as it stands in the file.
   *
   * @param flags optional, transitive, partial and extended-length bits
   */
  record Raw(int flags, int type, Bytes value) {}

  /** AGGREGATOR (RFC 4271 5.1.7). */
  public record Aggregator(long asn, IpAddress routerId) {}

  static MrtAttributes read(MrtInput in, boolean fourOctetAs, boolean addPath) throws MrtException {
    MrtAttributes attributes = new MrtAttributes(fourOctetAs);
    while (in.remaining() > 0) {
      int flags = in.u8("attribute flags");
      int type = in.u8("attribute type");
      boolean extended = (flags & PathAttribute.FLAG_EXTENDED_LENGTH) != 0;
      int length = extended ? in.u16("attribute length") : in.u8("attribute length");
      MrtInput value = in.part(length, "attribute " + type);
      attributes.raw.add(new Raw(flags, type, Bytes.of(value.copy())));
      attributes.take(type, value, addPath);
    }
    attributes.mergeAs4();
    return attributes;
  }

  private void take(int type, MrtInput in, boolean addPath) throws MrtException {
    switch (type) {
      case PathAttribute.ORIGIN -> origin = in.u8("ORIGIN");
      case PathAttribute.AS_PATH -> asPath = path(in, fourOctetAs);
      case PathAttribute.NEXT_HOP -> nextHop = in.address(AddressFamily.IPV4_UNICAST, "NEXT_HOP");
      case PathAttribute.MULTI_EXIT_DISC -> med = in.u32("MULTI_EXIT_DISC");
      case PathAttribute.LOCAL_PREF -> localPref = in.u32("LOCAL_PREF");
      case PathAttribute.ATOMIC_AGGREGATE -> atomicAggregate = true;
      case PathAttribute.AGGREGATOR -> aggregator = aggregator(in, fourOctetAs);
      case PathAttribute.COMMUNITIES -> communities = communities(in);
      case PathAttribute.MP_REACH_NLRI -> takeReach(in, addPath);
      case PathAttribute.MP_UNREACH_NLRI -> takeUnreach(in, addPath);
      case PathAttribute.AS4_PATH -> as4Path = path(in, true);
      case PathAttribute.AS4_AGGREGATOR -> as4Aggregator = aggregator(in, true);
      default -> {}
    }
  }

  private static Aggregator aggregator(MrtInput in, boolean fourOctetAs) throws MrtException {
    return new Aggregator(
        in.asn(fourOctetAs, "AGGREGATOR"), in.address(AddressFamily.IPV4_UNICAST, "AGGREGATOR"));
  }

  private static List<Integer> communities(MrtInput in) throws MrtException {
    List<Integer> values = new ArrayList<>(in.remaining() / 4);
    while (in.remaining() > 0) {
      values.add((int) in.u32("COMMUNITIES"));
    }
    return values;
  }

  private static AsPath path(MrtInput in, boolean fourOctets) throws MrtException {
    List<Segment> segments = new ArrayList<>(1);
    while (in.remaining() > 0) {
      int type = in.u8("AS_PATH segment type");
      if (type < 1 || type > SegmentType.values().length) {
        throw in.error("AS_PATH segment type " + type, "1 to 4");
      }
      long[] asns = new long[in.u8("AS_PATH segment length")];
      for (int i = 0; i < asns.length; i++) {
        asns[i] = in.asn(fourOctets, "AS_PATH");
      }
      if (asns.length > 0) {
        segments.add(Segment.of(SegmentType.values()[type - 1], asns));
      }
    }
    return AsPath.of(segments);
  }

  /**
   * MP_REACH_NLRI (RFC 4760 3). In a table it holds the next hop alone (RFC 6396 4.3.4), though
   * some writers leave it whole: an AFI begins with a zero octet, a next hop's length does not.
   */
  private void takeReach(MrtInput in, boolean addPath) throws MrtException {
    if (in.remaining() > 0 && in.peek() != 0) {
      mpNextHop = mpNextHop(in, AddressFamily.IPV6_UNICAST);
      return;
    }
    int afi = in.u16("AFI");
    int safi = in.u8("SAFI");
    reachIsUnicast = safi == UNICAST;
    AddressFamily family = listed(afi, safi);
    if (family == null) {
      return;
    }
    mpNextHop = mpNextHop(in, family);
    in.u8("MP_REACH_NLRI reserved octet");
    mpAnnounced = MrtUpdate.nlri(in, family, addPath);
  }

  private static IpAddress mpNextHop(MrtInput in, AddressFamily family) throws MrtException {
    int length = in.u8("MP_REACH_NLRI next hop length");
    int expected = family.addressBits() / 8;
    if (length < expected) {
      throw in.error("a next hop of " + length + " bytes", expected + " bytes or more");
    }
    // RFC 2545 3: a link-local address may follow.
    return in.part(length, "MP_REACH_NLRI next hop").address(family, "next hop");
  }

  private void takeUnreach(MrtInput in, boolean addPath) throws MrtException {
    int afi = in.u16("AFI");
    int safi = in.u8("SAFI");
    unreachIsUnicast = safi == UNICAST;
    AddressFamily family = listed(afi, safi);
    if (family != null) {
      mpWithdrawn = MrtUpdate.nlri(in, family, addPath);
    }
  }

  /** Of which addresses the prefixes are; null for families of which nothing is listed. */
  private static @Nullable AddressFamily listed(int afi, int safi) {
    return safi < 1 || safi > MAX_SAFI ? null : AddressFamily.of(afi, 1);
  }

  /**
   * RFC 6793 4.2.3: where a two-octet speaker wrote, the real AS numbers are in attributes apart.
   */
  private void mergeAs4() {
    if (fourOctetAs) {
      return;
    }
    Aggregator real = as4Aggregator;
    if (real != null && aggregator != null) {
      if (aggregator.asn() != BgpMessage.AS_TRANS) {
        return;
      }
      aggregator = real;
    }
    AsPath four = as4Path;
    if (four != null && hops(asPath) >= hops(four)) {
      List<Segment> merged = head(asPath, hops(asPath) - hops(four));
      merged.addAll(four.segments());
      asPath = AsPath.of(merged);
    }
  }

  /** The length of a path, confederation segments included. */
  private static int hops(AsPath path) {
    int hops = 0;
    for (Segment segment : path.segments()) {
      hops += isSet(segment) ? 1 : segment.size();
    }
    return hops;
  }

  private static boolean isSet(Segment segment) {
    return segment.type() == SegmentType.AS_SET || segment.type() == SegmentType.AS_CONFED_SET;
  }

  private static List<Segment> head(AsPath path, int hops) {
    List<Segment> head = new ArrayList<>();
    int left = hops;
    for (Segment segment : path.segments()) {
      if (left <= 0) {
        break;
      }
      if (isSet(segment) || segment.size() <= left) {
        head.add(segment);
        left -= isSet(segment) ? 1 : segment.size();
      } else {
        long[] asns = new long[left];
        for (int i = 0; i < left; i++) {
          asns[i] = segment.asn(i);
        }
        head.add(Segment.of(segment.type(), asns));
        left = 0;
      }
    }
    return head;
  }

  /** Whether AS numbers in the bytes have four octets. */
  boolean isFourOctetAs() {
    return fourOctetAs;
  }

  List<Raw> raw() {
    return raw;
  }

  /** ORIGIN, 0 to 2 in a valid one; -1 for none. */
  public int origin() {
    return origin;
  }

  /** AS_PATH, with AS4_PATH merged in. */
  public AsPath asPath() {
    return asPath;
  }

  /** NEXT_HOP, or null; that of IPv6 is {@link #mpNextHop}. */
  public @Nullable IpAddress nextHop() {
    return nextHop;
  }

  /** The next hop of MP_REACH_NLRI, or null. */
  public @Nullable IpAddress mpNextHop() {
    return mpNextHop;
  }

  /** MULTI_EXIT_DISC; 0 for none. */
  public long med() {
    return med;
  }

  /** LOCAL_PREF; 0 for none. */
  public long localPref() {
    return localPref;
  }

  public boolean atomicAggregate() {
    return atomicAggregate;
  }

  public @Nullable Aggregator aggregator() {
    return aggregator;
  }

  public List<Integer> communities() {
    return communities;
  }

  /** What MP_REACH_NLRI announces for unicast. */
  List<Nlri> unicastAnnounced() {
    return reachIsUnicast ? mpAnnounced : List.of();
  }

  /** What MP_UNREACH_NLRI withdraws from unicast. */
  List<Nlri> unicastWithdrawn() {
    return unreachIsUnicast ? mpWithdrawn : List.of();
  }

  /** What MP_REACH_NLRI announces. */
  public List<Nlri> mpAnnounced() {
    return mpAnnounced;
  }

  /** What MP_UNREACH_NLRI withdraws. */
  public List<Nlri> mpWithdrawn() {
    return mpWithdrawn;
  }
}
