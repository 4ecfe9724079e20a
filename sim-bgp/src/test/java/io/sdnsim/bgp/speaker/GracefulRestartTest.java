package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.SpeakerLab.Router;
import io.sdnsim.core.engine.SimTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 4724: tor (AS 1) hears of services from mux (AS 2), whose process dies and comes back. */
class GracefulRestartTest {
  private static final String TOR = "10.0.0.1";
  private static final String MUX = "10.0.0.2";
  private static final String VIP = "192.168.133.74/32";
  private static final String OTHER = "192.168.133.75/32";
  private static final long SECOND = SimTime.SECOND;

  private static final RestartConfig PRESERVING =
      new RestartConfig(true, 20, 30 * SECOND, 40 * SECOND);
  private static final RestartConfig HELPER =
      new RestartConfig(false, 20, 30 * SECOND, 40 * SECOND);

  private final SpeakerLab lab = new SpeakerLab();

  private static BgpConfig.Builder config(long asn, String id, @Nullable RestartConfig restart) {
    return BgpConfig.builder(asn, ip(id)).importCheck(false).gracefulRestart(restart);
  }

  private static PeerConfig peer(long asn) {
    return PeerConfig.builder(asn).datacenter().build();
  }

  private static BgpConfig mux(@Nullable RestartConfig restart, String... networks) {
    BgpConfig.Builder config = config(2, MUX, restart).neighbor(ip(TOR), peer(1));
    List.of(networks).forEach(network -> config.network(prefix(network)));
    return config.build();
  }

  private Router tor(@Nullable RestartConfig restart) {
    return lab.add(TOR, config(1, TOR, restart).neighbor(ip(MUX), peer(2)).build());
  }

  private Router up(@Nullable RestartConfig ofMux) {
    Router mux = lab.add(MUX, mux(ofMux, VIP, OTHER));
    lab.startAll();
    lab.runFor(5 * SECOND);
    return mux;
  }

  @Test
  void peerRestarts_itsRoutesStay_andWhatItNoLongerHasGoesWithItsEndOfRib() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    lab.kill(mux);
    lab.runFor(10 * SECOND);
    assertThat(tor.session(MUX).state()).isNotEqualTo(BgpState.ESTABLISHED);
    assertThat(tor.session(MUX).stalePrefixes()).isEqualTo(2);
    assertThat(tor.nextHops(VIP)).containsExactly(MUX);
    assertThat(tor.nextHops(OTHER)).containsExactly(MUX);

    lab.restart(mux, mux(PRESERVING, VIP), true);
    lab.runFor(5 * SECOND);
    assertThat(tor.session(MUX).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(tor.session(MUX).stalePrefixes()).isZero();
    assertThat(tor.sessionRows.get(ip(MUX)).stalePrefixes()).isZero();
    assertThat(tor.nextHops(VIP)).containsExactly(MUX);
    assertThat(tor.nextHops(OTHER)).isEmpty();
  }

  /** The last one is confirmed before the End-of-RIB, which leaves nothing to take away. */
  @Test
  void peerRestarts_andHasAllAgain_theTableSaysSo() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    lab.kill(mux);
    lab.runFor(SECOND);
    assertThat(tor.sessionRows.get(ip(MUX)).stalePrefixes()).isEqualTo(2);
    lab.restart(mux, mux(PRESERVING, VIP, OTHER), true);
    lab.runFor(5 * SECOND);
    assertThat(tor.sessionRows.get(ip(MUX)).stalePrefixes()).isZero();
    assertThat(tor.nextHops(VIP)).hasSize(1);
  }

  @Test
  void eitherEndWithoutGracefulRestart_routesGoWithTheConnection() {
    Router tor = tor(null);
    Router mux = up(PRESERVING);
    lab.kill(mux);
    lab.runFor(SECOND);
    assertThat(tor.nextHops(VIP)).isEmpty();

    GracefulRestartTest other = new GracefulRestartTest();
    Router helper = other.tor(HELPER);
    Router plain = other.up(HELPER);
    other.lab.kill(plain);
    other.lab.runFor(SECOND);
    assertThat(helper.nextHops(VIP)).isEmpty();
  }

  @Test
  void peerStaysAway_routesGoExactlyWhenItsRestartTimeIsOver() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    lab.kill(mux);
    final long lostAtPs = lab.simulation.nowPs() + SpeakerLab.DELAY_PS;
    lab.simulation.runUntil(lostAtPs + 20 * SECOND - 1);
    assertThat(tor.nextHops(VIP)).containsExactly(MUX);
    lab.simulation.runUntil(lostAtPs + 20 * SECOND);
    assertThat(tor.nextHops(VIP)).isEmpty();
    assertThat(tor.session(MUX).stalePrefixes()).isZero();
    assertThat(tor.speaker.adjRibIn(ip(MUX)).size()).isZero();
  }

  @Test
  void notification_isNoRestart_routesGoAtOnce() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    mux.submit(new SpeakerInput.AdminReset(ip(TOR)));
    lab.runFor(SpeakerLab.DELAY_PS);
    assertThat(tor.nextHops(VIP)).isEmpty();
  }

  @Test
  void holdTimerExpires_isNoRestart() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    mux.silent = true;
    lab.runFor(10 * SECOND);
    assertThat(tor.session(MUX).lastError()).startsWith("hold timer expired");
    assertThat(tor.nextHops(VIP)).isEmpty();
  }

  @Test
  void peerLostItsForwardingState_staleRoutesGoAsSoonAsItIsBack() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    lab.kill(mux);
    lab.runFor(5 * SECOND);
    assertThat(tor.nextHops(VIP)).hasSize(1);
    // It waits for a neighbor that never comes, so it says nothing of routes itself.
    lab.restart(mux, mux(PRESERVING), false);
    lab.runFor(SECOND);
    assertThat(tor.session(MUX).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(tor.nextHops(VIP)).isEmpty();
  }

  /** The stale timer bounds how long a peer that is back may take. */
  @Test
  void peerIsBackButNeverEnds_staleRoutesGoAfterTheStalePathTime() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    lab.kill(mux);
    lab.runFor(SECOND);
    BgpConfig waiting =
        config(2, MUX, new RestartConfig(true, 20, 30 * SECOND, 400 * SECOND))
            .neighbor(ip(TOR), peer(1))
            .neighbor(ip("10.0.0.99"), peer(9))
            .network(prefix(VIP))
            .build();
    Router back = lab.restart(mux, waiting, true);
    lab.runFor(5 * SECOND);
    final long upPs = tor.session(MUX).sincePs();
    assertThat(tor.session(MUX).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(back.sent).noneMatch(line -> line.startsWith("UPDATE"));
    lab.simulation.runUntil(upPs + 30 * SECOND - 1);
    assertThat(tor.nextHops(VIP)).hasSize(1);
    lab.simulation.runUntil(upPs + 30 * SECOND);
    assertThat(tor.nextHops(VIP)).isEmpty();
    // Its own patience ends too: then it tells.
    lab.runFor(400 * SECOND);
    assertThat(tor.nextHops(VIP)).hasSize(1);
  }

  @Test
  void connectionLostAgainBeforeTheEnd_whatWasStaleIsNotKeptASecondTime() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    lab.kill(mux);
    lab.runFor(SECOND);
    BgpConfig waiting =
        config(2, MUX, PRESERVING)
            .neighbor(ip(TOR), peer(1))
            .neighbor(ip("10.0.0.99"), peer(9))
            .build();
    Router back = lab.restart(mux, waiting, true);
    lab.runFor(5 * SECOND);
    assertThat(tor.nextHops(VIP)).hasSize(1);
    lab.kill(back);
    lab.runFor(SECOND);
    assertThat(tor.nextHops(VIP)).isEmpty();
  }

  /** RFC 4724 5: a peer that connects anew restarted before anybody noticed. */
  @Test
  void peerConnectsAnewWhileEstablished_itsRoutesStay() {
    Router tor = tor(HELPER);
    Router mux = up(PRESERVING);
    mux.ends.clear(); // Its kernel says nothing.
    lab.kill(mux);
    lab.runFor(SECOND);
    assertThat(tor.session(MUX).state()).isEqualTo(BgpState.ESTABLISHED);
    lab.restart(mux, mux(PRESERVING, VIP), true);
    lab.runFor(500 * SimTime.MILLISECOND);
    assertThat(tor.session(MUX).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(tor.session(MUX).sincePs()).isGreaterThan(6 * SECOND);
    assertThat(tor.nextHops(VIP)).hasSize(1);
    assertThat(tor.nextHops(OTHER)).isEmpty();
    lab.runFor(100 * SECOND);
    assertThat(tor.session(MUX).sincePs()).isLessThan(7 * SECOND);
  }

  @Test
  void dynamicNeighborRestarts_itsRoutesStayAndItMayReturn() {
    Router tor =
        lab.add(TOR, config(1, TOR, HELPER).listenRange(prefix("10.0.0.0/24"), 2, peer(2)).build());
    Router mux = up(PRESERVING);
    lab.kill(mux);
    lab.runFor(5 * SECOND);
    assertThat(tor.nextHops(VIP)).containsExactly(MUX);
    lab.restart(mux, mux(PRESERVING, VIP, OTHER), true);
    lab.runFor(5 * SECOND);
    assertThat(tor.session(MUX).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(tor.session(MUX).stalePrefixes()).isZero();
    assertThat(tor.nextHops(OTHER)).containsExactly(MUX);

    lab.kill(lab.routers.get(ip(MUX)));
    lab.runFor(25 * SECOND);
    assertThat(tor.nextHops(VIP)).isEmpty();
    assertThat(tor.session(MUX)).isNull();
  }

  /** RFC 4724 4.1: the one that restarts waits for all before it chooses, tells or forgets. */
  @Test
  void restarted_choosesOnceAllPeersHaveEnded() {
    BgpConfig middle =
        config(1, TOR, PRESERVING)
            .neighbor(ip(MUX), peer(2))
            .neighbor(ip("10.0.0.3"), peer(3))
            .build();
    Router tor = lab.add(TOR, middle);
    Router slow =
        lab.add(
            "10.0.0.3",
            config(3, "10.0.0.3", HELPER)
                .neighbor(ip(TOR), peer(1))
                .network(prefix("10.3.0.0/16"))
                .build());
    up(HELPER);
    assertThat(tor.table).hasSize(3);
    lab.kill(tor);
    slow.submit(new SpeakerInput.AdminDown(ip(TOR)));
    lab.routers.get(ip(MUX)).submit(new SpeakerInput.NetworkChanged(prefix(OTHER), false));
    lab.runFor(SECOND);

    Router back = lab.restart(tor, middle, true);
    lab.runFor(10 * SECOND);
    assertThat(back.session(MUX).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(back.session(MUX).receivedPrefixes()).isEqualTo(1);
    assertThat(back.installed).isEmpty();
    assertThat(back.table).hasSize(3);
    assertThat(back.sent).noneMatch(line -> line.startsWith("UPDATE"));

    slow.submit(new SpeakerInput.AdminUp(ip(TOR)));
    lab.runFor(15 * SECOND);
    assertThat(back.swept).isEqualTo(1);
    assertThat(back.installed).hasSize(2);
    assertThat(back.table).hasSize(2).doesNotContainKey(prefix(OTHER));
    assertThat(back.sent).anyMatch(line -> line.startsWith("UPDATE"));
  }

  @Test
  void restarted_peerNeverComes_choosesAfterTheDeferralTime() {
    Router tor = tor(PRESERVING);
    Router mux = up(HELPER);
    lab.kill(tor);
    lab.kill(mux);
    lab.runFor(SECOND);
    Router back =
        lab.restart(tor, config(1, TOR, PRESERVING).neighbor(ip(MUX), peer(2)).build(), true);
    final long startPs = lab.simulation.nowPs();
    lab.simulation.runUntil(startPs + 40 * SECOND - 1);
    assertThat(back.table).hasSize(2);
    lab.simulation.runUntil(startPs + 40 * SECOND);
    assertThat(back.table).isEmpty();
    assertThat(back.swept).isEqualTo(1);
  }

  /** Both wait for the other's End-of-RIB, but the Restart State bit says not to. */
  @Test
  void bothRestart_neitherWaitsForTheOther() {
    Router tor = tor(PRESERVING);
    Router mux = up(PRESERVING);
    lab.kill(tor);
    lab.kill(mux);
    lab.runFor(SECOND);
    Router torAgain =
        lab.restart(tor, config(1, TOR, PRESERVING).neighbor(ip(MUX), peer(2)).build(), true);
    lab.restart(mux, mux(PRESERVING, VIP), true);
    lab.runFor(15 * SECOND);
    assertThat(torAgain.swept).isEqualTo(1);
    assertThat(torAgain.nextHops(VIP)).containsExactly(MUX);
    assertThat(torAgain.nextHops(OTHER)).isEmpty();
  }
}
