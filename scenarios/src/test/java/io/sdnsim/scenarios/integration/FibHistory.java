package io.sdnsim.scenarios.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What BGP had in all forwarding tables before a fault, how it changed them while the fault lasted,
 * and what was there long after the repair.
 *
 * @param before next hops by {@code ROUTER PREFIX}
 * @param changes in the order of time
 * @param after next hops by {@code ROUTER PREFIX}
 */
record FibHistory(
    SortedMap<String, List<String>> before,
    List<FibChange> changes,
    SortedMap<String, List<String>> after) {

  /** What the last change of a route left: as {@link FibChange#what}, or nothing new. */
  String last(String route) {
    String last = "no change";
    for (FibChange change : changes) {
      if (change.route().equals(route)) {
        last = change.what();
      }
    }
    return last;
  }

  /** Collects changes in the order of time; leaves out those that change nothing. */
  static final class Builder {
    private final SortedMap<String, List<String>> before;
    private final SortedMap<String, List<String>> now;
    private final List<FibChange> changes = new ArrayList<>();

    Builder(Map<String, List<String>> before) {
      this.before = new TreeMap<>(before);
      this.now = new TreeMap<>(before);
    }

    void add(FibChange change) {
      List<String> old = now.getOrDefault(change.route(), List.of());
      if (!old.equals(change.nextHops())) {
        // What a table holds at an instant is what is left when the instant is over.
        changes.removeIf(
            last -> last.route().equals(change.route()) && last.seconds() == change.seconds());
        changes.add(change);
        now.put(change.route(), change.nextHops());
      }
    }

    FibHistory build(SortedMap<String, List<String>> after) {
      return new FibHistory(before, List.copyOf(changes), after);
    }
  }
}
