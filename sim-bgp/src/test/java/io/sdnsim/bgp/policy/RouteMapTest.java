package io.sdnsim.bgp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.RouteMap.Entry;
import io.sdnsim.bgp.policy.Setting.Arithmetic;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteMapTest {
  private static final IpAddress PEER = ip("10.0.0.7");

  private static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  private static PathAttributes attributes(long... path) {
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(Origin.EGP),
        new PathAttribute.AsPathAttribute(AsPath.sequence(path)),
        new PathAttribute.NextHopAttribute(ip("10.0.0.9")),
        new PathAttribute.MultiExitDisc(50),
        new PathAttribute.LocalPref(200));
  }

  private static PolicyRoute route(PathAttributes attributes) {
    return PolicyRoute.of(
        Prefix.parse("10.1.0.0/16"),
        attributes,
        7,
        new PolicyRoute.Context(Protocol.BGP, PEER, PEER));
  }

  private static PolicyRoute applied(Setting... settings) {
    return new RouteMap("m", List.of(Entry.permit(10, List.of(), settings)))
        .apply(route(attributes(64512, 9)));
  }

  private static boolean matches(PolicyRoute route, Match match) {
    boolean permitted =
        new RouteMap("m", List.of(Entry.permit(10, List.of(match)))).apply(route) != null;
    boolean denied = new RouteMap("m", List.of(Entry.deny(10, match))).apply(route) == null;
    assertThat(denied).as("a deny entry without a match denies too").isTrue();
    return permitted;
  }

  private static PrefixList list(String prefix) {
    return new PrefixList(
        "l", List.of(PrefixList.Entry.of(5, true, Prefix.parse(prefix), null, 32)));
  }

  // ---- Order of evaluation

  private static Setting localPref(long value) {
    return new Setting.LocalPref(Arithmetic.ASSIGN, value);
  }

  private static Setting addMed(long value) {
    return new Setting.Med(Arithmetic.ADD, value);
  }

  private static final Match NEVER = new Match.ByMed(999_999);

  @Test
  void entries_areTakenByTheirSequence_andTheFirstThatMatchesDecides() {
    RouteMap map =
        new RouteMap(
            "m",
            List.of(
                Entry.permit(30, List.of(), localPref(30)),
                Entry.permit(20, List.of(), localPref(20)),
                Entry.permit(10, List.of(NEVER), localPref(10))));
    assertThat(map.apply(route(attributes(1))).attributes().localPref()).isEqualTo(20);
  }

  @Test
  void nothingMatches_denied() {
    assertThat(new RouteMap("m", List.of()).apply(route(attributes(1)))).isNull();
    assertThat(
            new RouteMap("m", List.of(Entry.permit(10, List.of(NEVER))))
                .apply(route(attributes(1))))
        .isNull();
  }

  @Test
  void allMatchesOfAnEntry_haveToHold() {
    Match yes = new Match.ByMed(50);
    assertThat(
            new RouteMap("m", List.of(Entry.permit(10, List.of(yes, NEVER))))
                .apply(route(attributes(1))))
        .isNull();
    assertThat(
            new RouteMap("m", List.of(Entry.permit(10, List.of(yes, yes))))
                .apply(route(attributes(1))))
        .isNotNull();
  }

  @Test
  void continue_goesOnWithWhatWasSet_andSkipsToItsTarget() {
    RouteMap map =
        new RouteMap(
            "m",
            List.of(
                Entry.permit(10, List.of(), addMed(1)).continuingAt(30),
                Entry.permit(20, List.of(), addMed(100)),
                Entry.permit(30, List.of(new Match.ByMed(51)), addMed(10)).continuingAt(Entry.NEXT),
                Entry.permit(40, List.of(NEVER), addMed(1000)),
                Entry.permit(50, List.of(), addMed(5)),
                Entry.permit(60, List.of(), addMed(500))));
    assertThat(map.apply(route(attributes(1))).attributes().med()).isEqualTo(66);
  }

  @Test
  void continue_behindTheLastEntry_staysPermitted_butALaterDenyDenies() {
    Entry first = Entry.permit(10, List.of(), localPref(5)).continuingAt(Entry.NEXT);
    assertThat(
            new RouteMap("m", List.of(first, Entry.permit(20, List.of(NEVER))))
                .apply(route(attributes(1)))
                .attributes()
                .localPref())
        .isEqualTo(5);
    assertThat(new RouteMap("m", List.of(first, Entry.deny(20))).apply(route(attributes(1))))
        .isNull();
  }

  @Test
  void call_seesWhatWasSet_andItsDenialDenies() {
    RouteMap called =
        new RouteMap(
            "called", List.of(Entry.permit(10, List.of(new Match.ByLocalPref(5)), addMed(1))));
    RouteMap caller =
        new RouteMap("m", List.of(Entry.permit(10, List.of(), localPref(5)).calling(called)));
    assertThat(caller.apply(route(attributes(1))).attributes().med()).isEqualTo(51);
    RouteMap other =
        new RouteMap(
            "m",
            List.of(
                Entry.permit(10, List.of(), localPref(6)).calling(called),
                Entry.permit(20, List.of())));
    assertThat(other.apply(route(attributes(1)))).isNull();
  }

  @Test
  void callAndContinue_calledMapComesFirst() {
    RouteMap called = new RouteMap("called", List.of(Entry.permit(10, List.of(), addMed(1))));
    RouteMap map =
        new RouteMap(
            "m",
            List.of(
                Entry.permit(10, List.of()).calling(called).continuingAt(Entry.NEXT),
                Entry.permit(20, List.of(new Match.ByMed(51)), localPref(9))));
    assertThat(map.apply(route(attributes(1))).attributes().localPref()).isEqualTo(9);
  }

  @Test
  void badMaps_areRefused() {
    assertThatThrownBy(() -> new RouteMap("m", List.of(Entry.deny(10), Entry.deny(10))))
        .hasMessage("route-map m: seq 10 appears twice");
    Entry back = Entry.permit(10, List.of()).continuingAt(10);
    assertThatThrownBy(() -> new RouteMap("m", List.of(back)))
        .hasMessage("route-map m: seq 10 continues at 10: must be behind it");
  }

  // ---- Matches

  @Test
  void matches_lookAtEveryAttribute() {
    PolicyRoute route =
        route(attributes(64512, 9).with(new PathAttribute.Communities(List.of(0xFC00_0001))));
    assertThat(matches(route, new Match.ByPrefixList(list("10.0.0.0/8")))).isTrue();
    assertThat(matches(route, new Match.ByPrefixList(list("11.0.0.0/8")))).isFalse();
    assertThat(matches(route, new Match.ByNextHop(list("10.0.0.9/32")))).isTrue();
    assertThat(matches(route, new Match.ByNextHop(list("10.0.0.8/32")))).isFalse();
    assertThat(matches(route, new Match.ByAsPath(asPath("_9$")))).isTrue();
    assertThat(matches(route, new Match.ByAsPath(asPath("^9_")))).isFalse();
    assertThat(matches(route, new Match.ByMed(50))).isTrue();
    assertThat(matches(route, new Match.ByMed(0))).isFalse();
    assertThat(matches(route, new Match.ByLocalPref(200))).isTrue();
    assertThat(matches(route, new Match.ByLocalPref(100))).isFalse();
    assertThat(matches(route, new Match.ByOrigin(Origin.EGP))).isTrue();
    assertThat(matches(route, new Match.ByOrigin(Origin.IGP))).isFalse();
    assertThat(matches(route, new Match.ByProtocol(Protocol.BGP))).isTrue();
    assertThat(matches(route, new Match.ByProtocol(Protocol.STATIC))).isFalse();
    assertThat(matches(route, new Match.ByPeer(PEER))).isTrue();
    assertThat(matches(route, new Match.ByPeer(ip("10.0.0.8")))).isFalse();
    assertThat(matches(route, new Match.ByLocal(false))).isTrue();
    assertThat(matches(route, new Match.ByLocal(true))).isFalse();
    assertThat(matches(route, new Match.ByAtomicAggregate(false))).isTrue();
    assertThat(matches(route, new Match.ByAtomicAggregate(true))).isFalse();
  }

  private static AsPathList asPath(String regex) {
    return new AsPathList("l", List.of(new AsPathList.Entry(true, RouterRegex.of(regex))));
  }

  @Test
  void localRoute_hasNoPeerAndNoNextHop() {
    PolicyRoute.Context here = new PolicyRoute.Context(Protocol.STATIC, null, null);
    PolicyRoute own =
        PolicyRoute.of(
            Prefix.parse("10.1.0.0/16"),
            attributes().without(PathAttribute.NEXT_HOP).without(PathAttribute.MULTI_EXIT_DISC),
            0,
            here);
    assertThat(matches(own, new Match.ByLocal(true))).isTrue();
    assertThat(matches(own, new Match.ByPeer(PEER))).isFalse();
    assertThat(matches(own, new Match.ByNextHop(list("0.0.0.0/0")))).isFalse();
    assertThat(matches(own, new Match.ByMed(0))).isTrue();
  }

  // ---- Settings

  @Test
  void localPrefAndMed_setAddSubtract_withinTheirBounds() {
    assertThat(applied(localPref(5)).attributes().localPref()).isEqualTo(5);
    assertThat(applied(new Setting.LocalPref(Arithmetic.ADD, 5)).attributes().localPref())
        .isEqualTo(205);
    assertThat(applied(new Setting.LocalPref(Arithmetic.SUBTRACT, 300)).attributes().localPref())
        .isZero();
    assertThat(applied(new Setting.Med(Arithmetic.SUBTRACT, 20)).attributes().med()).isEqualTo(30);
    assertThat(applied(addMed(0xFFFF_FFFFL)).attributes().med()).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void weightAndOrigin() {
    PolicyRoute set = applied(new Setting.Weight(300), new Setting.SetOrigin(Origin.INCOMPLETE));
    assertThat(set.weight()).isEqualTo(300);
    assertThat(set.attributes().origin()).isEqualTo(Origin.INCOMPLETE);
  }

  @Test
  void asPath_prependExcludeAndLastAs() {
    assertThat(path(new Setting.Prepend(List.of(1L, 2L)))).isEqualTo("1 2 64512 9");
    assertThat(path(new Setting.PrependLastAs(3))).isEqualTo("64512 64512 64512 64512 9");
    assertThat(path(new Setting.ExcludeAs(List.of(64512L, 8L)))).isEqualTo("9");
    assertThat(path(new Setting.ExcludeAs(List.of(64512L, 9L)))).isEmpty();
    // In the order in which they are set.
    assertThat(path(new Setting.Prepend(List.of(1L)), new Setting.PrependLastAs(1)))
        .isEqualTo("1 1 64512 9");
  }

  private static String path(Setting... settings) {
    return applied(settings).attributes().asPath().toString();
  }

  @Test
  void exclude_takesAsesOutOfSetsToo() {
    AsPath withSet =
        AsPath.of(
            List.of(
                Segment.of(SegmentType.AS_SEQUENCE, 1, 2),
                Segment.of(SegmentType.AS_SET, 2, 3),
                Segment.of(SegmentType.AS_SET, 2)));
    assertThat(AsPaths.without(withSet, asn -> asn == 2)).hasToString("1 {3}");
  }

  @Test
  void nextHop_fixedToAnAddressThePeerOrAsItCame() {
    PolicyRoute fixed = applied(new Setting.NextHop(ip("10.5.5.5")));
    assertThat(fixed.nextHopFixed()).isTrue();
    assertThat(fixed.attributes().nextHop()).isEqualTo(ip("10.5.5.5"));
    PolicyRoute peer = applied(new Setting.NextHopPeerAddress());
    assertThat(peer.attributes().nextHop()).isEqualTo(PEER);
    PolicyRoute unchanged = applied(new Setting.NextHopUnchanged());
    assertThat(unchanged.nextHopFixed()).isTrue();
    assertThat(unchanged.attributes().nextHop()).isEqualTo(ip("10.0.0.9"));
    PolicyRoute otherFamily = applied(new Setting.NextHop(ip("2001:db8::1")));
    assertThat(otherFamily.nextHopFixed()).isFalse();
  }

  @Test
  void marks_aggregatorAtomicAggregateOriginatorId() {
    PathAttributes set =
        applied(
                new Setting.SetAggregator(65001, ip("1.2.3.4")),
                new Setting.SetAtomicAggregate(),
                new Setting.SetOriginatorId(ip("4.3.2.1")))
            .attributes();
    assertThat(set.find(PathAttribute.AGGREGATOR))
        .isEqualTo(new PathAttribute.Aggregator(65001, ip("1.2.3.4")));
    assertThat(set.has(PathAttribute.ATOMIC_AGGREGATE)).isTrue();
    assertThat(set.find(PathAttribute.ORIGINATOR_ID))
        .isEqualTo(new PathAttribute.OriginatorId(ip("4.3.2.1")));
  }

  @Test
  void originValidation_matchesByTheRoaTable() {
    RoaTable table =
        new RoaTable(List.of(new RoaTable.Roa(Prefix.parse("10.0.0.0/8"), 16, 9)), 65000);
    Match valid = new Match.ByOriginValidation(table, OriginValidation.VALID);
    Match invalid = new Match.ByOriginValidation(table, OriginValidation.INVALID);
    assertThat(matches(route(attributes(64512, 9)), valid)).isTrue();
    assertThat(matches(route(attributes(64512, 8)), valid)).isFalse();
    assertThat(matches(route(attributes(64512, 8)), invalid)).isTrue();
  }

  /** As FRR does it, whose decision nevertheless takes 100 for a LOCAL_PREF that is not there. */
  @Test
  void localPref_thatIsNotThere_isZeroForPolicy() {
    PathAttributes with = attributes(1).withLocalPref(200);
    PathAttributes without = with.without(PathAttribute.LOCAL_PREF);
    Setting plus = new Setting.LocalPref(Arithmetic.ADD, 11);
    Setting minus = new Setting.LocalPref(Arithmetic.SUBTRACT, 30);
    assertThat(plus.apply(route(with)).attributes().localPref()).isEqualTo(211);
    assertThat(minus.apply(route(with)).attributes().localPref()).isEqualTo(170);
    assertThat(plus.apply(route(without)).attributes().localPref()).isEqualTo(11);
    assertThat(minus.apply(route(without)).attributes().localPref()).isZero();
    assertThat(matches(route(without), new Match.ByLocalPref(0))).isTrue();
    assertThat(matches(route(without), new Match.ByLocalPref(100))).isFalse();
  }
}
