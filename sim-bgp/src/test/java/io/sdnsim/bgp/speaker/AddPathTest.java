package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.rib.AddPathRibOut.Told;
import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.session.OfferedCapabilities;
import io.sdnsim.bgp.speaker.PeerRoutes.AddPaths;
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
 * Several paths for a prefix (RFC 7911): a route reflector, 10.0.0.9 of AS 2, hears of one prefix
 * from three clients and tells 10.0.0.4 all of their paths.
 */
class AddPathTest {
  private static final String REFLECTOR = "10.0.0.9";
  private static final String SINK = "10.0.0.4";
  private static final Prefix TARGET = prefix("10.8.0.0/16");

  private final SpeakerLab lab = new SpeakerLab();

  private static PeerConfig.Builder peer(boolean receives, boolean sends) {
    return PeerConfig.builder(2)
        .datacenter()
        .capabilities(
            OfferedCapabilities.of(AddressFamily.IPV4_UNICAST).withAddPath(receives, sends));
  }

  private Router reflector(AddPaths paths, boolean offered) {
    return reflector(paths, offered, 0);
  }

  private Router reflector(AddPaths paths, boolean offered, long intervalPs) {
    BgpConfig.Builder config = BgpConfig.builder(2, ip(REFLECTOR));
    for (int i = 1; i <= 3; i++) {
      PeerRoutes.Builder client = PeerRoutes.builder().reflectorClient(true);
      config.neighbor(ip("10.0.0." + i), PeerConfig.builder(2).datacenter().routes(client).build());
      end("10.0.0." + i, false);
    }
    config.neighbor(
        ip(SINK),
        peer(false, offered)
            .routes(PeerRoutes.builder().reflectorClient(true).addPaths(paths))
            .advertisementIntervalPs(intervalPs)
            .build());
    end(SINK, true);
    Router reflector = lab.add(REFLECTOR, config.build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    return reflector;
  }

  private void end(String address, boolean receives) {
    lab.add(
        address,
        BgpConfig.builder(2, ip(address))
            .decision(new DecisionConfig(8, 8, true, false))
            .neighbor(ip(REFLECTOR), peer(receives, false).build())
            .build());
  }

  private void announce(Router reflector, int client, long... path) {
    PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.IGP),
            new PathAttribute.AsPathAttribute(AsPath.sequence(path)),
            new PathAttribute.NextHopAttribute(ip("10.0.0." + client)),
            new PathAttribute.LocalPref(100));
    say(reflector, client, BgpMessage.Update.announce(attributes, List.of(TARGET)));
  }

  private void withdraw(Router reflector, int client) {
    say(reflector, client, BgpMessage.Update.withdraw(List.of(TARGET)));
  }

  private void say(Router reflector, int client, BgpMessage message) {
    reflector.inject("10.0.0." + client, BgpCodec.encode(message, DecodeContext.IBGP));
    lab.runFor(SpeakerLab.DELAY_PS);
  }

  private static List<Long> toldIds(Router reflector) {
    return reflector.speaker.addPathOut(ip(SINK)).advertised(TARGET).stream()
        .map(Told::pathId)
        .toList();
  }

  @Test
  void allPaths_reachThePeer_whichUsesThemAll() {
    Router reflector = reflector(AddPaths.ALL, true);
    Router sink = lab.routers.get(ip(SINK));
    announce(reflector, 1, 7);
    announce(reflector, 2, 7);
    announce(reflector, 3, 8);
    assertThat(toldIds(reflector)).containsExactly(1L, 2L, 3L);
    assertThat(sink.nextHops(TARGET.toString()))
        .containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    assertThat(sink.rows)
        .containsOnlyKeys(
            TARGET + " 10.0.0.9 path 1", TARGET + " 10.0.0.9 path 2", TARGET + " 10.0.0.9 path 3");
    assertThat(sink.session(REFLECTOR).receivedPrefixes()).isEqualTo(3);
    // The clients, who take no more than one path, know the best.
    assertThat(reflector.speaker.adjRibOut(ip("10.0.0.3")).advertised().get(TARGET).nextHop())
        .isEqualTo(ip("10.0.0.1"));
  }

  @Test
  void losingPathThatGoes_isWithdrawnFromThisPeerOnly() {
    Router reflector = reflector(AddPaths.ALL, true);
    Router sink = lab.routers.get(ip(SINK));
    announce(reflector, 1, 7);
    announce(reflector, 2, 7, 7);
    int before = reflector.sent.size();
    withdraw(reflector, 2);
    assertThat(reflector.sent.subList(before, reflector.sent.size())).hasSize(1);
    assertThat(sink.rows).containsOnlyKeys(TARGET + " 10.0.0.9 path 1");
    // Its identifier is free for the next.
    announce(reflector, 3, 7, 7);
    assertThat(sink.rows)
        .containsOnlyKeys(TARGET + " 10.0.0.9 path 1", TARGET + " 10.0.0.9 path 2");
    withdraw(reflector, 1);
    assertThat(sink.nextHops(TARGET.toString())).containsExactly("10.0.0.3");
    withdraw(reflector, 3);
    assertThat(sink.rows).isEmpty();
  }

  @Test
  void losingPathThatChanges_isToldAnew() {
    Router reflector = reflector(AddPaths.ALL, true);
    announce(reflector, 1, 7);
    announce(reflector, 2, 7, 7);
    announce(reflector, 2, 7, 8);
    Router sink = lab.routers.get(ip(SINK));
    assertThat(sink.rows.get(TARGET + " 10.0.0.9 path 2").asPath()).isEqualTo("7 8");
  }

  @Test
  void unusablePath_isNotTold() {
    Router reflector = reflector(AddPaths.ALL, true);
    reflector.nextHops.put(
        ip("10.0.0.2"), new SpeakerInput.NextHopChanged(ip("10.0.0.2"), false, false, 0));
    announce(reflector, 1, 7);
    announce(reflector, 2, 7);
    assertThat(toldIds(reflector)).containsExactly(1L);
    reflector.submit(new SpeakerInput.NextHopChanged(ip("10.0.0.2"), true, true, 0));
    assertThat(toldIds(reflector)).containsExactly(1L, 2L);
  }

  @Test
  void bestPerAs_tellsOneOfEachNeighborAs() {
    Router reflector = reflector(AddPaths.BEST_PER_AS, true);
    announce(reflector, 1, 7);
    announce(reflector, 2, 7);
    announce(reflector, 3, 8, 8);
    Router sink = lab.routers.get(ip(SINK));
    assertThat(sink.rows.values())
        .extracting(PathView::nextHop)
        .containsExactlyInAnyOrder("10.0.0.1", "10.0.0.3");
  }

  @Test
  void notOffered_onePathAsEver() {
    Router reflector = reflector(AddPaths.ALL, false);
    announce(reflector, 1, 7);
    announce(reflector, 2, 7);
    assertThat(toldIds(reflector)).isEmpty();
    assertThat(lab.routers.get(ip(SINK)).rows).containsOnlyKeys(TARGET + " 10.0.0.9");
  }

  @Test
  void sessionDown_allItsPathsGo() {
    Router reflector = reflector(AddPaths.ALL, true);
    announce(reflector, 1, 7);
    announce(reflector, 2, 7);
    Router sink = lab.routers.get(ip(SINK));
    reflector.submit(new SpeakerInput.AdminDown(ip(SINK)));
    lab.runFor(SpeakerLab.DELAY_PS);
    assertThat(sink.rows).isEmpty();
    assertThat(toldIds(reflector)).isEmpty();
    reflector.submit(new SpeakerInput.AdminUp(ip(SINK)));
    lab.runFor(30 * SimTime.SECOND);
    assertThat(sink.rows).hasSize(2);
  }

  @Test
  void routeRefresh_sendsAllPathsAgain() {
    Router reflector = reflector(AddPaths.ALL, true);
    announce(reflector, 1, 7);
    announce(reflector, 2, 7);
    Router sink = lab.routers.get(ip(SINK));
    int before = reflector.sent.size();
    reflector.inject(
        SINK,
        BgpCodec.encode(
            BgpMessage.RouteRefresh.of(AddressFamily.IPV4_UNICAST), DecodeContext.IBGP));
    lab.runFor(SpeakerLab.DELAY_PS);
    assertThat(reflector.sent.subList(before, reflector.sent.size())).hasSize(2);
    assertThat(sink.rows).hasSize(2);
  }

  @Test
  void advertisementInterval_holdsFurtherPathsBackToo() {
    Router reflector = reflector(AddPaths.ALL, true, 5 * SimTime.SECOND);
    announce(reflector, 1, 7);
    announce(reflector, 2, 7);
    assertThat(toldIds(reflector)).containsExactly(1L);
    lab.runFor(5 * SimTime.SECOND);
    assertThat(toldIds(reflector)).containsExactly(1L, 2L);
  }

  /** Any 32 bits may be an identifier; one message may announce two paths of one prefix. */
  @Test
  void received_identifiersAreThePeersOwnBusiness() {
    lab.add(
        "10.0.0.1",
        BgpConfig.builder(2, ip("10.0.0.1")).neighbor(ip(SINK), peer(false, true).build()).build());
    Router sink =
        lab.add(
            SINK,
            BgpConfig.builder(2, ip(SINK))
                .neighbor(ip("10.0.0.1"), peer(true, false).build())
                .build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.IGP),
            new PathAttribute.AsPathAttribute(AsPath.sequence(7)),
            new PathAttribute.NextHopAttribute(ip("10.0.0.1")),
            new PathAttribute.LocalPref(100));
    DecodeContext context =
        DecodeContext.IBGP.withAddPath(List.of(), List.of(AddressFamily.IPV4_UNICAST));
    BgpMessage both =
        new BgpMessage.Update(
            List.of(),
            attributes,
            List.of(TARGET, TARGET),
            null,
            null,
            PathIds.NONE,
            PathIds.of(-1, 0),
            List.of(),
            List.of());
    sink.inject("10.0.0.1", BgpCodec.encode(both, context));
    assertThat(sink.rows)
        .containsOnlyKeys(TARGET + " 10.0.0.1", TARGET + " 10.0.0.1 path 4294967295");
    // RFC 4271 9.1.2.2 has no step between them: the lower identifier it is.
    assertThat(sink.rows.get(TARGET + " 10.0.0.1 path 4294967295").reason())
        .isEqualTo("peer address higher (10.0.0.1 path 4294967295 > 10.0.0.1)");
    BgpMessage withdrawn =
        new BgpMessage.Update(
            List.of(TARGET),
            PathAttributes.EMPTY,
            List.of(),
            null,
            null,
            PathIds.of(-1),
            PathIds.NONE,
            List.of(),
            List.of());
    sink.inject("10.0.0.1", BgpCodec.encode(withdrawn, context));
    assertThat(sink.rows).containsOnlyKeys(TARGET + " 10.0.0.1");
  }
}
