package io.sdnsim.scenarios.read;

import io.sdnsim.bgp.policy.AsPathList;
import io.sdnsim.bgp.policy.CommunityKind;
import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.policy.CommunityList;
import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.policy.RouterRegex;
import io.sdnsim.bgp.wire.Community;
import io.sdnsim.bgp.wire.ExtendedCommunity;
import io.sdnsim.bgp.wire.LargeCommunity;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.BgpConfig.PrefixRule;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.Spelling;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a speaker's lists, and finds them by name. */
final class PolicyLists {
  private final Problems problems;
  private final List<BgpConfig.PrefixList> prefixLists = new ArrayList<>();
  private final Map<String, PrefixList> prefix = new TreeMap<>();
  private final Map<String, AsPathList> asPath = new TreeMap<>();
  private final Map<String, CommunityList<Integer>> standard;
  private final Map<String, CommunityList<LargeCommunity>> large;
  private final Map<String, CommunityList<ExtendedCommunity>> extended;

  PolicyLists(Source bgp, Problems problems) {
    this.problems = problems;
    bgp.entries("prefix-lists").forEach(this::prefixList);
    bgp.entries("as-path-lists").forEach(this::asPathList);
    standard = communityLists(bgp, "community-lists", CommunityKinds.STANDARD);
    large = communityLists(bgp, "large-community-lists", CommunityKinds.LARGE);
    extended = communityLists(bgp, "extended-community-lists", CommunityKinds.EXTENDED);
  }

  /** The prefix lists with the places of their rules. */
  List<BgpConfig.PrefixList> prefixLists() {
    return prefixLists;
  }

  /** These report a name that stands for nothing; null for none given, and for nothing. */
  @Nullable PrefixList prefixList(Source owner, String key) {
    return find("prefix list", prefix, owner.nameOrNull(key));
  }

  @Nullable AsPathList asPathList(Source owner, String key) {
    return find("AS path list", asPath, owner.nameOrNull(key));
  }

  @Nullable CommunityList<Integer> communityList(Source owner, String key) {
    return find("community list", standard, owner.nameOrNull(key));
  }

  @Nullable CommunityList<LargeCommunity> largeCommunityList(Source owner, String key) {
    return find("large community list", large, owner.nameOrNull(key));
  }

  @Nullable CommunityList<ExtendedCommunity> extendedCommunityList(Source owner, String key) {
    return find("extended community list", extended, owner.nameOrNull(key));
  }

  private <T> @Nullable T find(String what, Map<String, T> known, @Nullable Located<String> name) {
    if (name == null) {
      return null;
    }
    T found = known.get(name.value());
    if (found == null) {
      problems.unknown(name.at(), what, name.value(), known.keySet());
    }
    return found;
  }

  /** The communities under a key. */
  <T> List<T> communities(Source owner, String key, CommunityKind<T> kind) {
    List<T> values = new ArrayList<>();
    for (Located<String> text : owner.names(key)) {
      try {
        values.add(kind.parse(text.value()));
      } catch (IllegalArgumentException e) {
        String closest =
            kind == CommunityKinds.STANDARD
                ? Spelling.closest(text.value(), Community.names())
                : null;
        problems.add(text.at(), "'" + text.value() + "'", String.valueOf(e.getMessage()), closest);
      }
    }
    return values;
  }

  private static List<Source> rules(Entry entry) {
    return ((Sequence) entry.value()).items().stream().map(Source::of).toList();
  }

  private void prefixList(Entry entry) {
    List<PrefixRule> rules = new ArrayList<>();
    int sequence = 0;
    Map<Integer, SourceLocation> seen = new TreeMap<>();
    for (Source rule : rules(entry)) {
      sequence = rule.integer("seq", sequence + 5);
      unique(problems, seen, sequence, rule.at("seq"));
      rules.add(prefixRule(rule, sequence));
    }
    String name = entry.key().text();
    prefixLists.add(new BgpConfig.PrefixList(entry.key().at(), name, rules));
    if (problems.isEmpty()) {
      List<PrefixList.Entry> entries =
          rules.stream()
              .map(
                  r ->
                      new PrefixList.Entry(
                          r.sequence(), r.permit(), r.prefix(), r.minLength(), r.maxLength()))
              .toList();
      prefix.put(name, new PrefixList(name, entries));
    } else {
      prefix.put(name, new PrefixList(name, List.of()));
    }
  }

  /** Reports a sequence number that was there before. */
  static void unique(
      Problems problems, Map<Integer, SourceLocation> seen, int sequence, SourceLocation at) {
    SourceLocation first = seen.putIfAbsent(sequence, at);
    if (first != null) {
      problems.add(
          at,
          "the sequence number " + sequence + " a second time",
          "each sequence number once; the first is in line " + first.line());
    }
  }

  private PrefixRule prefixRule(Source rule, int sequence) {
    var within = rule.prefix("prefix").value();
    int min = rule.integer("ge", within.length());
    int bits = within.network().bitCount();
    int max = rule.integer("le", rule.has("ge") ? bits : within.length());
    if (min < within.length() || min > max || max > bits) {
      problems.add(
          rule.at(rule.has("ge") ? "ge" : "le"),
          "lengths from " + min + " to " + max + " within " + within,
          within.length() + " <= ge <= le <= " + bits);
    }
    return new PrefixRule(rule.at(), sequence, permits(rule), within, min, max);
  }

  static boolean permits(Source rule) {
    return rule.text("action").equals("permit");
  }

  private void asPathList(Entry entry) {
    List<AsPathList.Entry> entries = new ArrayList<>();
    for (Source rule : rules(entry)) {
      RouterRegex regex = regex(rule);
      if (regex != null) {
        entries.add(new AsPathList.Entry(permits(rule), regex));
      }
    }
    asPath.put(entry.key().text(), new AsPathList(entry.key().text(), entries));
  }

  private @Nullable RouterRegex regex(Source rule) {
    YamlNode node = rule.node("regex");
    try {
      return RouterRegex.of(Source.name(node).value());
    } catch (IllegalArgumentException e) {
      problems.add(
          node.at(), "the expression " + e.getMessage(), "a regular expression of a router");
      return null;
    }
  }

  private <T> Map<String, CommunityList<T>> communityLists(
      Source bgp, String key, CommunityKind<T> kind) {
    Map<String, CommunityList<T>> lists = new TreeMap<>();
    for (Entry entry : bgp.entries(key)) {
      List<CommunityList.Entry<T>> entries = new ArrayList<>();
      for (Source rule : rules(entry)) {
        RouterRegex regex = rule.has("regex") ? regex(rule) : null;
        entries.add(
            regex == null
                ? CommunityList.Entry.of(permits(rule), communities(rule, "communities", kind))
                : CommunityList.Entry.expanded(permits(rule), regex));
      }
      lists.put(entry.key().text(), new CommunityList<>(entry.key().text(), kind, entries));
    }
    return lists;
  }
}
