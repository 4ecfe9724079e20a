package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.speaker.RoutingConfig.Aggregate;
import io.sdnsim.bgp.speaker.SpeakerLab.Router;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttribute.Communities;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a speaker of AS 1 does with recorded routes towards an external peer of AS 2 and an internal
 * one.
 */
class RecordedRoutesTest {
  private static final String FED = "10.0.0.1";
  private static final String EXTERNAL = "10.0.0.2";
  private static final String INTERNAL = "10.0.0.3";
  private static final String TARGET = "203.0.113.0/24";
  private static final String VIA = "10.9.0.1";

  private final SpeakerLab lab = new SpeakerLab();

  private Router fed(BgpConfig.Builder config) {
    BgpConfig built =
        config
            .importCheck(false)
            .neighbor(ip(EXTERNAL), PeerConfig.builder(2).datacenter().build())
            .neighbor(ip(INTERNAL), PeerConfig.builder(1).datacenter().build())
            .build();
    Router router = lab.add(FED, built);
    for (String peer : List.of(EXTERNAL, INTERNAL)) {
      lab.add(
          peer,
          BgpConfig.builder(peer.equals(EXTERNAL) ? 2 : 1, ip(peer))
              .neighbor(ip(FED), PeerConfig.builder(1).datacenter().build())
              .build());
    }
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    return router;
  }

  private Router fed() {
    return fed(BgpConfig.builder(1, ip(FED)));
  }

  private static PathAttributes held(long... path) {
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(Origin.EGP),
        new PathAttribute.AsPathAttribute(AsPath.sequence(path)),
        new PathAttribute.MultiExitDisc(7));
  }

  private static void record(Router router, long id, @Nullable PathAttributes attributes) {
    router.submit(
        new SpeakerInput.RecordedChanged(
            List.of(new RecordedRoute(prefix(TARGET), id, attributes))));
  }

  private static @Nullable PathAttributes told(Router router, String peer) {
    return router.speaker.adjRibOut(ip(peer)).advertised(prefix(TARGET));
  }

  @Test
  void recordedRoute_isToldWithOurAsInFrontAndNothingElseChanged() {
    Router router = fed();
    PathAttributes held =
        held(65_001, 65_002)
            .with(new PathAttribute.AtomicAggregate())
            .with(new PathAttribute.Aggregator(65_002, ip("192.0.2.1")))
            .with(new PathAttribute.Unknown(0xC0, 99, Bytes.of(new byte[] {1, 2})));

    record(router, 0, held);

    assertThat(told(router, EXTERNAL))
        .isEqualTo(held.withAsPath(AsPath.sequence(1, 65_001, 65_002)).withNextHop(ip(FED)));
    assertThat(told(router, INTERNAL)).isEqualTo(held.withLocalPref(100).withNextHop(ip(FED)));
  }

  @Test
  void withdrawn_isWithdrawn() {
    Router router = fed();
    record(router, 0, held(3));
    record(router, 0, null);

    assertThat(told(router, EXTERNAL)).isNull();
    assertThat(router.table).isEmpty();
    assertThat(router.speaker.locRib().destinations()).isEmpty();
  }

  /** The recorded router told its collector too, which is no member of its AS. */
  @Test
  void noExportAndNoAdvertise_bindThoseWhoAreTold() {
    Router router = fed();
    PathAttributes held =
        held(3)
            .with(
                new PathAttribute.Communities(
                    List.of(Communities.NO_EXPORT, Communities.NO_ADVERTISE)));
    record(router, 0, held);

    assertThat(told(router, EXTERNAL)).isNotNull();
    assertThat(lab.routers.get(ip(EXTERNAL)).rows).isEmpty();
    lab.runFor(SimTime.SECOND);
    assertThat(lab.routers.get(ip(EXTERNAL)).rows).containsKey(TARGET + " " + FED);
  }

  @Test
  void withoutNextHop_packetsAreDroppedHere() {
    Router router = fed();
    record(router, 0, held(3));

    assertThat(router.table.get(prefix(TARGET))).isEqualTo(new InstalledRoute(false, 0, List.of()));
  }

  @Test
  void nextHop_isFollowed_andItsLossTakesTheRouteBack() {
    Router router = fed();
    record(router, 0, held(3).withNextHop(ip(VIA)));

    assertThat(router.table.get(prefix(TARGET)))
        .isEqualTo(new InstalledRoute(true, 7, List.of(ip(VIA))));
    assertThat(told(router, EXTERNAL).nextHop()).isEqualTo(ip(FED));
    assertThat(told(router, INTERNAL).nextHop()).isEqualTo(ip(VIA));

    router.submit(new SpeakerInput.NextHopChanged(ip(VIA), false, false, 0));
    assertThat(told(router, EXTERNAL)).isNull();
    assertThat(router.table).isEmpty();

    record(router, 0, null);
    assertThat(router.tracked).isEmpty();
  }

  @Test
  void severalOfOnePrefix_theLowestIdentifierIsUsed() {
    Router router = fed();
    record(router, 7, held(77));
    record(router, 5, held(55, 56, 57));
    assertThat(told(router, EXTERNAL).asPath()).hasToString("1 55 56 57");
    record(router, 0, held(10));
    assertThat(told(router, EXTERNAL).asPath()).hasToString("1 10");
    record(router, 0, null);
    record(router, 5, null);
    assertThat(told(router, EXTERNAL).asPath()).hasToString("1 77");
    record(router, 7, null);
    assertThat(told(router, EXTERNAL)).isNull();
  }

  @Test
  void networkComesFirst_aggregateLast() {
    Router router =
        fed(
            BgpConfig.builder(1, ip(FED))
                .routing(
                    new RoutingConfig(
                        null,
                        null,
                        List.of(new Aggregate(prefix(TARGET), false, false)),
                        null,
                        null)));
    router.submit(new SpeakerInput.Originate(prefix("203.0.113.128/25")));
    assertThat(told(router, EXTERNAL).has(PathAttribute.AGGREGATOR)).isTrue();
    record(router, 0, held(3));
    assertThat(told(router, EXTERNAL).asPath()).hasToString("1 3");
    router.submit(new SpeakerInput.Originate(prefix(TARGET)));
    assertThat(told(router, EXTERNAL).asPath()).hasToString("1");
    router.submit(new SpeakerInput.Withdraw(prefix(TARGET)));
    assertThat(told(router, EXTERNAL).asPath()).hasToString("1 3");
    record(router, 0, null);
    assertThat(told(router, EXTERNAL).has(PathAttribute.AGGREGATOR)).isTrue();
  }

  @Test
  void recordedRoute_hasTheWeightOfAnOwnOne() {
    Router router = fed();
    record(router, 0, held(3));
    assertThat(router.speaker.paths(prefix(TARGET)))
        .singleElement()
        .satisfies(path -> assertThat(path.weight()).isEqualTo(Path.LOCAL_WEIGHT))
        .satisfies(path -> assertThat(path.peer()).isEqualTo("0.0.0.0"));
  }

  @Test
  void shutDown_takesAllBack() {
    Router router = fed();
    record(router, 0, held(3));
    record(router, 4, held(4));
    router.submit(new SpeakerInput.ShutDown());
    assertThat(router.table).isEmpty();
    assertThat(router.speaker.locRib().destinations()).isEmpty();
  }
}
