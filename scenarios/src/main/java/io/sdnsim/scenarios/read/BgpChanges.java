package io.sdnsim.scenarios.read;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What events make of the nodes' BGP configurations: each builds on those before it. */
final class BgpChanges {
  private final Source topology;
  private final TopologyBinder binder;
  private final Problems problems;
  private final Map<String, State> states = new TreeMap<>();

  /** A configuration and since when it holds. */
  private record State(Mapping bgp, long sincePs) {}

  BgpChanges(Source topology, TopologyBinder binder, Problems problems) {
    this.topology = topology;
    this.binder = binder;
    this.problems = problems;
  }

  /** The whole configuration from an event on; null for a node without BGP. */
  @Nullable BgpConfig apply(Located<String> node, long timePs, Source set) {
    State before = states.get(node.value());
    Mapping bgp = before == null ? configured(node.value()) : before.bgp;
    if (bgp == null) {
      return null;
    }
    if (before != null && timePs < before.sincePs) {
      problems.add(
          set.at(),
          "a change of " + node + "'s BGP at " + SimTime.format(timePs) + ", behind a later one",
          "the changes of one node's BGP in the order of their times");
    }
    Mapping changed = merge(bgp, set.mapping());
    states.put(node.value(), new State(changed, timePs));
    return binder.bgp(new Source(changed));
  }

  private @Nullable Mapping configured(String node) {
    for (Entry entry : topology.entries("nodes")) {
      if (entry.key().text().equals(node)
          && entry.value() instanceof Mapping settings
          && settings.get("bgp") instanceof Mapping bgp) {
        return bgp;
      }
    }
    return null;
  }

  /** Each list is replaced; each mapping keeps those of its names that the change has not. */
  private static Mapping merge(Mapping before, Mapping change) {
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : before.entries()) {
      YamlNode changed = change.get(entry.key().text());
      if (changed == null) {
        entries.add(entry);
      } else if (entry.value() instanceof Mapping old && changed instanceof Mapping names) {
        entries.add(new Entry(entry.key(), replace(old, names)));
      } else {
        entries.add(new Entry(entry.key(), changed));
      }
    }
    for (Entry entry : change.entries()) {
      if (!before.has(entry.key().text())) {
        entries.add(entry);
      }
    }
    return new Mapping(before.at(), entries);
  }

  private static Mapping replace(Mapping old, Mapping changed) {
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : old.entries()) {
      if (!changed.has(entry.key().text())) {
        entries.add(entry);
      }
    }
    entries.addAll(changed.entries());
    return new Mapping(old.at(), entries);
  }
}
