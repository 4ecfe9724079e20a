package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.speaker.SpeakerLab.Router;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever its peers say and in whatever order, a speaker's routes equal those that one gets by
 * looking at what each peer said last, all at once, in the plainest way.
 */
class RibPropertyTest {
  private static final long OWN_AS = 2;
  private static final int PREFIXES = 4;

  /** Three external peers, of which two are in one AS, and two internal ones. */
  private static final long[] PEER_AS = {1, 1, 3, 2, 2};

  private static final int OBSERVER = PEER_AS.length;

  /** What happens: a peer says something of a prefix, or a next hop changes. */
  record Event(int peer, int prefix, int kind, int variant) {}

  /** What a peer said of a prefix last. */
  private record Said(int peer, PathAttributes attributes) {}

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.integers().between(0, PEER_AS.length - 1),
            Arbitraries.integers().between(0, PREFIXES - 1),
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, 63))
        .as(Event::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  private static String address(int peer) {
    return "10.0.0." + (11 + peer);
  }

  private static Prefix target(int prefix) {
    return prefix("10.1." + prefix + ".0/24");
  }

  private static IpAddress hop(int index) {
    return ip("10.9.0." + (1 + index));
  }

  private static PathAttributes attributes(Event event) {
    int v = event.variant();
    long first = PEER_AS[event.peer()] == OWN_AS ? 1 + v % 3 * 2 : PEER_AS[event.peer()];
    long second = v / 16 == 3 ? OWN_AS : 50 + v % 2;
    AsPath path = v % 4 == 3 ? AsPath.sequence(first) : AsPath.sequence(first, second);
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(Origin.values()[v % 8 == 7 ? 2 : 0]),
        new PathAttribute.AsPathAttribute(path),
        new PathAttribute.NextHopAttribute(hop(v % 3)),
        new PathAttribute.MultiExitDisc(v / 4 % 2),
        new PathAttribute.LocalPref(100 + v / 32 * 10));
  }

  @Property(tries = 150)
  void routes_equalTheirNaiveRecomputation(@ForAll("events") List<Event> events) {
    SpeakerLab lab = new SpeakerLab();
    Router router = lab(lab);
    Map<Prefix, Map<Integer, Said>> said = new TreeMap<>();
    TreeSet<IpAddress> unreachable = new TreeSet<>();
    Map<Prefix, Integer> inUse = new TreeMap<>();
    for (Event event : events) {
      lab.runFor(SimTime.MICROSECOND);
      if (event.kind() == 9) {
        toggle(router, hop(event.variant() % 3), unreachable);
      } else {
        say(router, event, said);
      }
      for (int i = 0; i < PREFIXES; i++) {
        check(router, target(i), said.getOrDefault(target(i), Map.of()), unreachable, inUse);
      }
    }
  }

  private static Router lab(SpeakerLab lab) {
    BgpConfig.Builder config =
        BgpConfig.builder(OWN_AS, ip("10.0.0.1")).decision(new DecisionConfig(2, 3, true, false));
    for (int i = 0; i <= PEER_AS.length; i++) {
      long asn = i == OBSERVER ? 77 : PEER_AS[i];
      config.neighbor(
          ip(address(i)),
          PeerConfig.builder(asn).holdTimeSeconds(0).ebgpMultihop(2).passive(true).build());
    }
    Router router = lab.add("10.0.0.1", config.build());
    for (int i = 0; i <= PEER_AS.length; i++) {
      long asn = i == OBSERVER ? 77 : PEER_AS[i];
      lab.add(
          address(i),
          BgpConfig.builder(asn, ip(address(i)))
              .neighbor(ip("10.0.0.1"), PeerConfig.builder(OWN_AS).holdTimeSeconds(0).build())
              .build());
    }
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    return router;
  }

  private static void toggle(Router router, IpAddress hop, Set<IpAddress> unreachable) {
    boolean reachable = unreachable.remove(hop);
    if (!reachable) {
      unreachable.add(hop);
    }
    SpeakerInput.NextHopChanged change =
        new SpeakerInput.NextHopChanged(hop, reachable, reachable, 0);
    router.nextHops.put(hop, change);
    router.submit(change);
  }

  private static void say(Router router, Event event, Map<Prefix, Map<Integer, Said>> said) {
    Prefix prefix = target(event.prefix());
    Map<Integer, Said> paths = said.computeIfAbsent(prefix, any -> new TreeMap<>());
    boolean internal = PEER_AS[event.peer()] == OWN_AS;
    DecodeContext context = internal ? DecodeContext.IBGP : DecodeContext.EBGP;
    BgpMessage message;
    if (event.kind() >= 7) {
      message = BgpMessage.Update.withdraw(List.of(prefix));
      paths.remove(event.peer());
    } else {
      PathAttributes attributes = attributes(event);
      message = BgpMessage.Update.announce(attributes, List.of(prefix));
      PathAttributes seen = internal ? attributes : attributes.without(PathAttribute.LOCAL_PREF);
      if (seen.asPath().contains(OWN_AS)) {
        paths.remove(event.peer());
      } else {
        paths.put(event.peer(), new Said(event.peer(), seen));
      }
    }
    router.inject(address(event.peer()), BgpCodec.encode(message, context));
  }

  /** The ladder in the plainest way: each step keeps the paths that are best by it. */
  private static Said naiveBest(List<Said> usable, Integer inUse) {
    List<Said> left = keepLowest(usable, s -> -s.attributes().localPref());
    left = keepLowest(left, s -> s.attributes().asPath().length());
    left = keepLowest(left, s -> s.attributes().origin().ordinal());
    List<Said> byMed = new ArrayList<>();
    for (Said candidate : left) {
      boolean beaten = false;
      for (Said other : left) {
        beaten |=
            other.attributes().asPath().neighborAs() == candidate.attributes().asPath().neighborAs()
                && other.attributes().med() < candidate.attributes().med();
      }
      if (!beaten) {
        byMed.add(candidate);
      }
    }
    left = keepLowest(byMed, s -> PEER_AS[s.peer()] == OWN_AS ? 1 : 0);
    if (PEER_AS[left.get(0).peer()] != OWN_AS) {
      // RFC 5004: the external path in use stays.
      left = keepLowest(left, s -> Integer.valueOf(s.peer()).equals(inUse) ? 0 : 1);
    }
    return keepLowest(left, Said::peer).get(0);
  }

  private static List<Said> keepLowest(List<Said> candidates, ToLongFunction<Said> value) {
    long lowest = candidates.stream().mapToLong(value).min().orElseThrow();
    return candidates.stream().filter(s -> value.applyAsLong(s) == lowest).toList();
  }

  private static List<IpAddress> naiveNextHops(Said best, List<Said> usable) {
    boolean internal = PEER_AS[best.peer()] == OWN_AS;
    List<Said> equal =
        new ArrayList<>(
            usable.stream()
                .filter(s -> s.peer() != best.peer())
                .filter(s -> (PEER_AS[s.peer()] == OWN_AS) == internal)
                .filter(s -> s.attributes().localPref() == best.attributes().localPref())
                .filter(
                    s -> s.attributes().asPath().length() == best.attributes().asPath().length())
                .filter(s -> s.attributes().origin() == best.attributes().origin())
                .filter(
                    s ->
                        s.attributes().asPath().neighborAs()
                                != best.attributes().asPath().neighborAs()
                            || s.attributes().med() == best.attributes().med())
                .toList());
    equal.sort(
        Comparator.<Said, IpAddress>comparing(s -> s.attributes().nextHop())
            .thenComparing(Said::peer));
    List<IpAddress> hops = new ArrayList<>();
    hops.add(best.attributes().nextHop());
    for (Said each : equal.subList(0, Math.min(equal.size(), internal ? 2 : 1))) {
      hops.add(each.attributes().nextHop());
    }
    return hops.stream().distinct().toList();
  }

  private static void check(
      Router router,
      Prefix prefix,
      Map<Integer, Said> said,
      Set<IpAddress> unreachable,
      Map<Prefix, Integer> inUse) {
    List<Said> usable =
        said.values().stream()
            .filter(s -> !unreachable.contains(s.attributes().nextHop()))
            .toList();
    InstalledRoute route = router.table.get(prefix);
    PathAttributes told = router.speaker.adjRibOut(ip(address(OBSERVER))).advertised(prefix);
    assertThat(router.rows.keySet().stream().filter(k -> k.startsWith(prefix + " ")).count())
        .isEqualTo(said.size());
    if (usable.isEmpty()) {
      assertThat(route).isNull();
      assertThat(told).isNull();
      inUse.remove(prefix);
      return;
    }
    Said best = naiveBest(usable, inUse.get(prefix));
    inUse.put(prefix, best.peer());
    assertThat(route)
        .isEqualTo(
            new InstalledRoute(
                PEER_AS[best.peer()] != OWN_AS,
                best.attributes().med(),
                naiveNextHops(best, usable)));
    assertThat(told).isNotNull();
    assertThat(told.asPath()).isEqualTo(best.attributes().asPath().prepend(OWN_AS, 1));
    for (Said each : said.values()) {
      PathView view = router.rows.get(prefix + " " + address(each.peer()));
      assertThat(view.best()).isEqualTo(each.peer() == best.peer());
      assertThat(view.reason().isEmpty()).isEqualTo(view.best());
    }
  }
}
