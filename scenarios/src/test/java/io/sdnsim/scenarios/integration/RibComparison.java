package io.sdnsim.scenarios.integration;

import io.sdnsim.scenarios.report.TextTable;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** The paths in use at our routers, held against those at real ones. */
final class RibComparison {
  private final TextTable differences = new TextTable("router", "prefix", "ours", "real");
  private int paths;

  /**
   * @param ours by router, the same ones as in {@code real}
   */
  RibComparison(
      SortedMap<String, SortedSet<RibRoute>> ours, SortedMap<String, SortedSet<RibRoute>> real) {
    for (String router : real.keySet()) {
      SortedSet<RibRoute> all = new TreeSet<>(ours.get(router));
      all.addAll(real.get(router));
      paths += all.size();
      for (RibRoute route : all) {
        boolean isOurs = ours.get(router).contains(route);
        boolean isReal = real.get(router).contains(route);
        if (isOurs != isReal) {
          String attributes = route.attributes();
          differences.row(
              List.of(
                  router, route.prefix(), isOurs ? attributes : "-", isReal ? attributes : "-"));
        }
      }
    }
  }

  boolean isEqual() {
    return differences.isEmpty();
  }

  /** How many different paths there are. */
  int paths() {
    return paths;
  }

  /** The paths that only one side has. */
  String table() {
    return differences.text(2);
  }
}
