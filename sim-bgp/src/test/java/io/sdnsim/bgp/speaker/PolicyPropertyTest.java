package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.policy.Match;
import io.sdnsim.bgp.policy.PolicyRoute;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.policy.Setting;
import io.sdnsim.bgp.policy.Setting.Arithmetic;
import io.sdnsim.bgp.rib.AddPathRibOut.Told;
import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.rib.Destination;
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
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever was announced, withdrawn and configured in whatever order, a speaker ends where one ends
 * that had the last policies from the start and heard the last announcements only; and its
 * Adj-RIB-Out is its outbound policy, applied to its Loc-RIB.
 */
class PolicyPropertyTest {
  private static final IpAddress MIDDLE = ip("10.0.0.9");

  /** Two external peers that announce, one that is told one path and one that is told all. */
  private static final List<IpAddress> SOURCES = List.of(ip("10.0.0.1"), ip("10.0.0.2"));

  private static final IpAddress SINK = ip("10.0.0.3");
  private static final IpAddress MANY = ip("10.0.0.4");
  private static final int PREFIXES = 4;

  /** What happens: kinds 0 to 5 announce, 6 and 7 withdraw, 8 and 9 change policy. */
  record Event(int kind, int peer, int prefix, int variant) {}

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, PREFIXES - 1),
            Arbitraries.integers().between(0, 23))
        .as(Event::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  private static Prefix target(int index) {
    return prefix("10.1." + index + ".0/24");
  }

  private static PathAttributes attributes(Event event) {
    long as = 1L + event.peer;
    AsPath path = event.variant % 2 == 0 ? AsPath.sequence(as) : AsPath.sequence(as, 7);
    PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.values()[event.variant / 2 % 3]),
            new PathAttribute.AsPathAttribute(path),
            new PathAttribute.NextHopAttribute(SOURCES.get(event.peer)));
    return event.variant / 6 % 2 == 0
        ? attributes
        : CommunityKinds.STANDARD.with(attributes, List.of(0x0007_0007));
  }

  // ---- Policies

  private static final Match EVEN =
      new Match.ByPrefixList(
          new PrefixList(
              "even",
              List.of(
                  PrefixList.Entry.of(5, true, target(0), null, null),
                  PrefixList.Entry.of(10, true, target(2), null, null))));

  private static RouteMap map(int variant) {
    List<RouteMap.Entry> entries = new ArrayList<>();
    switch (variant % 4) {
      case 0 -> entries.add(RouteMap.Entry.deny(10, EVEN));
      case 1 ->
          entries.add(
              RouteMap.Entry.permit(10, List.of(EVEN), new Setting.Med(Arithmetic.ADD, 5 + variant))
                  .continuingAt(RouteMap.Entry.NEXT));
      case 2 ->
          entries.add(
              RouteMap.Entry.permit(
                  10,
                  List.of(new Match.ByOrigin(Origin.IGP)),
                  new Setting.LocalPref(Arithmetic.ASSIGN, 100 + variant),
                  new Setting.Prepend(List.of(7L))));
      default ->
          entries.add(
              RouteMap.Entry.permit(
                  10,
                  List.of(EVEN),
                  new Setting.SetCommunities<>(CommunityKinds.STANDARD, List.of(variant), true)));
    }
    entries.add(RouteMap.Entry.permit(20, List.of()));
    return new RouteMap("m" + variant, entries);
  }

  private static PeerRoutes in(int variant) {
    return PeerRoutes.builder().routeMapIn(map(variant)).softReconfiguration(true).build();
  }

  private static PeerRoutes out(int variant) {
    return PeerRoutes.builder().routeMapOut(map(variant)).build();
  }

  // ---- The speaker

  private static Router lab(SpeakerLab lab, Map<IpAddress, PeerRoutes> policies) {
    BgpConfig.Builder config =
        BgpConfig.builder(9, MIDDLE).decision(new DecisionConfig(1, 1, false, true));
    for (int i = 0; i < SOURCES.size(); i++) {
      neighbor(lab, config, SOURCES.get(i), 1 + i, policies);
    }
    neighbor(lab, config, SINK, 3, policies);
    neighbor(lab, config, MANY, 4, policies);
    Router router = lab.add(MIDDLE.toString(), config.build());
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    return router;
  }

  private static void neighbor(
      SpeakerLab lab,
      BgpConfig.Builder config,
      IpAddress address,
      long asn,
      Map<IpAddress, PeerRoutes> policies) {
    boolean many = address.equals(MANY);
    OfferedCapabilities offered = OfferedCapabilities.of(AddressFamily.IPV4_UNICAST);
    config.neighbor(
        address,
        PeerConfig.builder(asn)
            .holdTimeSeconds(0)
            .capabilities(offered.withAddPath(false, many))
            .routes(policies.getOrDefault(address, PeerRoutes.builder().build()))
            .build());
    lab.add(
        address.toString(),
        BgpConfig.builder(asn, address)
            .neighbor(
                MIDDLE,
                PeerConfig.builder(9)
                    .holdTimeSeconds(0)
                    .passive(true)
                    .capabilities(offered.withAddPath(many, false))
                    .build())
            .build());
  }

  private static void say(Router router, IpAddress from, BgpMessage message) {
    router.inject(from.toString(), BgpCodec.encode(message, DecodeContext.EBGP));
  }

  @Property(tries = 150)
  void history_leavesNoTrace(@ForAll("events") List<Event> events) {
    SpeakerLab lab = new SpeakerLab();
    Map<IpAddress, PeerRoutes> policies = new TreeMap<>();
    SOURCES.forEach(source -> policies.put(source, in(3)));
    Router router = lab(lab, policies);
    Map<String, Event> said = new TreeMap<>();
    for (Event event : events) {
      IpAddress source = SOURCES.get(event.peer);
      String key = event.peer + " " + event.prefix;
      if (event.kind < 6) {
        say(
            router,
            source,
            BgpMessage.Update.announce(attributes(event), List.of(target(event.prefix))));
        said.put(key, event);
      } else if (event.kind < 8) {
        say(router, source, BgpMessage.Update.withdraw(List.of(target(event.prefix))));
        said.remove(key);
      } else {
        change(router, policies, event);
      }
      checkAdjRibOut(router, policies);
    }
    lab.runFor(SimTime.SECOND);
    SpeakerLab freshLab = new SpeakerLab();
    Router fresh = lab(freshLab, policies);
    said.values()
        .forEach(
            event ->
                say(
                    fresh,
                    SOURCES.get(event.peer),
                    BgpMessage.Update.announce(attributes(event), List.of(target(event.prefix)))));
    freshLab.runFor(SimTime.SECOND);
    assertThat(state(router)).isEqualTo(state(fresh));
    assertThat(router.table).isEqualTo(fresh.table);
    for (IpAddress sink : List.of(SINK, MANY)) {
      assertThat(heard(lab.routers.get(sink))).isEqualTo(heard(freshLab.routers.get(sink)));
      assertThat(heard(lab.routers.get(sink))).isEqualTo(told(router, sink));
    }
  }

  private static void change(Router router, Map<IpAddress, PeerRoutes> policies, Event event) {
    if (event.kind == 8) {
      policies.put(SOURCES.get(event.peer), in(event.variant));
    } else {
      policies.put(event.peer == 0 ? SINK : MANY, out(event.variant));
    }
    router.submit(
        new SpeakerInput.ChangePolicy(
            new PolicyChange(new TreeMap<>(policies), Map.of(), null, null)));
  }

  /** Every path with all that users see of it. */
  private static List<PathView> state(Router router) {
    List<PathView> views = new ArrayList<>();
    for (int i = 0; i < PREFIXES; i++) {
      List<PathView> paths = new ArrayList<>(router.speaker.paths(target(i)));
      paths.sort((a, b) -> a.peer().compareTo(b.peer()));
      views.addAll(paths);
    }
    return views;
  }

  /** What a router was told of each prefix, whatever the identifiers. */
  private static Map<Prefix, List<String>> heard(Router router) {
    Map<Prefix, List<String>> heard = new TreeMap<>();
    router
        .speaker
        .adjRibIn(MIDDLE)
        .forEach(
            (prefix, pathId, attributes) ->
                heard.computeIfAbsent(prefix, key -> new ArrayList<>()).add(text(attributes)));
    heard.values().forEach(texts -> texts.sort(null));
    return heard;
  }

  private static Map<Prefix, List<String>> told(Router router, IpAddress peer) {
    Map<Prefix, List<String>> told = new TreeMap<>();
    router
        .speaker
        .adjRibOut(peer)
        .advertised()
        .forEach((prefix, attributes) -> told.put(prefix, List.of(text(attributes))));
    for (Prefix prefix : router.speaker.addPathOut(peer).prefixes()) {
      told.put(
          prefix,
          router.speaker.addPathOut(peer).advertised(prefix).stream()
              .map(Told::attributes)
              .map(PolicyPropertyTest::text)
              .sorted()
              .toList());
    }
    return told;
  }

  private static String text(PathAttributes attributes) {
    return attributes.list().toString();
  }

  /**
   * RFC 4271 9.2 and 5.1 in the plainest way: the best path, outbound policy, our AS, ourselves.
   */
  private static void checkAdjRibOut(Router router, Map<IpAddress, PeerRoutes> policies) {
    PeerRoutes routes = policies.get(SINK);
    RouteMap map = routes == null ? null : routes.out().routeMap();
    for (int i = 0; i < PREFIXES; i++) {
      Destination destination = router.speaker.locRib().get(target(i));
      PathAttributes told = router.speaker.adjRibOut(SINK).advertised(target(i));
      PolicyRoute route = null;
      if (destination != null && destination.best() != null) {
        PathAttributes best =
            destination
                .best()
                .attributes()
                .without(PathAttribute.LOCAL_PREF)
                .without(PathAttribute.MULTI_EXIT_DISC);
        route =
            PolicyRoute.of(
                target(i), best, 0, new PolicyRoute.Context(Protocol.BGP, MIDDLE, MIDDLE));
        route = map == null ? route : map.apply(route);
      }
      if (route == null) {
        assertThat(told).isNull();
      } else {
        PathAttributes wanted = route.attributes().without(PathAttribute.LOCAL_PREF);
        assertThat(told)
            .isEqualTo(wanted.withAsPath(wanted.asPath().prepend(9, 1)).withNextHop(MIDDLE));
      }
    }
  }
}
