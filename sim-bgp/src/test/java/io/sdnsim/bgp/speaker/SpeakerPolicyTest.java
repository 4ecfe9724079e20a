package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.policy.AsPathList;
import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.policy.Match;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.policy.RemovePrivateAs;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.policy.RouterRegex;
import io.sdnsim.bgp.policy.Setting;
import io.sdnsim.bgp.policy.Setting.Arithmetic;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.PeerRoutes.Communities;
import io.sdnsim.bgp.speaker.PeerRoutes.NextHopRule;
import io.sdnsim.bgp.speaker.PeerRoutes.SenderLoopCheck;
import io.sdnsim.bgp.speaker.SpeakerLab.Router;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What a speaker in the middle does with routes between a peer that announces (10.0.0.1, AS 1) and
 * one that is told (10.0.0.3).
 */
class SpeakerPolicyTest {
  private static final String SOURCE = "10.0.0.1";
  private static final String MIDDLE = "10.0.0.2";
  private static final String SINK = "10.0.0.3";
  private static final String TARGET = "10.8.0.0/16";

  private final SpeakerLab lab = new SpeakerLab();

  private static PeerConfig.Builder peer(long asn) {
    return PeerConfig.builder(asn).datacenter();
  }

  private static PeerRoutes.Builder routes() {
    return PeerRoutes.builder();
  }

  /** The middle router of AS 2, with the settings towards its two peers. */
  private Router middle(PeerConfig.Builder source, PeerConfig.Builder sink) {
    return middle(BgpConfig.builder(2, ip(MIDDLE)), source, sink);
  }

  private Router middle(
      BgpConfig.Builder config, PeerConfig.Builder source, PeerConfig.Builder sink) {
    BgpConfig middle =
        config
            .importCheck(false)
            .neighbor(ip(SOURCE), source.build())
            .neighbor(ip(SINK), sink.build())
            .build();
    Router router = lab.add(MIDDLE, middle);
    end(SOURCE, source.build().remoteAs(), middle);
    end(SINK, sink.build().remoteAs(), middle);
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    assertThat(router.speaker.sessions()).allMatch(s -> s.state() == BgpState.ESTABLISHED);
    return router;
  }

  private void end(String address, long asn, BgpConfig middle) {
    lab.add(
        address,
        BgpConfig.builder(asn, ip(address))
            .neighbor(ip(MIDDLE), peer(middle.localAs(asn)).build())
            .build());
  }

  private static PathAttributes attributes(long... path) {
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(Origin.IGP),
        new PathAttribute.AsPathAttribute(AsPath.sequence(path)),
        new PathAttribute.NextHopAttribute(ip(SOURCE)));
  }

  private static void announce(Router router, PathAttributes attributes, String... prefixes) {
    announce(router, DecodeContext.EBGP, attributes, prefixes);
  }

  private static void announce(
      Router router, DecodeContext context, PathAttributes attributes, String... prefixes) {
    BgpMessage update =
        BgpMessage.Update.announce(
            attributes, List.of(prefixes).stream().map(SpeakerLab::prefix).toList());
    router.inject(SOURCE, BgpCodec.encode(update, context));
  }

  private static void withdraw(Router router, String... prefixes) {
    BgpMessage update =
        BgpMessage.Update.withdraw(List.of(prefixes).stream().map(SpeakerLab::prefix).toList());
    router.inject(SOURCE, BgpCodec.encode(update, DecodeContext.EBGP));
  }

  private static PathAttributes told(Router router, String prefix) {
    return router.speaker.adjRibOut(ip(SINK)).advertised(prefix(prefix));
  }

  private static String toldPath(Router router) {
    PathAttributes told = told(router, TARGET);
    return told == null ? "nothing" : told.asPath().toString();
  }

  private static RouteMap map(Setting... settings) {
    return new RouteMap("m", List.of(RouteMap.Entry.permit(10, List.of(), settings)));
  }

  private static Setting localPref(long value) {
    return new Setting.LocalPref(Arithmetic.ASSIGN, value);
  }

  // ---- AS loops

  @Test
  void allowAsIn_takesAsManyOfOurOwn_andNoMore() {
    Router router = middle(peer(1).routes(routes().allowAsIn(2)), peer(3));
    announce(router, attributes(1, 2, 2), TARGET);
    assertThat(toldPath(router)).isEqualTo("2 1 2 2");
    announce(router, attributes(1, 2, 2, 2), TARGET);
    assertThat(toldPath(router)).isEqualTo("nothing");
  }

  @Test
  void allowAsInOrigin_takesOurOwnAsTheOriginOnly() {
    Router router = middle(peer(1).routes(routes().allowAsInOrigin(true)), peer(3));
    announce(router, attributes(1, 2), TARGET);
    assertThat(toldPath(router)).isEqualTo("2 1 2");
    announce(router, attributes(1, 2, 7), TARGET);
    assertThat(toldPath(router)).isEqualTo("nothing");
  }

  @Test
  void asOverride_replacesThePeersAsByOurs() {
    Router router = middle(peer(1), peer(3).routes(routes().asOverride(true)));
    announce(router, attributes(1, 3, 7, 3), TARGET);
    assertThat(toldPath(router)).isEqualTo("2 1 2 7 2");
    lab.runFor(SpeakerLab.DELAY_PS);
    assertThat(lab.routers.get(ip(SINK)).nextHops(TARGET)).containsExactly(MIDDLE);
  }

  @Test
  void senderLoopCheck_keepsBackWhatThePeerWouldRefuse() {
    for (SenderLoopCheck check : SenderLoopCheck.values()) {
      SpeakerPolicyTest test = new SpeakerPolicyTest();
      Router router = test.middle(peer(1), peer(3).routes(routes().senderLoopCheck(check)));
      announce(router, attributes(1, 3, 7), TARGET);
      announce(router, attributes(1, 7), "10.9.0.0/16");
      String expected = check == SenderLoopCheck.WHOLE_PATH ? "nothing" : "2 1 3 7";
      assertThat(toldPath(router)).as(check.name()).isEqualTo(expected);
      assertThat(told(router, "10.9.0.0/16")).isNotNull();
    }
    SpeakerPolicyTest test = new SpeakerPolicyTest();
    PeerRoutes.Builder neighborAs = routes().senderLoopCheck(SenderLoopCheck.NEIGHBOR_AS);
    Router router = test.middle(peer(1), peer(1).routes(neighborAs));
    announce(router, attributes(1, 7), TARGET);
    assertThat(toldPath(router)).isEqualTo("nothing");
  }

  @Test
  void removePrivateAs_beforeOurAsGoesInFront() {
    Router router =
        middle(peer(64_600), peer(3).routes(routes().removePrivateAs(RemovePrivateAs.ALL)));
    announce(router, attributes(64_600, 64_601, 7), TARGET);
    assertThat(toldPath(router)).isEqualTo("2 7");
  }

  // ---- Filters and settings

  @Test
  void inbound_listsAndMapInTurn_weightWinsWhatItCan() {
    PrefixList eights =
        new PrefixList("p", List.of(PrefixList.Entry.of(5, true, prefix("10.8.0.0/15"), null, 32)));
    AsPathList not666 =
        new AsPathList(
            "a",
            List.of(
                new AsPathList.Entry(false, RouterRegex.of("_666_")),
                new AsPathList.Entry(true, RouterRegex.of(".*"))));
    Router router =
        middle(
            peer(1)
                .routes(
                    routes()
                        .prefixListIn(eights)
                        .asPathListIn(not666)
                        .routeMapIn(map(localPref(300)))
                        .weight(44)),
            peer(3));
    announce(router, attributes(1), TARGET, "10.7.0.0/16");
    announce(router, attributes(1, 666), "10.9.0.0/16");
    assertThat(router.rows).containsOnlyKeys(TARGET + " " + SOURCE);
    PathView path = router.rows.get(TARGET + " " + SOURCE);
    assertThat(path.localPref()).isEqualTo(300);
    assertThat(path.weight()).isEqualTo(44);
    // What policy refuses stays in the Adj-RIB-In, as the peer announced it (RFC 4271 3.2).
    assertThat(router.speaker.adjRibIn(ip(SOURCE)).size()).isEqualTo(3);
    assertThat(router.speaker.adjRibIn(ip(SOURCE)).get(prefix(TARGET)).localPref()).isEqualTo(100);
  }

  @Test
  void outboundMap_toExternalPeer_mayNotSetLocalPrefButMed() {
    Router router =
        middle(
            peer(1),
            peer(3)
                .routes(
                    routes().routeMapOut(map(localPref(5), new Setting.Med(Arithmetic.ADD, 9)))));
    announce(router, attributes(1).withMed(70), TARGET);
    PathAttributes told = told(router, TARGET);
    assertThat(told.has(PathAttribute.LOCAL_PREF)).isFalse();
    // RFC 4271 5.1.4: AS 1's MED is not passed on, so 9 is added to nothing.
    assertThat(told.med()).isEqualTo(9);
  }

  /** As in FRR: the neighbor is not told LOCAL_PREF, but policy towards it may look at it. */
  @Test
  void outboundMap_toExternalPeer_maySeeWhatLocalPrefPolicyHasSet() {
    RouteMap preferred =
        new RouteMap(
            "preferred",
            List.of(
                RouteMap.Entry.permit(
                    10, List.of(new Match.ByLocalPref(300)), new Setting.Med(Arithmetic.ASSIGN, 9)),
                RouteMap.Entry.permit(20, List.of())));
    Router router =
        middle(
            peer(1).routes(routes().routeMapIn(map(localPref(300)))),
            peer(3).routes(routes().routeMapOut(preferred)));
    announce(router, attributes(1), TARGET);
    assertThat(told(router, TARGET).med()).isEqualTo(9);
    assertThat(told(router, TARGET).has(PathAttribute.LOCAL_PREF)).isFalse();
  }

  @Test
  void outboundMap_matchesWhereTheRouteComesFrom() {
    RouteMap onlyOwn =
        new RouteMap(
            "own",
            List.of(RouteMap.Entry.permit(10, List.of(new Match.ByProtocol(Protocol.NETWORK)))));
    Router router =
        middle(
            BgpConfig.builder(2, ip(MIDDLE)).network(prefix("10.2.0.0/16")),
            peer(1),
            peer(3).routes(routes().routeMapOut(onlyOwn)));
    announce(router, attributes(1), TARGET);
    assertThat(router.speaker.adjRibOut(ip(SINK)).advertised().keySet())
        .containsExactly(prefix("10.2.0.0/16"));
  }

  @Test
  void sendCommunities_onlyTheKindsThatAreTold() {
    PathAttributes marked =
        CommunityKinds.STANDARD.with(
            CommunityKinds.LARGE.with(
                CommunityKinds.EXTENDED.with(
                    attributes(1), List.of(CommunityKinds.EXTENDED.parse("rt 1:1"))),
                List.of(CommunityKinds.LARGE.parse("1:1:1"))),
            List.of(CommunityKinds.STANDARD.parse("1:1")));
    Router all = middle(peer(1), peer(3));
    announce(all, marked, TARGET);
    assertThat(told(all, TARGET).has(PathAttribute.COMMUNITIES)).isTrue();
    assertThat(told(all, TARGET).has(PathAttribute.EXTENDED_COMMUNITIES)).isTrue();
    assertThat(told(all, TARGET).has(PathAttribute.LARGE_COMMUNITIES)).isTrue();
    Router large =
        new SpeakerPolicyTest()
            .middle(
                peer(1), peer(3).routes(routes().communities(new Communities(false, false, true))));
    announce(large, marked, TARGET);
    assertThat(told(large, TARGET).has(PathAttribute.COMMUNITIES)).isFalse();
    assertThat(told(large, TARGET).has(PathAttribute.EXTENDED_COMMUNITIES)).isFalse();
    assertThat(told(large, TARGET).has(PathAttribute.LARGE_COMMUNITIES)).isTrue();
  }

  /** RFC 4360 6. */
  @Test
  void nonTransitiveExtendedCommunity_staysInTheAs() {
    PathAttributes marked =
        CommunityKinds.EXTENDED.with(
            attributes(1),
            List.of(
                CommunityKinds.EXTENDED.parse("rt 1:1"),
                CommunityKinds.EXTENDED.parse("0x4002000100000001")));
    Router toOther = middle(peer(1), peer(3));
    announce(toOther, marked, TARGET);
    assertThat(CommunityKinds.EXTENDED.values(told(toOther, TARGET)))
        .containsExactly(CommunityKinds.EXTENDED.parse("rt 1:1"));
    Router toOurs = new SpeakerPolicyTest().middle(peer(1), peer(2));
    announce(toOurs, marked, TARGET);
    assertThat(CommunityKinds.EXTENDED.values(told(toOurs, TARGET))).hasSize(2);
  }

  @Test
  void redistribution_goesThroughItsMap() {
    RouteMap tens =
        new RouteMap(
            "tens",
            List.of(
                RouteMap.Entry.permit(
                    10,
                    List.of(
                        new Match.ByPrefixList(
                            new PrefixList(
                                "p",
                                List.of(
                                    PrefixList.Entry.of(
                                        5, true, prefix("10.0.0.0/8"), null, 32))))),
                    new Setting.Med(Arithmetic.ASSIGN, 33))));
    RoutingConfig routing = new RoutingConfig(null, null, List.of(), tens, null);
    Router router = middle(BgpConfig.builder(2, ip(MIDDLE)).routing(routing), peer(1), peer(3));
    router.submit(new SpeakerInput.RedistributedChanged(prefix("10.1.0.0/24"), Protocol.CONNECTED));
    router.submit(new SpeakerInput.RedistributedChanged(prefix("11.1.0.0/24"), Protocol.CONNECTED));
    router.submit(new SpeakerInput.RedistributedChanged(prefix("11.2.0.0/24"), Protocol.STATIC));
    assertThat(told(router, "10.1.0.0/24").med()).isEqualTo(33);
    assertThat(told(router, "11.1.0.0/24")).isNull();
    assertThat(told(router, "11.2.0.0/24").origin()).isEqualTo(Origin.INCOMPLETE);
  }

  // ---- RFC 8212

  @Test
  void requirePolicy_externalPeerWithoutOne_exchangesNoRoutes() {
    Router router =
        middle(
            BgpConfig.builder(2, ip(MIDDLE)).requirePolicy(true).network(prefix("10.2.0.0/16")),
            peer(1),
            peer(3).routes(routes().routeMapOut(map())));
    announce(router, attributes(1), TARGET);
    assertThat(router.table).isEmpty();
    assertThat(router.speaker.adjRibOut(ip(SOURCE)).advertised()).isEmpty();
    assertThat(router.speaker.adjRibOut(ip(SINK)).advertised().keySet())
        .containsExactly(prefix("10.2.0.0/16"));
    // A policy that comes at run time is one.
    change(router, SOURCE, routes().routeMapIn(map()).softReconfiguration(true).build());
    assertThat(router.nextHops(TARGET)).containsExactly(SOURCE);
  }

  // ---- Changes at run time

  private static void change(Router router, String neighbor, PeerRoutes routes) {
    router.submit(
        new SpeakerInput.ChangePolicy(
            new PolicyChange(new TreeMap<>(Map.of(ip(neighbor), routes)), Map.of(), null, null)));
  }

  @Test
  void softReconfiguration_appliesTheNewPolicyToWhatIsStored_withoutAWord() {
    Router router = middle(peer(1).routes(routes().softReconfiguration(true)), peer(3));
    announce(router, attributes(1), TARGET, "10.9.0.0/16");
    int before = router.sent.size();
    PrefixList nine =
        new PrefixList("p", List.of(PrefixList.Entry.of(5, true, prefix("10.9.0.0/16"), 16, 16)));
    change(
        router,
        SOURCE,
        routes()
            .softReconfiguration(true)
            .prefixListIn(nine)
            .routeMapIn(map(localPref(7)))
            .build());
    assertThat(router.table).containsOnlyKeys(prefix("10.9.0.0/16"));
    assertThat(router.rows.get("10.9.0.0/16 " + SOURCE).localPref()).isEqualTo(7);
    assertThat(router.sent.subList(before, router.sent.size()))
        .containsExactly("UPDATE -" + TARGET);
    change(router, SOURCE, routes().softReconfiguration(true).build());
    assertThat(router.table).hasSize(2);
  }

  @Test
  void withoutSoftReconfiguration_thePeerIsAskedToAnnounceAgain() {
    lab.add(
        SOURCE,
        BgpConfig.builder(1, ip(SOURCE))
            .importCheck(false)
            .network(prefix(TARGET))
            .neighbor(ip(MIDDLE), peer(2).build())
            .build());
    Router router =
        lab.add(
            MIDDLE, BgpConfig.builder(2, ip(MIDDLE)).neighbor(ip(SOURCE), peer(1).build()).build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    assertThat(router.rows.get(TARGET + " " + SOURCE).localPref()).isEqualTo(100);
    change(router, SOURCE, routes().routeMapIn(map(localPref(7))).build());
    assertThat(router.sent.get(router.sent.size() - 1)).startsWith("ROUTE-REFRESH");
    lab.runFor(2 * SpeakerLab.DELAY_PS);
    assertThat(router.rows.get(TARGET + " " + SOURCE).localPref()).isEqualTo(7);
  }

  @Test
  void changedOutboundPolicy_tellsOnlyTheDifference_andHoldsForTheNextSession() {
    Router router = middle(peer(1), peer(3));
    announce(router, attributes(1), TARGET, "10.9.0.0/16");
    PrefixList nine =
        new PrefixList("p", List.of(PrefixList.Entry.of(5, true, prefix("10.9.0.0/16"), 16, 16)));
    int before = router.sent.size();
    change(router, SINK, routes().prefixListOut(nine).build());
    assertThat(router.sent.subList(before, router.sent.size()))
        .containsExactly("UPDATE -" + TARGET);
    router.submit(new SpeakerInput.AdminReset(ip(SINK)));
    lab.runFor(30 * SimTime.SECOND);
    assertThat(router.session(SINK).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(lab.routers.get(ip(SINK)).table).containsOnlyKeys(prefix("10.9.0.0/16"));
  }

  @Test
  void changedRedistributionMap_isAppliedToWhatIsRedistributed() {
    Router router = middle(peer(1), peer(3));
    router.submit(new SpeakerInput.RedistributedChanged(prefix("11.2.0.0/24"), Protocol.STATIC));
    assertThat(told(router, "11.2.0.0/24").has(PathAttribute.MULTI_EXIT_DISC)).isFalse();
    router.submit(
        new SpeakerInput.ChangePolicy(
            new PolicyChange(
                Map.of(), Map.of(), null, map(new Setting.Med(Arithmetic.ASSIGN, 3)))));
    assertThat(told(router, "11.2.0.0/24").med()).isEqualTo(3);
  }

  // ---- Next hops

  @Test
  void thirdPartyNextHop_onASharedNetwork_isKept_elseItIsOurselves() {
    Router router = middle(peer(1), peer(3));
    router.nextHops.put(
        ip("10.0.0.9"),
        new SpeakerInput.NextHopChanged(ip("10.0.0.9"), true, true, 0, prefix("10.0.0.0/24")));
    router.nextHops.put(
        ip("10.0.5.9"),
        new SpeakerInput.NextHopChanged(ip("10.0.5.9"), true, true, 0, prefix("10.0.5.0/24")));
    announce(router, attributes(1).withNextHop(ip("10.0.0.9")), TARGET);
    announce(router, attributes(1).withNextHop(ip("10.0.5.9")), "10.9.0.0/16");
    assertThat(told(router, TARGET).nextHop()).isEqualTo(ip("10.0.0.9"));
    assertThat(told(router, "10.9.0.0/16").nextHop()).isEqualTo(ip(MIDDLE));
  }

  @Test
  void nextHopUnchanged_goesOnAsItCame_toExternalPeersToo() {
    Router router = middle(peer(1), peer(3).routes(routes().nextHop(NextHopRule.UNCHANGED)));
    announce(router, attributes(1), TARGET);
    assertThat(told(router, TARGET).nextHop()).isEqualTo(ip(SOURCE));
  }

  @Test
  void nextHopSetByPolicy_isLeftAlone() {
    Router router =
        middle(
            peer(1),
            peer(3).routes(routes().routeMapOut(map(new Setting.NextHop(ip("10.0.0.77"))))));
    announce(router, attributes(1), TARGET);
    assertThat(told(router, TARGET).nextHop()).isEqualTo(ip("10.0.0.77"));
  }

  @Test
  void routeThroughOurselves_isNotTaken() {
    Router router = middle(peer(1), peer(3));
    announce(router, attributes(1).withNextHop(ip(MIDDLE)), TARGET);
    assertThat(router.rows).isEmpty();
  }

  // ---- RFC 4456

  private static PathAttributes internal(long... path) {
    return attributes(path).withLocalPref(100);
  }

  @Test
  void reflector_marksWhatItReflects_betweenClientsAndOthers() {
    Router router = middle(peer(2).routes(routes().reflectorClient(true)), peer(2));
    announce(router, DecodeContext.IBGP, internal(7), TARGET);
    PathAttributes told = told(router, TARGET);
    assertThat(told.find(PathAttribute.ORIGINATOR_ID))
        .isEqualTo(new PathAttribute.OriginatorId(ip(SOURCE)));
    assertThat(told.find(PathAttribute.CLUSTER_LIST))
        .isEqualTo(new PathAttribute.ClusterList(List.of(ip(MIDDLE))));
    assertThat(told.nextHop()).isEqualTo(ip(SOURCE));
    assertThat(told.asPath()).hasToString("7");
  }

  @Test
  void reflector_fromNonClientToClientYes_toNonClientNo() {
    Router toClient = middle(peer(2), peer(2).routes(routes().reflectorClient(true)));
    announce(toClient, DecodeContext.IBGP, internal(7), TARGET);
    assertThat(toldPath(toClient)).isEqualTo("7");
    Router toOther = new SpeakerPolicyTest().middle(peer(2), peer(2));
    announce(toOther, DecodeContext.IBGP, internal(7), TARGET);
    assertThat(toldPath(toOther)).isEqualTo("nothing");
  }

  @Test
  void reflector_addsItsClusterInFront_andKeepsTheOriginator() {
    RoutingConfig cluster = new RoutingConfig(ip("9.9.9.9"), null, List.of(), null, null);
    Router router =
        middle(
            BgpConfig.builder(2, ip(MIDDLE)).routing(cluster),
            peer(2).routes(routes().reflectorClient(true)),
            peer(2));
    announce(
        router,
        DecodeContext.IBGP,
        internal(7)
            .with(new PathAttribute.OriginatorId(ip("5.5.5.5")))
            .with(new PathAttribute.ClusterList(List.of(ip("6.6.6.6")))),
        TARGET);
    assertThat(told(router, TARGET).find(PathAttribute.CLUSTER_LIST))
        .isEqualTo(new PathAttribute.ClusterList(List.of(ip("9.9.9.9"), ip("6.6.6.6"))));
    assertThat(told(router, TARGET).find(PathAttribute.ORIGINATOR_ID))
        .isEqualTo(new PathAttribute.OriginatorId(ip("5.5.5.5")));
  }

  @Test
  void reflector_loops_areRefused_andTheOriginatorIsNotToldItsOwn() {
    Router router = middle(peer(2).routes(routes().reflectorClient(true)), peer(2));
    announce(
        router,
        DecodeContext.IBGP,
        internal(7).with(new PathAttribute.ClusterList(List.of(ip(MIDDLE)))),
        TARGET);
    announce(
        router,
        DecodeContext.IBGP,
        internal(7).with(new PathAttribute.OriginatorId(ip(MIDDLE))),
        "10.9.0.0/16");
    assertThat(router.rows).isEmpty();
    announce(
        router,
        DecodeContext.IBGP,
        internal(7).with(new PathAttribute.OriginatorId(ip(SINK))),
        "10.7.0.0/16");
    assertThat(router.rows).hasSize(1);
    assertThat(told(router, "10.7.0.0/16")).isNull();
  }

  @Test
  void reflector_nextHopSelf_leavesReflectedRoutesAlone_unlessAlways() {
    for (NextHopRule rule : List.of(NextHopRule.SELF, NextHopRule.SELF_ALWAYS)) {
      Router router =
          new SpeakerPolicyTest()
              .middle(
                  peer(2).routes(routes().reflectorClient(true)),
                  peer(2).routes(routes().nextHop(rule)));
      announce(router, DecodeContext.IBGP, internal(7), TARGET);
      assertThat(told(router, TARGET).nextHop())
          .isEqualTo(ip(rule == NextHopRule.SELF ? SOURCE : MIDDLE));
    }
  }

  @Test
  void toExternalPeer_reflectionAttributesStayHere() {
    Router router = middle(peer(2), peer(3));
    announce(
        router,
        DecodeContext.IBGP,
        internal(7)
            .with(new PathAttribute.OriginatorId(ip("5.5.5.5")))
            .with(new PathAttribute.ClusterList(List.of(ip("6.6.6.6")))),
        TARGET);
    assertThat(told(router, TARGET).has(PathAttribute.ORIGINATOR_ID)).isFalse();
    assertThat(told(router, TARGET).has(PathAttribute.CLUSTER_LIST)).isFalse();
  }

  // ---- RFC 5065: we are member 2 of confederation 100 with members 1 and 3

  private static BgpConfig.Builder member() {
    RoutingConfig.Confederation confederation =
        new RoutingConfig.Confederation(100, List.of(1L, 3L));
    return BgpConfig.builder(2, ip(MIDDLE))
        .routing(new RoutingConfig(null, confederation, List.of(), null, null));
  }

  @Test
  void confederation_towardsAnotherMember_ownAsGoesIntoAConfedSequence() {
    Router router = middle(member(), peer(7), peer(3));
    announce(router, attributes(7), TARGET);
    PathAttributes told = told(router, TARGET);
    assertThat(told.asPath()).hasToString("(2) 7");
    // RFC 5065 5.3: LOCAL_PREF and NEXT_HOP as within one AS.
    assertThat(told.has(PathAttribute.LOCAL_PREF)).isTrue();
    assertThat(told.nextHop()).isEqualTo(ip(SOURCE));
  }

  @Test
  void confederation_towardsTheWorld_onlyItsIdentifierIsSeen() {
    Router router = middle(member(), peer(1), peer(7));
    AsPath inside =
        AsPath.of(
            List.of(
                AsPath.Segment.of(AsPath.SegmentType.AS_CONFED_SEQUENCE, 1, 3),
                AsPath.Segment.of(AsPath.SegmentType.AS_SEQUENCE, 8)));
    announce(router, DecodeContext.IBGP, internal(8).withAsPath(inside), TARGET);
    assertThat(router.rows.get(TARGET + " " + SOURCE).asPath()).isEqualTo("(1 3) 8");
    assertThat(toldPath(router)).isEqualTo("100 8");
    assertThat(told(router, TARGET).has(PathAttribute.LOCAL_PREF)).isFalse();
    assertThat(lab.routers.get(ip(SINK)).session(MIDDLE).remoteAs()).isEqualTo(100);
  }

  @Test
  void confederation_ownMemberAsOrIdentifierInThePath_isALoop() {
    Router router = middle(member(), peer(7), peer(3));
    announce(router, attributes(7, 100), TARGET);
    announce(router, attributes(7, 2), "10.9.0.0/16");
    assertThat(router.rows).isEmpty();
    Router inside = new SpeakerPolicyTest().middle(member(), peer(1), peer(3));
    AsPath loop =
        AsPath.of(List.of(AsPath.Segment.of(AsPath.SegmentType.AS_CONFED_SEQUENCE, 1, 2)));
    announce(inside, DecodeContext.IBGP, internal().withAsPath(loop), TARGET);
    assertThat(inside.rows).isEmpty();
  }

  @Test
  void confederation_noExportSubconfed_staysInTheMember_noExportInTheConfederation() {
    Router router = middle(member(), peer(7), peer(3));
    PathAttributes noExport =
        attributes(7)
            .with(new PathAttribute.Communities(List.of(PathAttribute.Communities.NO_EXPORT)));
    announce(router, noExport, TARGET);
    assertThat(told(router, TARGET)).isNotNull();
    PathAttributes local =
        attributes(7)
            .with(
                new PathAttribute.Communities(
                    List.of(PathAttribute.Communities.NO_EXPORT_SUBCONFED)));
    announce(router, local, TARGET);
    assertThat(told(router, TARGET)).isNull();
  }

  // ---- RFC 4271 9.2.2.2

  private static BgpConfig.Builder aggregating(RoutingConfig.Aggregate... aggregates) {
    return BgpConfig.builder(2, ip(MIDDLE))
        .routing(new RoutingConfig(null, null, List.of(aggregates), null, null));
  }

  @Test
  void aggregate_livesAsLongAsItsLastContributor() {
    Router router =
        middle(
            aggregating(new RoutingConfig.Aggregate(prefix("10.8.0.0/14"), false, false)),
            peer(1),
            peer(3));
    assertThat(told(router, "10.8.0.0/14")).isNull();
    announce(router, attributes(1, 7), TARGET, "10.9.0.0/16");
    PathAttributes told = told(router, "10.8.0.0/14");
    assertThat(told.asPath()).hasToString("2");
    assertThat(told.has(PathAttribute.ATOMIC_AGGREGATE)).isTrue();
    assertThat(told.find(PathAttribute.AGGREGATOR))
        .isEqualTo(new PathAttribute.Aggregator(2, ip(MIDDLE)));
    assertThat(told(router, TARGET)).isNotNull();
    // What it claims and nothing within it leads to is dropped here.
    assertThat(router.table.get(prefix("10.8.0.0/14")).nextHops()).isEmpty();
    withdraw(router, TARGET);
    assertThat(told(router, "10.8.0.0/14")).isNotNull();
    withdraw(router, "10.9.0.0/16");
    assertThat(told(router, "10.8.0.0/14")).isNull();
    assertThat(router.table).isEmpty();
    assertThat(router.rows).isEmpty();
  }

  @Test
  void aggregate_fallsWhenItsLastContributorsNextHopGoes() {
    Router router =
        middle(
            aggregating(new RoutingConfig.Aggregate(prefix("10.8.0.0/14"), false, false)),
            peer(1),
            peer(3));
    announce(router, attributes(1), TARGET);
    assertThat(told(router, "10.8.0.0/14")).isNotNull();
    router.submit(new SpeakerInput.NextHopChanged(ip(SOURCE), false, false, 0));
    assertThat(told(router, "10.8.0.0/14")).isNull();
  }

  @Test
  void summaryOnly_standsForTheRoutesWithinIt() {
    Router router =
        middle(
            aggregating(new RoutingConfig.Aggregate(prefix("10.8.0.0/14"), true, false)),
            peer(1),
            peer(3));
    announce(router, attributes(1), TARGET, "10.12.0.0/16");
    assertThat(router.speaker.adjRibOut(ip(SINK)).advertised().keySet())
        .containsExactlyInAnyOrder(prefix("10.8.0.0/14"), prefix("10.12.0.0/16"));
  }

  @Test
  void asSet_hasTheAsesAndCommunitiesOfAll_andTheWorstOrigin() {
    Router router =
        middle(
            aggregating(new RoutingConfig.Aggregate(prefix("10.8.0.0/14"), true, true)),
            peer(1),
            peer(3));
    announce(
        router,
        attributes(1, 5, 7).with(new PathAttribute.Communities(List.of(0x0001_0001))),
        TARGET);
    announce(router, attributes(1, 5, 8).withOrigin(Origin.INCOMPLETE), "10.9.0.0/16");
    PathAttributes told = told(router, "10.8.0.0/14");
    assertThat(told.asPath()).hasToString("2 1 5 {7,8}");
    assertThat(told.origin()).isEqualTo(Origin.INCOMPLETE);
    assertThat(told.has(PathAttribute.ATOMIC_AGGREGATE)).isFalse();
    assertThat(CommunityKinds.STANDARD.values(told)).containsExactly(0x0001_0001);
    withdraw(router, "10.9.0.0/16");
    assertThat(told(router, "10.8.0.0/14").asPath()).hasToString("2 1 5 7");
  }

  @Test
  void aggregateWithinAnAggregate_contributesToIt() {
    Router router =
        middle(
            aggregating(
                new RoutingConfig.Aggregate(prefix("10.0.0.0/8"), true, false),
                new RoutingConfig.Aggregate(prefix("10.8.0.0/14"), true, false)),
            peer(1),
            peer(3));
    announce(router, attributes(1), TARGET);
    assertThat(router.speaker.adjRibOut(ip(SINK)).advertised().keySet())
        .containsExactly(prefix("10.0.0.0/8"));
    withdraw(router, TARGET);
    assertThat(router.speaker.adjRibOut(ip(SINK)).advertised()).isEmpty();
  }

  // ---- default-originate

  @Test
  void defaultOriginate_evenBesideALearnedOne_andNoPolicyHidesIt() {
    PrefixList nothing = new PrefixList("none", List.of());
    Router router =
        middle(peer(1), peer(3).routes(routes().defaultOriginate(true).prefixListOut(nothing)));
    announce(router, attributes(1, 7), "0.0.0.0/0", TARGET);
    assertThat(router.speaker.adjRibOut(ip(SINK)).advertised().keySet())
        .containsExactly(Prefix.DEFAULT_IPV4);
    assertThat(told(router, "0.0.0.0/0").asPath()).hasToString("2");
    assertThat(told(router, "0.0.0.0/0").nextHop()).isEqualTo(ip(MIDDLE));
    withdraw(router, "0.0.0.0/0");
    assertThat(told(router, "0.0.0.0/0")).isNotNull();
  }
}
