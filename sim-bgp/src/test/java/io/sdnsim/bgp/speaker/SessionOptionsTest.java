package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.session.BgpRole;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.session.OfferedCapabilities;
import io.sdnsim.bgp.speaker.SpeakerLab.Router;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.engine.SimTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What two speakers agree on in their OPENs, and what comes of it. */
class SessionOptionsTest {
  private static final String A = "10.0.0.1";
  private static final String B = "10.0.0.2";
  private static final String NET = "10.1.0.0/16";
  private static final OfferedCapabilities PLAIN =
      OfferedCapabilities.of(AddressFamily.IPV4_UNICAST);

  private final SpeakerLab lab = new SpeakerLab();
  private Router a;
  private Router b;

  private static PeerConfig.Builder peer(long asn, OfferedCapabilities capabilities) {
    return PeerConfig.builder(asn).datacenter().capabilities(capabilities);
  }

  /** Routers a (AS 1, with a network) and b (AS 2). */
  private void start(OfferedCapabilities ofA, OfferedCapabilities ofB) {
    start(peer(2, ofA), peer(1, ofB));
  }

  private void start(PeerConfig.Builder atA, PeerConfig.Builder atB) {
    a =
        lab.add(
            A,
            BgpConfig.builder(1, ip(A))
                .importCheck(false)
                .network(prefix(NET))
                .network(prefix("10.2.0.0/16"))
                .neighbor(ip(B), atA.build())
                .build());
    b =
        lab.add(
            B,
            BgpConfig.builder(2, ip(B))
                .importCheck(false)
                .neighbor(ip(A), atB.passive(true).build())
                .build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
  }

  private static void inject(Router router, String from, BgpMessage message) {
    router.inject(from, BgpCodec.encode(message, DecodeContext.EBGP));
  }

  // ---- Route refresh (RFC 2918, RFC 7313)

  @Test
  void refreshRequest_withEnhancedRefresh_isAnsweredBetweenMarks() {
    OfferedCapabilities enhanced = PLAIN.withEnhancedRouteRefresh(true);
    start(enhanced, enhanced);
    a.sent.clear();
    inject(a, B, BgpMessage.RouteRefresh.of(AddressFamily.IPV4_UNICAST));
    assertThat(a.sent).hasSize(3);
    assertThat(a.sent.get(0)).startsWith("ROUTE-REFRESH").contains("begin");
    assertThat(a.sent.get(1)).startsWith("UPDATE").contains(NET);
    assertThat(a.sent.get(2)).startsWith("ROUTE-REFRESH").contains("end");
  }

  @Test
  void refreshRequest_withoutEnhancedRefresh_isAnsweredWithoutMarks() {
    start(PLAIN.withEnhancedRouteRefresh(true), PLAIN);
    a.sent.clear();
    inject(a, B, BgpMessage.RouteRefresh.of(AddressFamily.IPV4_UNICAST));
    assertThat(a.sent).hasSize(1).allMatch(line -> line.startsWith("UPDATE"));
  }

  @Test
  void refreshFromPeer_whatItDoesNotSendAgainIsVoidAtTheEnd() {
    OfferedCapabilities enhanced = PLAIN.withEnhancedRouteRefresh(true);
    start(enhanced, enhanced);
    PathAttributes again = b.speaker.adjRibIn(ip(A)).get(prefix(NET));
    inject(b, A, BgpMessage.RouteRefresh.beginning(AddressFamily.IPV4_UNICAST));
    assertThat(b.session(A).stalePrefixes()).isEqualTo(2);
    assertThat(b.table).hasSize(2);
    inject(b, A, BgpMessage.Update.announce(again, List.of(prefix(NET))));
    assertThat(b.session(A).stalePrefixes()).isEqualTo(1);
    inject(b, A, BgpMessage.RouteRefresh.end(AddressFamily.IPV4_UNICAST));
    assertThat(b.table.keySet()).containsExactly(prefix(NET));
    assertThat(b.session(A).stalePrefixes()).isZero();
  }

  @Test
  void endOfRefreshWithoutABeginning_meansNothing() {
    OfferedCapabilities enhanced = PLAIN.withEnhancedRouteRefresh(true);
    start(enhanced, enhanced);
    inject(b, A, BgpMessage.RouteRefresh.end(AddressFamily.IPV4_UNICAST));
    assertThat(b.table).hasSize(2);
  }

  @Test
  void refreshThatNeverEnds_isEndedByTheStaleTimer() {
    OfferedCapabilities enhanced = PLAIN.withEnhancedRouteRefresh(true);
    start(enhanced, enhanced);
    inject(b, A, BgpMessage.RouteRefresh.beginning(AddressFamily.IPV4_UNICAST));
    lab.runFor(RestartConfig.HELPER.stalePathPs() - 1);
    assertThat(b.table).hasSize(2);
    lab.runFor(1);
    assertThat(b.table).isEmpty();
    assertThat(b.session(A).state()).isEqualTo(BgpState.ESTABLISHED);
  }

  // ---- Extended messages, add-path

  @Test
  void extendedMessages_bothOffer_oneMessageHoldsMoreThan4096Bytes() {
    assertThat(longestUpdate(true, true)).isGreaterThan(4096);
    assertThat(longestUpdate(true, false)).isLessThanOrEqualTo(4096);
  }

  private static int longestUpdate(boolean ofA, boolean ofB) {
    SessionOptionsTest test = new SessionOptionsTest();
    test.start(PLAIN.withExtendedMessage(ofA), PLAIN.withExtendedMessage(ofB));
    List<byte[]> bytes = test.b.receivedBytes;
    bytes.clear();
    for (int i = 0; i < 3000; i++) {
      test.a.inputs.add(
          new SpeakerInput.Originate(prefix("10." + (16 + i / 250) + "." + i % 250 + ".0/24")));
    }
    // All at once, so that they are told together.
    test.a.submit(new SpeakerInput.Originate(prefix("10.200.0.0/24")));
    inject(test.a, B, BgpMessage.RouteRefresh.of(AddressFamily.IPV4_UNICAST));
    test.lab.runFor(SimTime.SECOND);
    assertThat(test.b.session(A).receivedPrefixes()).isEqualTo(3003);
    int longest = 0;
    for (byte[] each : bytes) {
      for (int at = 0; at < each.length; ) {
        int length = (each[at + 16] & 0xFF) << 8 | (each[at + 17] & 0xFF);
        longest = Math.max(longest, length);
        at += length;
      }
    }
    return longest;
  }

  @Test
  void addPath_isAgreedOnForTheDirectionsThatBothCan() {
    start(PLAIN.withAddPath(true, true), PLAIN.withAddPath(true, false));
    DecodeContext atA = a.negotiated(B).context();
    assertThat(atA.addPathSent()).containsExactly(AddressFamily.IPV4_UNICAST);
    assertThat(atA.addPathReceived()).isEmpty();
    DecodeContext atB = b.negotiated(A).context();
    assertThat(atB.addPathReceived()).containsExactly(AddressFamily.IPV4_UNICAST);
    assertThat(atB.addPathSent()).isEmpty();
  }

  // ---- Roles (RFC 9234)

  private static OfferedCapabilities role(@Nullable BgpRole role, boolean strict) {
    return PLAIN.withRole(role, strict);
  }

  @Test
  void roles_thatGoTogether_sessionComesUp_othersAreRefused() {
    for (BgpRole ours : BgpRole.values()) {
      for (BgpRole theirs : BgpRole.values()) {
        SessionOptionsTest test = new SessionOptionsTest();
        test.start(role(ours, false), role(theirs, false));
        boolean up = test.a.session(B).state() == BgpState.ESTABLISHED;
        assertThat(up).as(ours + " " + theirs).isEqualTo(theirs == ours.counterpart());
        if (!up) {
          assertThat(test.a.session(B).lastError())
              .contains("2/11 OPEN Message Error: Role Mismatch");
        }
      }
    }
  }

  @Test
  void role_peerSaysNone_isAcceptedUnlessStrict() {
    start(role(BgpRole.CUSTOMER, false), PLAIN);
    assertThat(a.session(B).state()).isEqualTo(BgpState.ESTABLISHED);
    SessionOptionsTest strict = new SessionOptionsTest();
    strict.start(role(BgpRole.CUSTOMER, true), PLAIN);
    assertThat(strict.a.session(B).state()).isNotEqualTo(BgpState.ESTABLISHED);
  }

  @Test
  void onlyToCustomer_isSetTowardsCustomersAndPeersAndNeverToldUpwards() {
    start(role(BgpRole.PROVIDER, false), role(BgpRole.CUSTOMER, false));
    assertThat(otc(b)).isEqualTo(new PathAttribute.OnlyToCustomer(1));

    SessionOptionsTest upwards = new SessionOptionsTest();
    upwards.start(role(BgpRole.CUSTOMER, false), role(BgpRole.PROVIDER, false));
    assertThat(otc(upwards.b)).isNull();
    assertThat(upwards.b.table).hasSize(2);
    // A customer that passes on what it was told for itself alone leaks.
    PathAttributes leaked =
        upwards
            .b
            .speaker
            .adjRibIn(ip(A))
            .get(prefix(NET))
            .with(new PathAttribute.OnlyToCustomer(77));
    inject(upwards.b, A, BgpMessage.Update.announce(leaked, List.of(prefix("10.7.0.0/16"))));
    assertThat(upwards.b.table).hasSize(2);
    assertThat(upwards.b.session(A).receivedPrefixes()).isEqualTo(3);

    SessionOptionsTest peers = new SessionOptionsTest();
    peers.start(role(BgpRole.PEER, false), role(BgpRole.PEER, false));
    assertThat(otc(peers.b)).isEqualTo(new PathAttribute.OnlyToCustomer(1));
    inject(peers.b, A, BgpMessage.Update.announce(leaked, List.of(prefix("10.7.0.0/16"))));
    assertThat(peers.b.table).hasSize(2);
  }

  private static @Nullable PathAttribute otc(Router router) {
    return router.speaker.adjRibIn(ip(A)).get(prefix(NET)).find(PathAttribute.ONLY_TO_CUSTOMER);
  }

  // ---- Operators

  @Test
  void shutDownAndReset_tellTheNeighborsOperatorWhy() {
    start(PLAIN, PLAIN);
    a.submit(new SpeakerInput.AdminDown(ip(B), "maintenance until 17:00, ticket 4711"));
    lab.runFor(10 * SimTime.MILLISECOND);
    assertThat(b.session(A).lastError())
        .isEqualTo(
            "peer sent 6/2 Cease: Administrative Shutdown"
                + " \"maintenance until 17:00, ticket 4711\"");
    a.submit(new SpeakerInput.AdminUp(ip(B)));
    lab.runFor(30 * SimTime.SECOND);
    assertThat(b.session(A).state()).isEqualTo(BgpState.ESTABLISHED);
    a.submit(new SpeakerInput.AdminReset(ip(B), "new policy"));
    lab.runFor(10 * SimTime.MILLISECOND);
    assertThat(b.session(A).lastError())
        .isEqualTo("peer sent 6/4 Cease: Administrative Reset \"new policy\"");
  }

  // ---- DelayOpen, passive

  @Test
  void delayOpen_peerSpeaksFirst_elseTheTimerEndsTheWait() {
    start(peer(2, PLAIN).delayOpenPs(5 * SimTime.SECOND), peer(1, PLAIN));
    assertThat(a.session(B).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(a.session(B).sincePs()).isLessThan(10 * SpeakerLab.DELAY_PS);

    SessionOptionsTest both = new SessionOptionsTest();
    both.start(
        peer(2, PLAIN).delayOpenPs(500 * SimTime.MILLISECOND),
        peer(1, PLAIN).delayOpenPs(700 * SimTime.MILLISECOND));
    assertThat(both.a.session(B).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(both.a.session(B).sincePs())
        .isBetween(500 * SimTime.MILLISECOND, 500 * SimTime.MILLISECOND + 10 * SpeakerLab.DELAY_PS);
  }

  @Test
  void bothPassive_neverMeet() {
    start(peer(2, PLAIN).passive(true), peer(1, PLAIN));
    lab.runFor(300 * SimTime.SECOND);
    assertThat(a.session(B).state()).isEqualTo(BgpState.ACTIVE);
    assertThat(b.session(A).state()).isEqualTo(BgpState.ACTIVE);
  }

  // ---- Limits

  @Test
  void maximumPrefix_sessionEndsAndStartsAgainAfterItsTime() {
    SessionSettings limited =
        SessionSettings.DEFAULT.withMaximumPrefix(new MaximumPrefix(2, false, 30 * SimTime.SECOND));
    start(peer(2, PLAIN), peer(1, PLAIN).session(limited));
    assertThat(b.session(A).state()).isEqualTo(BgpState.ESTABLISHED);
    a.submit(new SpeakerInput.Originate(prefix("10.3.0.0/16")));
    lab.runFor(10 * SimTime.MILLISECOND);
    assertThat(b.sent).contains("NOTIFICATION 6/1 Cease: Maximum Number of Prefixes Reached");
    assertThat(b.session(A).state()).isEqualTo(BgpState.IDLE);
    assertThat(b.session(A).lastError()).startsWith("more than 2 prefixes");
    assertThat(b.table).isEmpty();
    a.submit(new SpeakerInput.Withdraw(prefix("10.3.0.0/16")));
    lab.runFor(29 * SimTime.SECOND);
    assertThat(b.session(A).state()).isEqualTo(BgpState.IDLE);
    lab.runFor(15 * SimTime.SECOND);
    assertThat(b.session(A).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(b.table).hasSize(2);
  }

  @Test
  void maximumPrefix_warningOnly_saysSoAndGoesOn() {
    SessionSettings warned =
        SessionSettings.DEFAULT.withMaximumPrefix(new MaximumPrefix(2, true, 0));
    start(peer(2, PLAIN), peer(1, PLAIN).session(warned));
    assertThat(b.session(A).overPrefixLimit()).isFalse();
    a.submit(new SpeakerInput.Originate(prefix("10.3.0.0/16")));
    lab.runFor(10 * SimTime.MILLISECOND);
    assertThat(b.session(A).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(b.session(A).overPrefixLimit()).isTrue();
    assertThat(b.table).hasSize(3);
  }
}
