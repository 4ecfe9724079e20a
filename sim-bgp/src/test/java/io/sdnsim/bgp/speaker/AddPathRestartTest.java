package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.session.OfferedCapabilities;
import io.sdnsim.bgp.speaker.SpeakerLab.Router;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.bgp.wire.PathIds;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Graceful restart (RFC 4724) of a peer that announces several paths for a prefix (RFC 7911): each
 * path is stale, confirmed, replaced or void by itself.
 */
class AddPathRestartTest {
  private static final String SOURCE = "10.0.0.9";
  private static final String SINK = "10.0.0.4";
  private static final String ABSENT = "10.0.0.99";
  private static final Prefix TARGET = prefix("10.8.0.0/16");
  private static final Prefix OTHER = prefix("10.9.0.0/16");
  private static final long SECOND = SimTime.SECOND;
  private static final RestartConfig RESTART =
      new RestartConfig(true, 20, 60 * SECOND, 400 * SECOND);
  private static final DecodeContext WITH_IDS =
      DecodeContext.IBGP.withAddPath(List.of(), List.of(AddressFamily.IPV4_UNICAST));

  private final SpeakerLab lab = new SpeakerLab();
  private Router sink;

  private static PeerConfig.Builder peer(boolean receives, boolean sends) {
    return PeerConfig.builder(2)
        .datacenter()
        .capabilities(
            OfferedCapabilities.of(AddressFamily.IPV4_UNICAST).withAddPath(receives, sends));
  }

  private static BgpConfig.Builder config(String address) {
    return BgpConfig.builder(2, ip(address)).importCheck(false).gracefulRestart(RESTART);
  }

  /** Once restarted it waits for a neighbor that never comes: what it says is what is injected. */
  private static BgpConfig source(boolean sends) {
    return config(SOURCE)
        .neighbor(ip(SINK), peer(false, sends).build())
        .neighbor(ip(ABSENT), peer(false, false).build())
        .build();
  }

  private void startWithThreePaths() {
    lab.add(SOURCE, source(true));
    sink =
        lab.add(
            SINK,
            config(SINK)
                .decision(new DecisionConfig(8, 8, true, false))
                .neighbor(ip(SOURCE), peer(true, false).build())
                .build());
    lab.startAll();
    lab.runFor(SECOND);
    announce(TARGET, 1, "10.0.0.1", 7);
    announce(TARGET, 2, "10.0.0.2", 7);
    announce(TARGET, 3, "10.0.0.3", 7);
    announce(OTHER, 1, "10.0.0.1", 7);
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
  }

  private void restartSource(boolean sends) {
    lab.kill(lab.routers.get(ip(SOURCE)));
    lab.runFor(SECOND);
    assertThat(sink.session(SOURCE).state()).isNotEqualTo(BgpState.ESTABLISHED);
    assertThat(sink.session(SOURCE).stalePrefixes()).isEqualTo(4);
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    lab.restart(lab.routers.get(ip(SOURCE)), source(sends), true);
    lab.runFor(5 * SECOND);
    assertThat(sink.session(SOURCE).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(sink.session(SOURCE).stalePrefixes()).isEqualTo(4);
  }

  private List<String> nextHops() {
    return sink.nextHops(TARGET.toString());
  }

  private static PathAttributes attributes(String nextHop, long... path) {
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(Origin.IGP),
        new PathAttribute.AsPathAttribute(AsPath.sequence(path)),
        new PathAttribute.NextHopAttribute(ip(nextHop)),
        new PathAttribute.LocalPref(100));
  }

  private void announce(Prefix prefix, long pathId, String nextHop, long... path) {
    hear(
        new BgpMessage.Update(
            List.of(),
            attributes(nextHop, path),
            List.of(prefix),
            null,
            null,
            PathIds.NONE,
            PathIds.of((int) pathId),
            List.of(),
            List.of()),
        WITH_IDS);
  }

  private void withdraw(Prefix prefix, long pathId) {
    hear(
        new BgpMessage.Update(
            List.of(prefix),
            PathAttributes.EMPTY,
            List.of(),
            null,
            null,
            PathIds.of((int) pathId),
            PathIds.NONE,
            List.of(),
            List.of()),
        WITH_IDS);
  }

  private void endOfRib() {
    hear(BgpMessage.Update.endOfRib(AddressFamily.IPV4_UNICAST), WITH_IDS);
  }

  private void hear(BgpMessage message, DecodeContext context) {
    sink.inject(SOURCE, BgpCodec.encode(message, context));
  }

  private static String row(Prefix prefix, long pathId) {
    return prefix + " " + SOURCE + " path " + pathId;
  }

  @Test
  void peerIsBack_everyIdentifierIsConfirmedReplacedWithdrawnOrVoidByItself() {
    startWithThreePaths();
    restartSource(true);

    announce(TARGET, 2, "10.0.0.2", 7);
    assertThat(sink.session(SOURCE).stalePrefixes()).as("2 as it was").isEqualTo(3);
    announce(TARGET, 3, "10.0.0.3", 8, 8);
    assertThat(sink.session(SOURCE).stalePrefixes()).as("3 is another one").isEqualTo(2);
    assertThat(sink.rows.get(row(TARGET, 3)).asPath()).isEqualTo("8 8");
    withdraw(OTHER, 1);
    assertThat(sink.session(SOURCE).stalePrefixes()).as("withdrawn").isEqualTo(1);
    announce(TARGET, 9, "10.0.0.5", 7);
    assertThat(sink.session(SOURCE).stalePrefixes()).as("a new one").isEqualTo(1);
    assertThat(sink.rows)
        .containsOnlyKeys(row(TARGET, 1), row(TARGET, 2), row(TARGET, 3), row(TARGET, 9));
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.5");

    endOfRib();
    assertThat(sink.session(SOURCE).stalePrefixes()).isZero();
    assertThat(sink.session(SOURCE).receivedPrefixes()).isEqualTo(3);
    assertThat(sink.rows).containsOnlyKeys(row(TARGET, 2), row(TARGET, 3), row(TARGET, 9));
    assertThat(nextHops()).containsExactly("10.0.0.2", "10.0.0.5");
  }

  @Test
  void peerStaysAway_allItsPathsGoWhenItsRestartTimeIsOver() {
    startWithThreePaths();
    lab.kill(lab.routers.get(ip(SOURCE)));
    final long lostAtPs = lab.simulation.nowPs() + SpeakerLab.DELAY_PS;
    lab.simulation.runUntil(lostAtPs + 20 * SECOND - 1);
    assertThat(nextHops()).hasSize(3);
    lab.simulation.runUntil(lostAtPs + 20 * SECOND);
    assertThat(sink.rows).isEmpty();
    assertThat(sink.table).isEmpty();
    assertThat(sink.speaker.adjRibIn(ip(SOURCE)).size()).isZero();
  }

  /** What it announces without an identifier is one of them; the others go with the End-of-RIB. */
  @Test
  void peerIsBackWithoutAddPath_itsOldPathsGoWithTheEndOfRib() {
    startWithThreePaths();
    restartSource(false);
    BgpMessage one = BgpMessage.Update.announce(attributes("10.0.0.2", 7), List.of(TARGET));
    hear(one, DecodeContext.IBGP);
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    assertThat(sink.session(SOURCE).stalePrefixes()).isEqualTo(3);
    hear(BgpMessage.Update.endOfRib(AddressFamily.IPV4_UNICAST), DecodeContext.IBGP);
    assertThat(sink.rows).containsOnlyKeys(TARGET + " " + SOURCE);
    assertThat(nextHops()).containsExactly("10.0.0.2");
  }

  @Test
  void connectionLostAgain_onlyPathsOfTheNewSessionAreKept() {
    startWithThreePaths();
    restartSource(true);
    announce(TARGET, 2, "10.0.0.2", 7);
    lab.kill(lab.routers.get(ip(SOURCE)));
    lab.runFor(SECOND);
    assertThat(sink.session(SOURCE).stalePrefixes()).isEqualTo(1);
    assertThat(sink.rows).containsOnlyKeys(row(TARGET, 2));
  }

  /**
   * RFC 7911 5: identifiers need not outlive a restart, and the forwarding of the receiving speaker
   * should not suffer from it.
   */
  @Test
  void peerIsBackWithOtherIdentifiers_forwardingStaysAsItWas() {
    startWithThreePaths();
    restartSource(true);
    announce(TARGET, 1, "10.0.0.2", 7);
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    announce(TARGET, 2, "10.0.0.3", 7);
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    assertThat(sink.session(SOURCE).stalePrefixes()).isEqualTo(2);
    announce(TARGET, 77, "10.0.0.1", 7);
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    assertThat(sink.session(SOURCE).stalePrefixes()).as("that of the other prefix").isEqualTo(1);
    endOfRib();
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    assertThat(sink.rows).containsOnlyKeys(row(TARGET, 1), row(TARGET, 2), row(TARGET, 77));
    assertThat(sink.session(SOURCE).receivedPrefixes()).isEqualTo(3);
  }

  /** A reflector restarts: its clients announce again, and the sink never loses what they have. */
  @Test
  void reflectorRestarts_whatAClientNoLongerHasGoes_theRestStays() {
    BgpConfig.Builder reflector = config(SOURCE);
    for (int i = 1; i <= 3; i++) {
      String address = "10.0.0." + i;
      PeerRoutes.Builder client = PeerRoutes.builder().reflectorClient(true);
      reflector.neighbor(ip(address), PeerConfig.builder(2).datacenter().routes(client).build());
      lab.add(
          address,
          config(address).network(TARGET).neighbor(ip(SOURCE), peer(false, false).build()).build());
    }
    BgpConfig withSink =
        reflector
            .neighbor(
                ip(SINK),
                peer(false, true).routes(PeerRoutes.builder().reflectorClient(true)).build())
            .build();
    Router first = lab.add(SOURCE, withSink);
    sink =
        lab.add(
            SINK,
            config(SINK)
                .decision(new DecisionConfig(8, 8, true, false))
                .neighbor(ip(SOURCE), peer(true, false).build())
                .build());
    lab.startAll();
    lab.runFor(2 * SECOND);
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");

    lab.kill(first);
    lab.runFor(SECOND);
    lab.routers.get(ip("10.0.0.2")).submit(new SpeakerInput.NetworkChanged(TARGET, false));
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    lab.restart(first, withSink, true);
    for (int i = 0; i < 150; i++) {
      lab.runFor(SECOND / 10);
      assertThat(nextHops()).contains("10.0.0.1", "10.0.0.3");
    }
    assertThat(sink.session(SOURCE).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(sink.session(SOURCE).stalePrefixes()).isZero();
    assertThat(nextHops()).containsExactly("10.0.0.1", "10.0.0.3");
    assertThat(sink.rows).hasSize(2);
  }
}
