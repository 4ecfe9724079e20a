package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates messages that a codec must carry unchanged. */
public final class Messages {
  private Messages() {}

  static Arbitrary<IpAddress> ipv4() {
    return Arbitraries.integers().between(0x0100_0000, 0x7EFF_FFFF).map(IpAddress::ofIpv4);
  }

  static Arbitrary<IpAddress> ipv6() {
    return Combinators.combine(
            Arbitraries.longs().between(0x2000_0000_0000_0000L, 0x3FFF_FFFF_FFFF_FFFFL),
            Arbitraries.longs())
        .as(IpAddress::ofIpv6);
  }

  static Arbitrary<Prefix> prefix4() {
    return Combinators.combine(ipv4(), Arbitraries.integers().between(0, 32))
        .as(Prefix::containing);
  }

  static Arbitrary<Prefix> prefix6() {
    return Combinators.combine(ipv6(), Arbitraries.integers().between(0, 128))
        .as(Prefix::containing);
  }

  static Arbitrary<Long> asn() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.longs().between(1, 65_535)),
        Tuple.of(1, Arbitraries.longs().between(65_536, 0xFFFF_FFFFL)));
  }

  static Arbitrary<AsPath.Segment> segment(AsPath.SegmentType... types) {
    return Combinators.combine(Arbitraries.of(types), asn().list().ofMinSize(1).ofMaxSize(6))
        .as(
            (type, asns) ->
                AsPath.Segment.of(type, asns.stream().mapToLong(Long::longValue).toArray()));
  }

  /** A path as speakers build it: no two sequences that touch. */
  static Arbitrary<AsPath> path(boolean confederations) {
    Arbitrary<List<AsPath.Segment>> plain =
        Combinators.combine(
                segment(AsPath.SegmentType.AS_SEQUENCE).list().ofMaxSize(1),
                segment(AsPath.SegmentType.AS_SET).list().ofMaxSize(2))
            .as(Messages::joined);
    Arbitrary<List<AsPath.Segment>> leading =
        confederations
            ? segment(AsPath.SegmentType.AS_CONFED_SEQUENCE, AsPath.SegmentType.AS_CONFED_SET)
                .list()
                .ofMaxSize(2)
            : Arbitraries.just(List.of());
    return Combinators.combine(leading, plain).as(Messages::joined).map(AsPath::of);
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  static Arbitrary<Bytes> bytes(int maximum) {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(maximum).map(Bytes::of);
  }

  private static Arbitrary<Boolean> partial() {
    return Arbitraries.of(false, true);
  }

  private static Arbitrary<Long> u32() {
    return Arbitraries.longs().between(0, 0xFFFF_FFFFL);
  }

  /** Attributes of a route, NEXT_HOP included; LOCAL_PREF for an internal session. */
  static Arbitrary<PathAttributes> attributes(boolean confederations) {
    Arbitrary<List<PathAttribute>> always =
        Combinators.combine(Arbitraries.of(Origin.values()), path(confederations), ipv4(), u32())
            .as(
                (origin, path, hop, preference) ->
                    List.of(
                        new PathAttribute.OriginAttribute(origin),
                        new PathAttribute.AsPathAttribute(path),
                        new PathAttribute.NextHopAttribute(hop),
                        new PathAttribute.LocalPref(preference)));
    Arbitrary<PathAttribute> more =
        Arbitraries.oneOf(
            u32().map(PathAttribute.MultiExitDisc::new),
            Arbitraries.just(new PathAttribute.AtomicAggregate()),
            Combinators.combine(asn(), ipv4(), partial()).as(PathAttribute.Aggregator::new),
            Combinators.combine(Arbitraries.integers().list().ofMinSize(1).ofMaxSize(80), partial())
                .as(PathAttribute.Communities::new),
            Combinators.combine(
                    Arbitraries.longs()
                        .map(ExtendedCommunity::new)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(40),
                    partial())
                .as(PathAttribute.ExtendedCommunities::new),
            Combinators.combine(
                    Combinators.combine(asn(), u32(), u32())
                        .as(LargeCommunity::new)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(30),
                    partial())
                .as(PathAttribute.LargeCommunities::new),
            Combinators.combine(asn(), partial()).as(PathAttribute.OnlyToCustomer::new),
            ipv4().map(PathAttribute.OriginatorId::new),
            ipv4().list().ofMinSize(1).ofMaxSize(5).map(PathAttribute.ClusterList::new),
            Combinators.combine(
                    Arbitraries.of(0x80, 0xC0, 0xE0),
                    Arbitraries.integers().between(200, 238),
                    bytes(300))
                .as(PathAttribute.Unknown::new));
    return Combinators.combine(always, more.list().ofMaxSize(7))
        .as(
            (fixed, optional) -> {
              PathAttributes result = PathAttributes.of(fixed);
              for (PathAttribute attribute : optional) {
                result = result.with(attribute);
              }
              return result;
            });
  }

  static Arbitrary<BgpMessage> update(boolean confederations) {
    Arbitrary<BgpMessage> ipv4 =
        Combinators.combine(
                prefix4().list().ofMaxSize(20),
                attributes(confederations),
                prefix4().list().ofMaxSize(20))
            .as(
                (withdrawn, attributes, nlri) ->
                    new BgpMessage.Update(withdrawn, attributes, nlri, null, null));
    Arbitrary<BgpMessage> ipv6 =
        Combinators.combine(
                attributes(confederations),
                ipv6().list().ofMinSize(1).ofMaxSize(2),
                prefix6().list().ofMaxSize(10),
                prefix6().list().ofMaxSize(10))
            .as(
                (attributes, hops, nlri, withdrawn) ->
                    new BgpMessage.Update(
                        List.of(),
                        attributes.without(PathAttribute.NEXT_HOP),
                        List.of(),
                        new PathAttribute.MpReachNlri(AddressFamily.IPV6_UNICAST, hops, nlri),
                        new PathAttribute.MpUnreachNlri(AddressFamily.IPV6_UNICAST, withdrawn)));
    return Arbitraries.oneOf(ipv4, ipv6);
  }

  /** UPDATEs of a session with Path Identifiers in both families. */
  static Arbitrary<BgpMessage.Update> addPathUpdate() {
    return Combinators.combine(
            prefix4().list().ofMaxSize(10),
            attributes(false),
            prefix4().list().ofMaxSize(10),
            prefix6().list().ofMaxSize(10),
            prefix6().list().ofMaxSize(10),
            Arbitraries.integers().list().ofSize(40))
        .as(
            (withdrawn, attributes, nlri, withdrawn6, nlri6, ids) ->
                new BgpMessage.Update(
                    withdrawn,
                    attributes,
                    nlri,
                    new PathAttribute.MpReachNlri(
                        AddressFamily.IPV6_UNICAST,
                        List.of(IpAddress.parse("2001:db8::1")),
                        nlri6,
                        pathIds(ids, 0, nlri6)),
                    new PathAttribute.MpUnreachNlri(
                        AddressFamily.IPV6_UNICAST, withdrawn6, pathIds(ids, 10, withdrawn6)),
                    pathIds(ids, 20, withdrawn),
                    pathIds(ids, 30, nlri),
                    List.of(),
                    List.of()));
  }

  private static PathIds pathIds(List<Integer> ids, int from, List<Prefix> prefixes) {
    return PathIds.of(
        ids.subList(from, from + prefixes.size()).stream().mapToInt(Integer::intValue).toArray());
  }

  static Arbitrary<BgpMessage> open() {
    Arbitrary<Capability> capability =
        Arbitraries.oneOf(
            Arbitraries.of(AddressFamily.values()).map(Capability.Multiprotocol::of),
            Arbitraries.just(new Capability.RouteRefresh()),
            asn().map(Capability.FourOctetAs::new),
            Arbitraries.just(new Capability.ExtendedMessage()),
            Arbitraries.just(new Capability.EnhancedRouteRefresh()),
            Arbitraries.integers().between(0, 4).map(Capability.BgpRole::new),
            Combinators.combine(
                    partial(),
                    partial(),
                    Arbitraries.integers().between(0, 4095),
                    Combinators.combine(Arbitraries.of(AddressFamily.values()), partial())
                        .as(Capability.GracefulRestart.PreservedFamily::of)
                        .list()
                        .ofMaxSize(3))
                .as(Capability.GracefulRestart::new),
            Combinators.combine(Arbitraries.of(AddressFamily.values()), partial())
                .as(
                    (family, both) ->
                        new Capability.AddPath(
                            List.of(Capability.AddPath.FamilyMode.of(family, true, both)))),
            Arbitraries.just(
                new Capability.ExtendedNextHop(
                    List.of(new Capability.ExtendedNextHop.Entry(1, 1, 2)))),
            Combinators.combine(Arbitraries.integers().between(200, 238), bytes(10))
                .as(Capability.Unknown::new));
    return Combinators.combine(
            Arbitraries.integers().between(0, 65_535),
            Arbitraries.integers().between(0, 65_535),
            ipv4(),
            capability.list().ofMaxSize(20))
        .as((as, hold, id, capabilities) -> new BgpMessage.Open(4, as, hold, id, capabilities));
  }

  static Arbitrary<BgpMessage> any(boolean confederations) {
    return Arbitraries.oneOf(
        open(),
        update(confederations),
        Combinators.combine(
                Arbitraries.integers().between(0, 255),
                Arbitraries.integers().between(0, 255),
                bytes(100))
            .as(BgpMessage.Notification::new),
        Arbitraries.just(new BgpMessage.Keepalive()),
        Combinators.combine(
                Arbitraries.integers().between(0, 65_535),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 255))
            .as(BgpMessage.RouteRefresh::new));
  }

  /** The distinct prefixes of a list, in order. */
  static List<Prefix> distinct(List<Prefix> prefixes) {
    return List.copyOf(new TreeSet<>(prefixes));
  }
}
