package io.sdnsim.scenarios.read;

import io.sdnsim.bgp.policy.CommunityKind;
import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.policy.CommunityList;
import io.sdnsim.bgp.policy.Match;
import io.sdnsim.bgp.policy.OriginValidation;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.RoaTable;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.policy.Setting;
import io.sdnsim.bgp.policy.Setting.Arithmetic;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Kind;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a speaker's route maps, each when it is first named, so that called maps come first. */
final class RouteMapBinder {
  private final Map<String, Entry> sources = new TreeMap<>();
  private final Map<String, RouteMap> made = new TreeMap<>();
  private final Set<String> underWay = new TreeSet<>();
  private final PolicyLists lists;
  private final RoaTable roas;
  private final Problems problems;

  RouteMapBinder(Source bgp, PolicyLists lists, RoaTable roas, Problems problems) {
    this.lists = lists;
    this.roas = roas;
    this.problems = problems;
    bgp.entries("route-maps").forEach(entry -> sources.put(entry.key().text(), entry));
    // All of them, or a mistake in one that nobody uses would go unseen.
    sources.values().forEach(this::map);
  }

  /** The map that a key names; reports a name that stands for nothing. */
  @Nullable RouteMap find(Source owner, String key) {
    Located<String> name = owner.nameOrNull(key);
    if (name == null) {
      return null;
    }
    Entry entry = sources.get(name.value());
    if (entry == null) {
      problems.unknown(name.at(), "route map", name.value(), sources.keySet());
      return null;
    }
    if (underWay.contains(name.value())) {
      problems.add(
          name.at(),
          "a call of '" + name.value() + "', which leads back here",
          "a route map that does not call this one, directly or through others");
      return null;
    }
    return map(entry);
  }

  private RouteMap map(Entry entry) {
    String name = entry.key().text();
    RouteMap known = made.get(name);
    if (known != null) {
      return known;
    }
    underWay.add(name);
    List<RouteMap.Entry> entries = new ArrayList<>();
    Map<Integer, SourceLocation> seen = new TreeMap<>();
    int sequence = 0;
    for (YamlNode node : ((Sequence) entry.value()).items()) {
      Source source = Source.of(node);
      sequence = source.integer("seq", sequence + 10);
      int before = problems.all().size();
      PolicyLists.unique(problems, seen, sequence, source.at("seq"));
      RouteMap.Entry made = entry(source, sequence);
      if (problems.all().size() == before) {
        entries.add(made);
      }
    }
    RouteMap map = new RouteMap(name, entries);
    made.put(name, map);
    underWay.remove(name);
    return map;
  }

  private RouteMap.Entry entry(Source entry, int sequence) {
    return new RouteMap.Entry(
        sequence,
        PolicyLists.permits(entry),
        matches(entry.child("match")),
        settings(entry.child("set")),
        find(entry, "call"),
        continueAt(entry, sequence));
  }

  private int continueAt(Source entry, int sequence) {
    if (!entry.has("continue")) {
      return RouteMap.Entry.EXIT;
    }
    if (((Scalar) entry.node("continue")).kind() == Kind.BOOLEAN) {
      return entry.truth("continue", false) ? RouteMap.Entry.NEXT : RouteMap.Entry.EXIT;
    }
    int where = entry.integer("continue", 0);
    if (where <= sequence) {
      problems.add(
          entry.at("continue"),
          "an entry with the sequence number " + sequence + " that continues at " + where,
          "a sequence number behind its own");
    }
    return where;
  }

  // ---- Match

  private List<Match> matches(Source match) {
    List<Match> matches = new ArrayList<>();
    addIfThere(matches, lists.prefixList(match, "prefix-list"), Match.ByPrefixList::new);
    addIfThere(matches, lists.prefixList(match, "next-hop-prefix-list"), Match.ByNextHop::new);
    addIfThere(matches, lists.asPathList(match, "as-path-list"), Match.ByAsPath::new);
    boolean exact = match.truth("exact-communities", false);
    addIfThere(
        matches,
        lists.communityList(match, "community-list"),
        list -> new Match.ByCommunities(list, exact));
    addIfThere(
        matches,
        lists.largeCommunityList(match, "large-community-list"),
        list -> new Match.ByCommunities(list, false));
    addIfThere(
        matches,
        lists.extendedCommunityList(match, "extended-community-list"),
        list -> new Match.ByCommunities(list, false));
    if (match.has("med")) {
      matches.add(new Match.ByMed(match.number("med", 0)));
    }
    if (match.has("local-pref")) {
      matches.add(new Match.ByLocalPref(match.number("local-pref", 0)));
    }
    if (match.has("origin")) {
      matches.add(new Match.ByOrigin(match.word("origin", Origin.class)));
    }
    if (match.has("source")) {
      matches.add(new Match.ByProtocol(match.word("source", Protocol.class)));
    }
    addIfThere(matches, match.plainAddress("peer"), Match.ByPeer::new);
    if (match.has("local")) {
      matches.add(new Match.ByLocal(match.truth("local", true)));
    }
    if (match.has("atomic-aggregate")) {
      matches.add(new Match.ByAtomicAggregate(match.truth("atomic-aggregate", true)));
    }
    if (match.has("rpki")) {
      OriginValidation state = match.word("rpki", OriginValidation.class);
      matches.add(new Match.ByOriginValidation(roas, state));
    }
    return matches;
  }

  private static <T, R> void addIfThere(List<R> result, @Nullable T value, Function<T, R> make) {
    if (value != null) {
      result.add(make.apply(value));
    }
  }

  // ---- Set

  private List<Setting> settings(Source set) {
    List<Setting> settings = new ArrayList<>();
    addDeletion(settings, lists.communityList(set, "delete-communities"));
    addDeletion(settings, lists.largeCommunityList(set, "delete-large-communities"));
    addDeletion(settings, lists.extendedCommunityList(set, "delete-extended-communities"));
    addCommunities(settings, set, "communities", CommunityKinds.STANDARD);
    addCommunities(settings, set, "large-communities", CommunityKinds.LARGE);
    addCommunities(settings, set, "extended-communities", CommunityKinds.EXTENDED);
    addArithmetic(settings, set, "local-pref", Setting.LocalPref::new);
    addArithmetic(settings, set, "med", Setting.Med::new);
    if (set.has("weight")) {
      settings.add(new Setting.Weight(set.integer("weight", 0)));
    }
    if (set.has("origin")) {
      settings.add(new Setting.SetOrigin(set.word("origin", Origin.class)));
    }
    if (set.has("exclude-as")) {
      settings.add(new Setting.ExcludeAs(set.list("exclude-as", Source::numberOf)));
    }
    if (set.has("prepend")) {
      settings.add(new Setting.Prepend(set.list("prepend", Source::numberOf)));
    }
    if (set.has("prepend-last-as")) {
      settings.add(new Setting.PrependLastAs(set.integer("prepend-last-as", 1)));
    }
    addNextHop(settings, set);
    addMarks(settings, set);
    return settings;
  }

  private static <T> void addDeletion(List<Setting> settings, @Nullable CommunityList<T> list) {
    if (list != null) {
      settings.add(new Setting.DeleteCommunities<>(list));
    }
  }

  private <T> void addCommunities(
      List<Setting> settings, Source set, String key, CommunityKind<T> kind) {
    if (set.has(key)) {
      settings.add(new Setting.SetCommunities<>(kind, lists.communities(set, key, kind), false));
    } else if (set.has("add-" + key)) {
      List<T> values = lists.communities(set, "add-" + key, kind);
      settings.add(new Setting.SetCommunities<>(kind, values, true));
    }
  }

  private static void addArithmetic(
      List<Setting> settings, Source set, String key, BiFunction<Arithmetic, Long, Setting> make) {
    if (set.has(key)) {
      settings.add(make.apply(Arithmetic.ASSIGN, set.number(key, 0)));
    } else if (set.has(key + "-add")) {
      settings.add(make.apply(Arithmetic.ADD, set.number(key + "-add", 0)));
    } else if (set.has(key + "-subtract")) {
      settings.add(make.apply(Arithmetic.SUBTRACT, set.number(key + "-subtract", 0)));
    }
  }

  private static void addNextHop(List<Setting> settings, Source set) {
    IpAddress address = set.plainAddress("next-hop");
    if (address != null) {
      settings.add(new Setting.NextHop(address));
    } else if (set.has("next-hop-is")) {
      settings.add(
          set.text("next-hop-is").equals("unchanged")
              ? new Setting.NextHopUnchanged()
              : new Setting.NextHopPeerAddress());
    }
  }

  private void addMarks(List<Setting> settings, Source set) {
    if (set.has("aggregator")) {
      Source aggregator = set.child("aggregator");
      IpAddress by = identifier(aggregator, "address");
      settings.add(new Setting.SetAggregator(aggregator.number("asn", 0), by));
    }
    if (set.truth("atomic-aggregate", false)) {
      settings.add(new Setting.SetAtomicAggregate());
    }
    if (set.has("originator-id")) {
      settings.add(new Setting.SetOriginatorId(identifier(set, "originator-id")));
    }
  }

  private IpAddress identifier(Source owner, String key) {
    Located<IpAddress> address = owner.address(key);
    if (!address.value().isIpv4()) {
      problems.add(address.at(), "the identifier " + address, "an IPv4 address");
    }
    return address.value();
  }
}
