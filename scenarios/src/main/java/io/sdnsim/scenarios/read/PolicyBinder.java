package io.sdnsim.scenarios.read;

import io.sdnsim.bgp.policy.RemovePrivateAs;
import io.sdnsim.bgp.policy.RoaTable;
import io.sdnsim.bgp.policy.RoaTable.Roa;
import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.rib.DecisionConfig.MedRules;
import io.sdnsim.bgp.rib.Profile;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.PeerRoutes.AddPaths;
import io.sdnsim.bgp.speaker.PeerRoutes.Communities;
import io.sdnsim.bgp.speaker.PeerRoutes.NextHopRule;
import io.sdnsim.bgp.speaker.PeerRoutes.SenderLoopCheck;
import io.sdnsim.bgp.speaker.RoutingConfig;
import io.sdnsim.bgp.speaker.RoutingConfig.Aggregate;
import io.sdnsim.bgp.speaker.RoutingConfig.Confederation;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes what a BGP speaker does with routes, its lists and maps resolved. */
final class PolicyBinder {
  private final Source bgp;
  private final Problems problems;
  private final Profile profile;
  private final PolicyLists lists;
  private final RouteMapBinder maps;

  PolicyBinder(Source bgp, Problems problems) {
    this.bgp = bgp;
    this.problems = problems;
    this.profile = bgp.word("profile", Profile.class, Profile.FRR);
    this.lists = new PolicyLists(bgp, problems);
    this.maps = new RouteMapBinder(bgp, lists, roas(), problems);
  }

  PolicyLists lists() {
    return lists;
  }

  private RoaTable roas() {
    List<Roa> roas = new ArrayList<>();
    for (Source roa : bgp.mappings("roas", source -> source)) {
      Prefix prefix = roa.prefix("prefix").value();
      int longest = prefix.network().bitCount();
      int maximum = roa.integer("max-length", prefix.length());
      if (maximum < prefix.length() || maximum > longest) {
        problems.add(
            roa.at("max-length"),
            "the greatest length " + maximum + " of " + prefix,
            "a length from " + prefix.length() + " to " + longest);
      } else {
        roas.add(new Roa(prefix, maximum, roa.number("asn", 0)));
      }
    }
    return new RoaTable(roas, publicAs());
  }

  private long publicAs() {
    return bgp.child("confederation").number("identifier", bgp.number("asn", 0));
  }

  DecisionConfig decision() {
    Source best = bgp.child("best-path");
    return new DecisionConfig(
        bgp.integer("maximum-paths", 1),
        bgp.integer("maximum-paths-ibgp", 1),
        bgp.truth("multipath-relax", false),
        best.truth("compare-router-id", false),
        new MedRules(
            best.truth("always-compare-med", false),
            best.truth("deterministic-med", true),
            best.truth("missing-med-worst", false)),
        profile);
  }

  RoutingConfig routing() {
    List<Aggregate> aggregates = new ArrayList<>();
    Map<Prefix, SourceLocation> seen = new TreeMap<>();
    for (Source aggregate : bgp.mappings("aggregates", source -> source)) {
      Located<Prefix> prefix = aggregate.prefix("prefix");
      SourceLocation first = seen.putIfAbsent(prefix.value(), prefix.at());
      if (first != null) {
        problems.add(
            prefix.at(),
            "the aggregate " + prefix + " a second time",
            "each aggregate once; the first is in line " + first.line());
        continue;
      }
      aggregates.add(
          new Aggregate(
              prefix.value(),
              aggregate.truth("summary-only", false),
              aggregate.truth("as-set", false)));
    }
    return new RoutingConfig(
        clusterId(),
        confederation(),
        aggregates,
        maps.find(bgp, "route-map-connected"),
        maps.find(bgp, "route-map-static"));
  }

  private @Nullable IpAddress clusterId() {
    Located<IpAddress> given = bgp.addressOrNull("cluster-id");
    if (given == null) {
      return null;
    }
    if (!given.value().isIpv4() || given.value().isUnspecified()) {
      problems.add(
          given.at(), "the cluster ID " + given, "an IPv4 address other than 0.0.0.0 (RFC 4456)");
      return null;
    }
    return given.value();
  }

  private @Nullable Confederation confederation() {
    if (!bgp.has("confederation")) {
      return null;
    }
    Source confederation = bgp.child("confederation");
    return new Confederation(
        confederation.number("identifier", 0), confederation.list("members", Source::numberOf));
  }

  PeerRoutes neighbor(Source neighbor) {
    checkInternalOnly(neighbor);
    return PeerRoutes.builder()
        .prefixListIn(lists.prefixList(neighbor, "prefix-list-in"))
        .prefixListOut(lists.prefixList(neighbor, "prefix-list-out"))
        .asPathListIn(lists.asPathList(neighbor, "as-path-list-in"))
        .asPathListOut(lists.asPathList(neighbor, "as-path-list-out"))
        .routeMapIn(maps.find(neighbor, "route-map-in"))
        .routeMapOut(maps.find(neighbor, "route-map-out"))
        .weight(neighbor.integer("weight", 0))
        .allowAsIn(neighbor.integer("allow-as-in", 0))
        .allowAsInOrigin(neighbor.truth("allow-as-in-origin", false))
        .softReconfiguration(neighbor.truth("soft-reconfiguration", false))
        .nextHop(
            neighbor.truth("next-hop-self", false)
                ? NextHopRule.SELF
                : neighbor.word("next-hop", NextHopRule.class, NextHopRule.AUTOMATIC))
        .defaultOriginate(neighbor.truth("default-originate", false))
        .removePrivateAs(removePrivateAs(neighbor))
        .asOverride(neighbor.truth("as-override", false))
        .senderLoopCheck(
            neighbor.word("sender-loop-check", SenderLoopCheck.class, defaultLoopCheck()))
        .reflectorClient(neighbor.truth("route-reflector-client", false))
        .communities(communities(neighbor))
        .addPaths(neighbor.word("add-path-select", AddPaths.class, AddPaths.ALL))
        .build();
  }

  private void checkInternalOnly(Source neighbor) {
    boolean internal = neighbor.number("remote-as", 0) == bgp.number("asn", 0);
    if (neighbor.truth("route-reflector-client", false) && !internal) {
      problems.add(
          neighbor.at("route-reflector-client"),
          "a route reflector client in the AS " + neighbor.number("remote-as", 0),
          "a client in our own AS, " + bgp.number("asn", 0) + " (RFC 4456)");
    }
    for (String key : List.of("as-override", "remove-private-as")) {
      if (neighbor.has(key) && internal) {
        problems.add(
            neighbor.at(key), key + " towards a neighbor in our own AS", "an eBGP neighbor");
      }
    }
  }

  private SenderLoopCheck defaultLoopCheck() {
    return switch (profile) {
      case FRR -> SenderLoopCheck.NONE;
      case NX_OS -> SenderLoopCheck.NEIGHBOR_AS;
    };
  }

  private static RemovePrivateAs removePrivateAs(Source neighbor) {
    return switch (neighbor.text("remove-private-as", "")) {
      case "when-all-private" -> RemovePrivateAs.ONLY_PRIVATE;
      case "all" -> RemovePrivateAs.ALL;
      case "replace-when-all-private" -> RemovePrivateAs.REPLACE_ONLY_PRIVATE;
      case "replace-all" -> RemovePrivateAs.REPLACE_ALL;
      default -> RemovePrivateAs.NONE;
    };
  }

  private Communities communities(Source neighbor) {
    if (!neighbor.has("send-communities")) {
      return profile == Profile.NX_OS ? new Communities(false, false, false) : Communities.ALL;
    }
    List<String> told = neighbor.names("send-communities").stream().map(Located::value).toList();
    return new Communities(
        told.contains("standard"), told.contains("extended"), told.contains("large"));
  }
}
