package io.sdnsim.scenarios.export;

import io.sdnsim.bgp.policy.AsPathList;
import io.sdnsim.bgp.policy.CommunityKind;
import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.policy.CommunityList;
import io.sdnsim.bgp.policy.Match;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.policy.RouterRegex;
import io.sdnsim.bgp.policy.Setting;
import io.sdnsim.bgp.policy.Setting.Arithmetic;
import io.sdnsim.bgp.wire.ExtendedCommunity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Route maps and the lists that they name, each once, those that are named first. An entry of a map
 * that FRR has no words for is left out whole: half of it would do something else.
 */
final class FrrPolicy {
  private final ConfigText out;
  private final Set<String> written = new TreeSet<>();

  FrrPolicy(ConfigText out) {
    this.out = out;
  }

  void asPathList(@Nullable AsPathList list) {
    if (list != null && written.add("as-path " + list.name())) {
      int sequence = 0;
      for (AsPathList.Entry entry : list.entries()) {
        sequence += 5;
        out.line(
            "bgp as-path access-list "
                + list.name()
                + " seq "
                + sequence
                + action(entry.permit())
                + entry.regex());
      }
    }
  }

  void routeMap(@Nullable RouteMap map) {
    if (map == null || !written.add("route-map " + map.name())) {
      return;
    }
    for (RouteMap.Entry entry : map.entries()) {
      routeMap(entry.call());
      entry.matches().forEach(this::lists);
      entry.settings().forEach(this::lists);
    }
    map.entries().forEach(entry -> entry(map.name(), entry));
  }

  private void lists(Match match) {
    if (match instanceof Match.ByAsPath path) {
      asPathList(path.list());
    } else if (match instanceof Match.ByCommunities communities) {
      communityList(communities.list());
    }
  }

  private void lists(Setting setting) {
    if (setting instanceof Setting.DeleteCommunities<?> deletion) {
      communityList(deletion.list());
    }
  }

  private <T> void communityList(CommunityList<T> list) {
    String kind = listKind(list.kind());
    if (!written.add(kind + " " + list.name())) {
      return;
    }
    int sequence = 0;
    for (CommunityList.Entry<T> entry : list.entries()) {
      sequence += 5;
      RouterRegex regex = entry.regex();
      String values =
          regex != null
              ? regex.toString()
              : entry.values().stream().map(list.kind()::text).collect(Collectors.joining(" "));
      out.line(
          "bgp "
              + kind
              + (list.entries().stream().anyMatch(each -> each.regex() != null)
                  ? " expanded "
                  : " standard ")
              + list.name()
              + " seq "
              + sequence
              + action(entry.permit())
              + (list.kind() == CommunityKinds.EXTENDED ? colonless(values) : values));
    }
  }

  /** FRR writes {@code rt 65001:100} where it prints {@code RT:65001:100}. */
  private static String colonless(String values) {
    return values.replace("RT:", "rt ").replace("SoO:", "soo ");
  }

  private static String listKind(CommunityKind<?> kind) {
    if (kind == CommunityKinds.STANDARD) {
      return "community-list";
    }
    return kind == CommunityKinds.LARGE ? "large-community-list" : "extcommunity-list";
  }

  private static String action(boolean permit) {
    return permit ? " permit " : " deny ";
  }

  private void entry(String map, RouteMap.Entry entry) {
    List<String> lines = new ArrayList<>();
    for (Match match : entry.matches()) {
      lines.add(match(match));
    }
    for (Setting setting : entry.settings()) {
      lines.add(setting(setting));
    }
    if (lines.contains("")) {
      out.leaveOut("entry " + entry.sequence() + " of route-map " + map);
      return;
    }
    out.line("route-map " + map + action(entry.permit()) + entry.sequence());
    lines.forEach(line -> out.line(" " + line));
    if (entry.call() != null) {
      out.line(" call " + entry.call().name());
    }
    if (entry.continueAt() == RouteMap.Entry.NEXT) {
      out.line(" on-match next");
    } else if (entry.continueAt() != RouteMap.Entry.EXIT) {
      out.line(" on-match goto " + entry.continueAt());
    }
    out.line("exit");
  }

  /** The line for a condition; empty when FRR has none. */
  private static String match(Match match) {
    if (match instanceof Match.ByPrefixList prefix) {
      boolean ipv6 = prefix.list().entries().stream().anyMatch(e -> e.prefix().network().isIpv6());
      return (ipv6 ? "match ipv6" : "match ip") + " address prefix-list " + prefix.list().name();
    } else if (match instanceof Match.ByNextHop nextHop) {
      return "match ip next-hop prefix-list " + nextHop.list().name();
    } else if (match instanceof Match.ByAsPath path) {
      return "match as-path " + path.list().name();
    } else if (match instanceof Match.ByCommunities communities) {
      String kind = listKind(communities.list().kind()).replace("-list", "");
      String exact = communities.exact() ? " exact-match" : "";
      return "match " + kind + " " + communities.list().name() + exact;
    } else if (match instanceof Match.ByMed med) {
      return "match metric " + med.value();
    } else if (match instanceof Match.ByLocalPref preference) {
      return "match local-preference " + preference.value();
    } else if (match instanceof Match.ByOrigin origin) {
      return "match origin " + lower(origin.origin());
    } else if (match instanceof Match.ByProtocol protocol) {
      boolean known =
          protocol.protocol() != Protocol.NETWORK && protocol.protocol() != Protocol.AGGREGATE;
      return known ? "match source-protocol " + protocol.protocol().text() : "";
    } else if (match instanceof Match.ByPeer peer) {
      return "match peer " + peer.peer();
    } else if (match instanceof Match.ByLocal local) {
      return local.local() ? "match peer local" : "";
    } else if (match instanceof Match.ByOriginValidation
        || match instanceof Match.ByAtomicAggregate) {
      return "";
    }
    throw new AssertionError("a condition that nobody exports: " + match);
  }

  /** The line for a setting; empty when FRR has none. */
  private static String setting(Setting setting) {
    if (setting instanceof Setting.LocalPref preference) {
      return "set local-preference " + sign(preference.how()) + preference.value();
    } else if (setting instanceof Setting.Med med) {
      return "set metric " + sign(med.how()) + med.value();
    } else if (setting instanceof Setting.Weight weight) {
      return "set weight " + weight.value();
    } else if (setting instanceof Setting.SetOrigin origin) {
      return "set origin " + lower(origin.origin());
    } else if (setting instanceof Setting.NextHop nextHop) {
      return nextHop.address().isIpv4()
          ? "set ip next-hop " + nextHop.address()
          : "set ipv6 next-hop global " + nextHop.address();
    } else if (setting instanceof Setting.NextHopPeerAddress) {
      return "set ip next-hop peer-address";
    } else if (setting instanceof Setting.NextHopUnchanged) {
      return "set ip next-hop unchanged";
    } else if (setting instanceof Setting.Prepend prepend) {
      return "set as-path prepend " + numbers(prepend.asns());
    } else if (setting instanceof Setting.PrependLastAs last) {
      return "set as-path prepend last-as " + last.count();
    } else if (setting instanceof Setting.ExcludeAs exclude) {
      return "set as-path exclude " + numbers(exclude.asns());
    } else if (setting instanceof Setting.SetCommunities<?> communities) {
      return communities(communities);
    } else if (setting instanceof Setting.DeleteCommunities<?> deletion) {
      String kind = listKind(deletion.list().kind());
      return kind.startsWith("ext")
          ? ""
          : "set "
              + kind.replace("community-list", "comm-list")
              + " "
              + deletion.list().name()
              + " delete";
    } else if (setting instanceof Setting.SetAggregator aggregator) {
      return "set aggregator as " + aggregator.asn() + " " + aggregator.routerId();
    } else if (setting instanceof Setting.SetAtomicAggregate) {
      return "set atomic-aggregate";
    } else if (setting instanceof Setting.SetOriginatorId originator) {
      return originator.routerId() == null ? "" : "set originator-id " + originator.routerId();
    }
    throw new AssertionError("a setting that nobody exports: " + setting);
  }

  private static <T> String communities(Setting.SetCommunities<T> setting) {
    CommunityKind<T> kind = setting.kind();
    if (kind == CommunityKinds.EXTENDED) {
      // One kind of value in each line, and none of them adds.
      List<String> values =
          setting.values().stream().map(value -> colonless(kind.text(value))).toList();
      boolean known =
          values.size() == 1
              && setting.values().get(0) instanceof ExtendedCommunity
              && values.get(0).matches("(rt|soo) .*");
      return known && !setting.additive() ? "set extcommunity " + values.get(0) : "";
    }
    String name = kind == CommunityKinds.STANDARD ? "set community " : "set large-community ";
    if (setting.values().isEmpty()) {
      return setting.additive() ? "" : name + "none";
    }
    String values = setting.values().stream().map(kind::text).collect(Collectors.joining(" "));
    return name + values + (setting.additive() ? " additive" : "");
  }

  private static String sign(Arithmetic how) {
    return switch (how) {
      case ASSIGN -> "";
      case ADD -> "+";
      case SUBTRACT -> "-";
    };
  }

  private static String numbers(List<Long> values) {
    return values.stream().map(value -> Long.toString(value)).collect(Collectors.joining(" "));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
