package io.sdnsim.vxlan.vswitch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The counters of the rules that have decided about a port's packets. */
final class RuleCounters {
  private record Place(int priority, String group, String rule) {}

  private final Map<Place, RuleCounter> counters = new LinkedHashMap<>();

  RuleCounter of(LayerStack.PlacedLayer layer, String group, String rule) {
    return counters.computeIfAbsent(
        new Place(layer.priority(), group, rule),
        place -> new RuleCounter(layer.name(), layer.priority(), group, rule));
  }

  /** In the order of layers, groups and rules. */
  List<RuleCounter> all() {
    List<RuleCounter> all = new ArrayList<>(counters.values());
    all.sort(
        Comparator.comparingInt(RuleCounter::priority)
            .thenComparing(RuleCounter::group)
            .thenComparing(RuleCounter::rule));
    return all;
  }
}
