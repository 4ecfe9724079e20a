package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.policy.Setting;
import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.PeerRoutes.NextHopRule;
import io.sdnsim.bgp.speaker.SpeakerLab.Router;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class BgpSpeakerTest {
  private static final String VIP = "192.168.133.74/32";
  private static final String TOR = "192.168.233.1";
  private static final long TOR_AS = 64512;
  private static final long MUX_AS = 64513;

  private static final Prefix DEFAULT = Prefix.DEFAULT_IPV4;

  private final SpeakerLab lab = new SpeakerLab();

  private static BgpConfig.Builder config(long asn, String id) {
    return BgpConfig.builder(asn, ip(id)).importCheck(false);
  }

  private static PeerConfig.Builder peer(long asn) {
    return PeerConfig.builder(asn).datacenter();
  }

  private Router tor(int limit) {
    return lab.add(
        TOR,
        config(TOR_AS, TOR)
            .listenRange(prefix("192.168.233.0/24"), limit, peer(MUX_AS).build())
            .decision(new DecisionConfig(8, 8, true, false))
            .build());
  }

  private Router mux(int number) {
    String address = "192.168.233." + (10 + number);
    return lab.add(
        address,
        config(MUX_AS, address)
            .neighbor(ip(TOR), peer(TOR_AS).build())
            .network(prefix(VIP))
            .build());
  }

  private static BgpMessage.Update update(PathAttributes attributes, String... prefixes) {
    return BgpMessage.Update.announce(
        attributes, List.of(prefixes).stream().map(SpeakerLab::prefix).toList());
  }

  private static PathAttributes attributes(String nextHop, long... path) {
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(Origin.IGP),
        new PathAttribute.AsPathAttribute(AsPath.sequence(path)),
        new PathAttribute.NextHopAttribute(ip(nextHop)));
  }

  private static void inject(Router router, String from, BgpMessage message) {
    router.inject(from, BgpCodec.encode(message, DecodeContext.EBGP));
  }

  @Test
  void threeMuxes_announceOneVip_torUsesAllThreeAndOneLossLeavesTwo() {
    Router tor = tor(5);
    Router first = mux(1);
    mux(2);
    mux(3);
    lab.startAll();
    lab.runFor(SimTime.SECOND);

    assertThat(tor.nextHops(VIP))
        .containsExactly("192.168.233.11", "192.168.233.12", "192.168.233.13");
    assertThat(tor.rows.values()).filteredOn(PathView::best).hasSize(1);
    assertThat(tor.rows.values()).allMatch(PathView::multipath);
    assertThat(tor.rows.get(VIP + " 192.168.233.11").asPath()).isEqualTo("64513");

    first.submit(new SpeakerInput.ShutDown());
    lab.runFor(SimTime.MILLISECOND);
    assertThat(tor.nextHops(VIP)).containsExactly("192.168.233.12", "192.168.233.13");
    assertThat(first.sent).contains("NOTIFICATION 6/3 Cease: Peer De-configured");
  }

  @Test
  void established_peerDiesSilently_downExactlyOneHoldTimeAfterItsLastMessage() {
    Router tor = tor(5);
    Router mux = mux(1);
    lab.startAll();
    lab.runFor(7 * SimTime.SECOND);
    mux.silent = true;
    lab.runFor(2 * SimTime.MILLISECOND);
    long lastHeardPs = tor.lastReceivedPs;

    lab.simulation.runUntil(lastHeardPs + 9 * SimTime.SECOND - 1);
    assertThat(tor.session("192.168.233.11").state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(tor.nextHops(VIP)).hasSize(1);

    lab.simulation.runUntil(lastHeardPs + 9 * SimTime.SECOND);
    assertThat(tor.nextHops(VIP)).isEmpty();
    assertThat(tor.rows).isEmpty();
    assertThat(tor.sent).contains("NOTIFICATION 4/0 Hold Timer Expired");
    SessionView last = tor.sessionRows.get(ip("192.168.233.11"));
    assertThat(last.state()).isEqualTo(BgpState.IDLE);
    assertThat(last.lastError()).contains("hold timer expired");
  }

  @Test
  void established_keepalivesOnly_staysUp() {
    Router tor = tor(5);
    mux(1);
    lab.startAll();
    lab.runFor(600 * SimTime.SECOND);
    assertThat(tor.session("192.168.233.11").state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(tor.session("192.168.233.11").holdTimeSeconds()).isEqualTo(9);
  }

  @Test
  void originateAndWithdraw_atRunTime_peersFollowAtOnce() {
    Router tor = tor(5);
    Router mux = mux(1);
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    mux.submit(new SpeakerInput.Originate(prefix("10.9.9.9/32")));
    lab.runFor(SpeakerLab.DELAY_PS);
    assertThat(tor.nextHops("10.9.9.9/32")).containsExactly("192.168.233.11");
    mux.submit(new SpeakerInput.Withdraw(prefix("10.9.9.9/32")));
    lab.runFor(SpeakerLab.DELAY_PS);
    assertThat(tor.nextHops("10.9.9.9/32")).isEmpty();
    assertThat(tor.nextHops(VIP)).hasSize(1);
  }

  @Test
  void adminReset_dropsAndComesBack() {
    Router tor = tor(5);
    Router mux = mux(1);
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    mux.submit(new SpeakerInput.AdminReset(ip(TOR)));
    lab.runFor(SpeakerLab.DELAY_PS);
    assertThat(tor.nextHops(VIP)).isEmpty();
    assertThat(mux.sent).contains("NOTIFICATION 6/4 Cease: Administrative Reset");
    lab.runFor(20 * SimTime.SECOND);
    assertThat(tor.nextHops(VIP)).hasSize(1);
  }

  @Test
  void adminDown_staysDownUntilUp() {
    Router tor = tor(5);
    Router mux = mux(1);
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    mux.submit(new SpeakerInput.AdminDown(ip(TOR)));
    lab.runFor(300 * SimTime.SECOND);
    assertThat(tor.nextHops(VIP)).isEmpty();
    assertThat(mux.session(TOR).state()).isEqualTo(BgpState.IDLE);
    mux.submit(new SpeakerInput.AdminUp(ip(TOR)));
    lab.runFor(SimTime.SECOND);
    assertThat(tor.nextHops(VIP)).hasSize(1);
  }

  @Test
  void listenRange_beyondItsLimit_refusesUntilOneLeaves() {
    Router tor = tor(2);
    Router first = mux(1);
    mux(2);
    mux(3);
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    assertThat(tor.nextHops(VIP)).hasSize(2).doesNotContain("192.168.233.13");
    first.submit(new SpeakerInput.ShutDown());
    lab.runFor(30 * SimTime.SECOND);
    assertThat(tor.nextHops(VIP)).containsExactly("192.168.233.12", "192.168.233.13");
  }

  @Test
  void connection_fromOutsideTheRangeOrWrongAs_isRefused() {
    Router tor = tor(5);
    Router stranger =
        lab.add(
            "10.0.0.1", config(MUX_AS, "10.0.0.1").neighbor(ip(TOR), peer(TOR_AS).build()).build());
    Router wrongAs =
        lab.add(
            "192.168.233.50",
            config(65000, "192.168.233.50").neighbor(ip(TOR), peer(TOR_AS).build()).build());
    lab.startAll();
    lab.runFor(5 * SimTime.SECOND);
    assertThat(stranger.session(TOR).state()).isNotEqualTo(BgpState.ESTABLISHED);
    assertThat(wrongAs.session(TOR).state()).isNotEqualTo(BgpState.ESTABLISHED);
    assertThat(tor.sent).contains("NOTIFICATION 2/2 OPEN Message Error: Bad Peer AS");
  }

  /** A chain of eBGP routers: a(1) - b(2) - c(1). */
  @Test
  void asLoop_pathWithOwnAs_isNotUsed() {
    Router a =
        lab.add(
            "10.0.0.1",
            config(1, "10.0.0.1")
                .network(prefix("10.1.0.0/16"))
                .neighbor(ip("10.0.0.2"), peer(2).build())
                .build());
    Router b =
        lab.add(
            "10.0.0.2",
            config(2, "10.0.0.2")
                .neighbor(ip("10.0.0.1"), peer(1).build())
                .neighbor(ip("10.0.0.3"), peer(1).build())
                .build());
    Router c =
        lab.add(
            "10.0.0.3", config(1, "10.0.0.3").neighbor(ip("10.0.0.2"), peer(2).build()).build());
    lab.startAll();
    lab.runFor(2 * SimTime.SECOND);
    assertThat(b.nextHops("10.1.0.0/16")).containsExactly("10.0.0.1");
    assertThat(c.session("10.0.0.2").receivedPrefixes()).isEqualTo(1);
    assertThat(c.nextHops("10.1.0.0/16")).isEmpty();
    assertThat(a.rows.get("10.1.0.0/16 0.0.0.0").nextHop()).isEqualTo("0.0.0.0");
    assertThat(a.rows.get("10.1.0.0/16 0.0.0.0").asPath()).isEmpty();
    assertThat(a.rows.get("10.1.0.0/16 0.0.0.0").weight()).isEqualTo(32768);
  }

  /** Both ends connect at the same moment: the two connections collide, one session stays. */
  @Test
  void bothConnect_collisionLeavesOneSession() {
    String[][] pairs = {
      {"1.1.1.1", "2.2.2.2"},
      {"2.2.2.2", "1.1.1.1"},
      // RFC 6286 2.3: with the same identifier the higher AS decides.
      {"1.1.1.1", "1.1.1.1"}
    };
    for (String[] ids : pairs) {
      SpeakerLab pair = new SpeakerLab();
      Router a =
          pair.add(
              "10.0.0.1",
              config(1, ids[0])
                  .network(prefix("10.1.0.0/16"))
                  .neighbor(ip("10.0.0.2"), peer(2).build())
                  .build());
      Router b =
          pair.add(
              "10.0.0.2",
              config(2, ids[1])
                  .network(prefix("10.2.0.0/16"))
                  .neighbor(ip("10.0.0.1"), peer(1).build())
                  .build());
      pair.startAll();
      pair.runFor(100 * SimTime.MILLISECOND);
      assertThat(a.session("10.0.0.2").state()).isEqualTo(BgpState.ESTABLISHED);
      assertThat(b.session("10.0.0.1").state()).isEqualTo(BgpState.ESTABLISHED);
      assertThat(a.ends).hasSize(1);
      assertThat(b.ends).hasSize(1);
      assertThat(a.sent).contains("NOTIFICATION 6/7 Cease: Connection Collision Resolution");
      assertThat(a.nextHops("10.2.0.0/16")).containsExactly("10.0.0.2");
      assertThat(b.nextHops("10.1.0.0/16")).containsExactly("10.0.0.1");
      pair.runFor(300 * SimTime.SECOND);
      assertThat(a.session("10.0.0.2").sincePs()).isLessThan(SimTime.SECOND);
      assertThat(a.ends).hasSize(1);
      // The connection that the higher identifier opened is the one that stays.
      Router higher = ids[0].equals("2.2.2.2") ? a : b;
      assertThat(higher.ends.keySet()).containsExactly(1);
    }
  }

  @Test
  void collisionSurvivor_laterFails_reconnectsWithItsOwnSettings() {
    Router a =
        lab.add("10.0.0.1", config(1, "1.1.1.1").neighbor(ip("10.0.0.2"), peer(2).build()).build());
    Router b =
        lab.add("10.0.0.2", config(2, "2.2.2.2").neighbor(ip("10.0.0.1"), peer(1).build()).build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    b.submit(new SpeakerInput.AdminReset(ip("10.0.0.1")));
    lab.runFor(30 * SimTime.SECOND);
    assertThat(a.session("10.0.0.2").state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(a.session("10.0.0.2").sincePs()).isGreaterThan(SimTime.SECOND);
  }

  @Test
  void export_toExternalPeer_prependsOwnAsAndSetsItselfAsNextHop() {
    Router middle = chain(2, peer(3).build());
    inject(
        middle,
        "10.0.0.1",
        update(attributes("10.0.0.1", 1, 77).withMed(5).withLocalPref(300), "10.8.0.0/16"));
    PathAttributes told =
        middle.speaker.adjRibOut(ip("10.0.0.3")).advertised(prefix("10.8.0.0/16"));
    assertThat(told.asPath().toString()).isEqualTo("2 1 77");
    assertThat(told.nextHop()).isEqualTo(ip("10.0.0.2"));
    assertThat(told.has(PathAttribute.MULTI_EXIT_DISC)).isFalse();
    assertThat(told.has(PathAttribute.LOCAL_PREF)).isFalse();
    assertThat(middle.speaker.adjRibOut(ip("10.0.0.1")).advertised()).isEmpty();
  }

  /** 10.0.0.1 (AS 1) - 10.0.0.2 (AS 2) - 10.0.0.3 (AS as configured). */
  private Router chain(long middleAs, PeerConfig toThird) {
    lab.add(
        "10.0.0.1", config(1, "10.0.0.1").neighbor(ip("10.0.0.2"), peer(middleAs).build()).build());
    Router middle =
        lab.add(
            "10.0.0.2",
            config(middleAs, "10.0.0.2")
                .neighbor(ip("10.0.0.1"), peer(1).build())
                .neighbor(ip("10.0.0.3"), toThird)
                .build());
    lab.add(
        "10.0.0.3",
        config(toThird.remoteAs(), "10.0.0.3")
            .neighbor(ip("10.0.0.2"), peer(middleAs).build())
            .build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    return middle;
  }

  @Test
  void export_toInternalPeer_keepsNextHopUnlessNextHopSelf() {
    Router middle = chain(2, peer(2).build());
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1).withMed(5), "10.8.0.0/16"));
    PathAttributes told =
        middle.speaker.adjRibOut(ip("10.0.0.3")).advertised(prefix("10.8.0.0/16"));
    assertThat(told.asPath().toString()).isEqualTo("1");
    assertThat(told.nextHop()).isEqualTo(ip("10.0.0.1"));
    assertThat(told.has(PathAttribute.LOCAL_PREF)).isTrue();
    assertThat(told.med()).isEqualTo(5);
  }

  @Test
  void export_nextHopSelf_namesItself() {
    Router middle =
        chain(2, peer(2).routes(PeerRoutes.builder().nextHop(NextHopRule.SELF)).build());
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1), "10.8.0.0/16"));
    assertThat(middle.speaker.adjRibOut(ip("10.0.0.3")).advertised(prefix("10.8.0.0/16")).nextHop())
        .isEqualTo(ip("10.0.0.2"));
  }

  @Test
  void export_internalRoute_isNotPassedOnToInternalPeer() {
    Router middle =
        lab.add(
            "10.0.0.2",
            config(2, "10.0.0.2")
                .neighbor(ip("10.0.0.1"), peer(2).build())
                .neighbor(ip("10.0.0.3"), peer(2).build())
                .build());
    lab.add(
        "10.0.0.1",
        config(2, "10.0.0.1")
            .network(prefix("10.8.0.0/16"))
            .neighbor(ip("10.0.0.2"), peer(2).build())
            .build());
    Router third =
        lab.add(
            "10.0.0.3", config(2, "10.0.0.3").neighbor(ip("10.0.0.2"), peer(2).build()).build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    assertThat(middle.nextHops("10.8.0.0/16")).hasSize(1);
    assertThat(third.nextHops("10.8.0.0/16")).isEmpty();
  }

  @Test
  void prefixListsAndRouteMaps_inAndOut_decideAndSet() {
    PrefixList onlyDefault =
        new PrefixList("DefaultRoute", List.of(PrefixList.Entry.of(10, true, DEFAULT, null, null)));
    RouteMap prepend =
        new RouteMap(
            "out",
            List.of(
                RouteMap.Entry.permit(
                    10,
                    List.of(),
                    new Setting.Med(Setting.Arithmetic.ASSIGN, 7),
                    new Setting.Prepend(List.of(2L, 2L)))));
    Router middle =
        chain(
            2,
            peer(3)
                .routes(PeerRoutes.builder().prefixListOut(onlyDefault).routeMapOut(prepend))
                .build());
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1), "10.8.0.0/16", "0.0.0.0/0"));
    var told = middle.speaker.adjRibOut(ip("10.0.0.3")).advertised();
    assertThat(told.keySet()).containsExactly(DEFAULT);
    assertThat(told.get(DEFAULT).asPath().toString()).isEqualTo("2 2 2 1");
    assertThat(told.get(DEFAULT).med()).isEqualTo(7);
  }

  @Test
  void defaultOriginate_announcesWithoutHavingOne() {
    Router middle = chain(2, peer(3).routes(PeerRoutes.builder().defaultOriginate(true)).build());
    assertThat(lab.routers.get(ip("10.0.0.3")).nextHops("0.0.0.0/0")).containsExactly("10.0.0.2");
    assertThat(middle.speaker.locRib().size()).isZero();
  }

  @Test
  void nextHop_unreachable_pathIsInvalidUntilItResolves() {
    Router middle = chain(2, peer(3).build());
    middle.nextHops.put(
        ip("10.77.0.1"), new SpeakerInput.NextHopChanged(ip("10.77.0.1"), false, false, 0));
    inject(middle, "10.0.0.1", update(attributes("10.77.0.1", 1), "10.8.0.0/16"));
    assertThat(middle.nextHops("10.8.0.0/16")).isEmpty();
    assertThat(middle.rows.get("10.8.0.0/16 10.0.0.1").reason())
        .isEqualTo("next hop 10.77.0.1 unreachable");
    middle.submit(new SpeakerInput.NextHopChanged(ip("10.77.0.1"), true, true, 0));
    assertThat(middle.nextHops("10.8.0.0/16")).containsExactly("10.77.0.1");
    middle.submit(new SpeakerInput.NextHopChanged(ip("10.77.0.1"), true, false, 10));
    assertThat(middle.nextHops("10.8.0.0/16")).isEmpty();
    assertThat(middle.rows.get("10.8.0.0/16 10.0.0.1").reason()).contains("not connected");
    inject(middle, "10.0.0.1", BgpMessage.Update.withdraw(List.of(prefix("10.8.0.0/16"))));
    assertThat(middle.tracked).isEmpty();
    assertThat(middle.rows).isEmpty();
  }

  @Test
  void sameAnnouncementAgain_sendsNothing_andImplicitWithdrawSendsOnlyTheChange() {
    Router middle = chain(2, peer(3).build());
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1), "10.8.0.0/16", "10.9.0.0/16"));
    int before = updatesSent(middle);
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1), "10.8.0.0/16", "10.9.0.0/16"));
    assertThat(updatesSent(middle)).isEqualTo(before);
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1, 5), "10.8.0.0/16"));
    assertThat(updatesSent(middle)).isEqualTo(before + 1);
    assertThat(middle.sent.get(middle.sent.size() - 1))
        .isEqualTo("UPDATE +10.8.0.0/16 via 10.0.0.2 path 2 1 5");
  }

  private static int updatesSent(Router router) {
    return (int) router.sent.stream().filter(line -> line.startsWith("UPDATE")).count();
  }

  @Test
  void advertisementInterval_holdsAnnouncementsBackButNotWithdrawals() {
    Router middle = chain(2, peer(3).advertisementIntervalPs(5 * SimTime.SECOND).build());
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1), "10.8.0.0/16"));
    int before = updatesSent(middle);
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1), "10.9.0.0/16"));
    assertThat(updatesSent(middle)).isEqualTo(before);
    inject(middle, "10.0.0.1", BgpMessage.Update.withdraw(List.of(prefix("10.8.0.0/16"))));
    assertThat(middle.sent.get(middle.sent.size() - 1)).isEqualTo("UPDATE -10.8.0.0/16");
    lab.runFor(5 * SimTime.SECOND + SpeakerLab.DELAY_PS);
    assertThat(updatesSent(middle)).isEqualTo(before + 2);
    assertThat(lab.routers.get(ip("10.0.0.3")).nextHops("10.9.0.0/16")).hasSize(1);
  }

  @Test
  void routeSelectionDelay_decidesLaterAndOnce() {
    Router middle =
        lab.add(
            "10.0.0.2",
            config(2, "10.0.0.2")
                .timing(TimingModel.IDEAL.withRouteSelection(50 * SimTime.MILLISECOND))
                .neighbor(ip("10.0.0.1"), peer(1).build())
                .build());
    lab.add("10.0.0.1", config(1, "10.0.0.1").neighbor(ip("10.0.0.2"), peer(2).build()).build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1), "10.8.0.0/16"));
    lab.runFor(49 * SimTime.MILLISECOND);
    assertThat(middle.nextHops("10.8.0.0/16")).isEmpty();
    lab.runFor(SimTime.MILLISECOND);
    assertThat(middle.nextHops("10.8.0.0/16")).hasSize(1);
  }

  @Test
  void routeRefresh_sendsTheWholeAdjRibOutAgain() {
    Router middle = chain(2, peer(3).build());
    inject(middle, "10.0.0.1", update(attributes("10.0.0.1", 1), "10.8.0.0/16"));
    int before = updatesSent(middle);
    inject(middle, "10.0.0.3", BgpMessage.RouteRefresh.of(AddressFamily.IPV4_UNICAST));
    assertThat(updatesSent(middle)).isEqualTo(before + 1);
  }

  @Test
  void maximumPrefixes_exceeded_endsTheSessionWithCease() {
    Router middle = chain(2, peer(3).session(atMost(2)).build());
    inject(middle, "10.0.0.3", update(attributes("10.0.0.3", 3), "10.8.0.0/16", "10.9.0.0/16"));
    assertThat(middle.session("10.0.0.3").state()).isEqualTo(BgpState.ESTABLISHED);
    inject(middle, "10.0.0.3", update(attributes("10.0.0.3", 3), "10.7.0.0/16"));
    assertThat(middle.session("10.0.0.3").state()).isEqualTo(BgpState.IDLE);
    assertThat(middle.sent).contains("NOTIFICATION 6/1 Cease: Maximum Number of Prefixes Reached");
    assertThat(middle.table).isEmpty();
  }

  private static SessionSettings atMost(int prefixes) {
    return SessionSettings.DEFAULT.withMaximumPrefix(new MaximumPrefix(prefixes, false, 0));
  }

  private static BgpMessage.Update threePrefixes() {
    return update(attributes("10.0.0.3", 3), "10.7.0.0/16", "10.8.0.0/16", "10.9.0.0/16");
  }

  @Test
  void maximumPrefixes_exceeded_staysDownUntilAnOperatorResets() {
    Router middle = chain(2, peer(3).session(atMost(2)).build());
    inject(middle, "10.0.0.3", threePrefixes());
    lab.runFor(600 * SimTime.SECOND);
    assertThat(middle.session("10.0.0.3").state()).isEqualTo(BgpState.IDLE);
    assertThat(middle.session("10.0.0.3").lastError())
        .isEqualTo("more than 2 prefixes, sent 6/1 Cease: Maximum Number of Prefixes Reached");
    middle.submit(new SpeakerInput.AdminReset(SpeakerLab.ip("10.0.0.3")));
    lab.runFor(60 * SimTime.SECOND);
    assertThat(middle.session("10.0.0.3").state()).isEqualTo(BgpState.ESTABLISHED);
  }

  @Test
  void maximumPrefixes_withARestartTime_startsAgainThen() {
    MaximumPrefix maximum = new MaximumPrefix(2, false, 120 * SimTime.SECOND);
    Router middle =
        chain(2, peer(3).session(SessionSettings.DEFAULT.withMaximumPrefix(maximum)).build());
    inject(middle, "10.0.0.3", threePrefixes());
    lab.runFor(119 * SimTime.SECOND);
    assertThat(middle.session("10.0.0.3").state()).isEqualTo(BgpState.IDLE);
    lab.runFor(60 * SimTime.SECOND);
    assertThat(middle.session("10.0.0.3").state()).isEqualTo(BgpState.ESTABLISHED);
  }

  @Test
  void maximumPrefixes_warningOnly_saysSoAndGoesOn() {
    MaximumPrefix maximum = new MaximumPrefix(2, true, 0);
    Router middle =
        chain(2, peer(3).session(SessionSettings.DEFAULT.withMaximumPrefix(maximum)).build());
    inject(middle, "10.0.0.3", threePrefixes());
    assertThat(middle.session("10.0.0.3").state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(middle.session("10.0.0.3").overPrefixLimit()).isTrue();
    assertThat(middle.table).hasSize(3);
  }

  @Test
  void malformedPrefix_resetsThatSessionOnly() {
    Router middle = chain(2, peer(3).build());
    byte[] bad =
        BgpCodec.encode(update(attributes("10.0.0.1", 1), "10.8.0.0/16"), DecodeContext.EBGP);
    bad[bad.length - 3] = 33; // the length of the prefix
    middle.inject("10.0.0.1", bad);
    assertThat(middle.session("10.0.0.1").state()).isEqualTo(BgpState.IDLE);
    assertThat(middle.session("10.0.0.3").state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(middle.sent)
        .contains("NOTIFICATION 3/10 UPDATE Message Error: Invalid Network Field");
  }

  @Test
  void unknownAttributes_transitiveGoOnWithThePartialBit_othersStay() {
    Router middle = chain(2, peer(3).build());
    Bytes value = Bytes.of(new byte[] {1, 2});
    PathAttributes attributes =
        attributes("10.0.0.1", 1)
            .with(new PathAttribute.Unknown(0xC0, 200, value))
            .with(new PathAttribute.Unknown(0x80, 201, value));
    inject(middle, "10.0.0.1", update(attributes, "10.8.0.0/16"));
    PathAttributes told =
        middle.speaker.adjRibOut(ip("10.0.0.3")).advertised(prefix("10.8.0.0/16"));
    assertThat(told.find(200)).isEqualTo(new PathAttribute.Unknown(0xE0, 200, value));
    assertThat(told.has(201)).isFalse();
  }

  @Test
  void noExport_staysInTheAs_noAdvertise_staysHere() {
    Router middle = chain(2, peer(3).build());
    for (int community :
        new int[] {PathAttribute.Communities.NO_EXPORT, PathAttribute.Communities.NO_ADVERTISE}) {
      PathAttributes marked =
          attributes("10.0.0.1", 1).with(new PathAttribute.Communities(List.of(community)));
      inject(middle, "10.0.0.1", update(marked, "10.8.0.0/16"));
      assertThat(middle.nextHops("10.8.0.0/16")).hasSize(1);
      assertThat(middle.speaker.adjRibOut(ip("10.0.0.3")).advertised()).isEmpty();
    }
  }

  @Test
  void redistributedAndNetwork_originsDiffer_andNetworkFollowsTheRouteTable() {
    Router only = lab.add("10.0.0.1", config(1, "10.0.0.1").importCheck(true).build());
    lab.startAll();
    only.submit(new SpeakerInput.RedistributedChanged(prefix("10.1.0.0/24"), Protocol.CONNECTED));
    assertThat(only.rows.get("10.1.0.0/24 0.0.0.0").origin()).isEqualTo("incomplete");
    only.submit(new SpeakerInput.NetworkChanged(prefix("10.1.0.0/24"), true));
    assertThat(only.rows.get("10.1.0.0/24 0.0.0.0").origin()).isEqualTo("IGP");
    only.submit(new SpeakerInput.NetworkChanged(prefix("10.1.0.0/24"), false));
    assertThat(only.rows.get("10.1.0.0/24 0.0.0.0").origin()).isEqualTo("incomplete");
    only.submit(new SpeakerInput.RedistributedChanged(prefix("10.1.0.0/24"), null));
    assertThat(only.rows).isEmpty();
  }

  @Test
  void ipv6Routes_travelInMpReach() {
    PeerConfig.Builder six = peer(2).families(AddressFamily.IPV6_UNICAST);
    lab.add(
        "2001:db8::1",
        config(1, "1.1.1.1")
            .network(prefix("2001:db8:1::/48"))
            .network(prefix("10.1.0.0/16"))
            .neighbor(ip("2001:db8::2"), six.build())
            .build());
    Router b =
        lab.add(
            "2001:db8::2",
            config(2, "2.2.2.2")
                .neighbor(ip("2001:db8::1"), peer(1).families(AddressFamily.IPV6_UNICAST).build())
                .build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    assertThat(b.nextHops("2001:db8:1::/48")).containsExactly("2001:db8::1");
    assertThat(b.table).hasSize(1);
  }

  @Test
  void twoOctetPeer_getsAsTransAndTheRealPathComesBackTogether() {
    lab.add(
        "10.0.0.1",
        config(4_200_000_001L, "10.0.0.1")
            .network(prefix("10.8.0.0/16"))
            .neighbor(ip("10.0.0.2"), peer(2).build())
            .build());
    Router b =
        lab.add(
            "10.0.0.2",
            config(2, "10.0.0.2")
                .neighbor(ip("10.0.0.1"), peer(4_200_000_001L).build())
                .neighbor(ip("10.0.0.3"), peer(3).fourOctetAs(false).build())
                .build());
    Router c =
        lab.add(
            "10.0.0.3",
            config(3, "10.0.0.3")
                .neighbor(ip("10.0.0.2"), peer(2).fourOctetAs(false).build())
                .build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    assertThat(b.rows.get("10.8.0.0/16 10.0.0.1").asPath()).isEqualTo("4200000001");
    assertThat(c.rows.get("10.8.0.0/16 10.0.0.2").asPath()).isEqualTo("2 4200000001");
  }

  @Test
  void fiftyThousandPrefixes_arePackedIntoFewMessages() {
    Router tor = tor(5);
    BgpConfig.Builder many = config(MUX_AS, "192.168.233.11");
    many.neighbor(ip(TOR), peer(TOR_AS).build());
    for (int i = 0; i < 50_000; i++) {
      many.network(Prefix.host(ip("100.64.0.0").plus(i)));
    }
    Router mux = lab.add("192.168.233.11", many.build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    assertThat(tor.table).hasSize(50_000);
    assertThat(updatesSent(mux)).isLessThan(70);
    assertThat(tor.speaker.locRib().get(prefix("100.64.0.1/32")).best().attributes())
        .isSameAs(tor.speaker.locRib().get(prefix("100.64.0.2/32")).best().attributes());
  }
}
