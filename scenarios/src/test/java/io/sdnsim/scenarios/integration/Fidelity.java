package io.sdnsim.scenarios.integration;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.BgpConfig.BgpNeighbor;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Compares one experiment in our simulator with the same on real routers.
 *
 * <ul>
 *   <li>Every change that all real runs show is in ours, and every one of ours in a real run.
 *   <li>A change that no real run has before {@code hold - keepalive} waits for a hold timer: ours
 *       falls in ({@code hold - keepalive}, {@code hold} + 150 ms]. Any other lies no more than 150
 *       ms before the first and behind the last real one.
 *   <li>What a table comes to before the repair is what it comes to in a real run.
 *   <li>Where one change comes before another in every real run, it does in ours.
 *   <li>After the repair every table is what it is in reality.
 * </ul>
 *
 * <p>The clock of a busy machine does not say which of two changes of different tables or prefixes
 * was first when they are less than 10 ms apart.
 */
final class Fidelity {
  static final double TOLERANCE_SECONDS = 0.150;
  private static final double RESOLUTION_SECONDS = 0.010;

  /** The n-th time that a table gets these next hops for a prefix. */
  private record Change(String route, String what, int occurrence) implements Comparable<Change> {
    @Override
    public int compareTo(Change other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return route + " -> " + what + (occurrence == 1 ? "" : " (" + occurrence + ")");
    }
  }

  private final double keepaliveSeconds;
  private final double holdSeconds;
  private final List<String> differences = new ArrayList<>();
  private final TextTable table =
      new TextTable("change", "ours", "real", "from", "to", "difference");

  private Fidelity(double keepaliveSeconds, double holdSeconds) {
    this.keepaliveSeconds = keepaliveSeconds;
    this.holdSeconds = holdSeconds;
  }

  /** With the timers of a scenario's first neighbor: all sessions of the fabric have the same. */
  static Fidelity of(Scenario scenario) {
    BgpNeighbor timers =
        scenario.topology().nodes().stream()
            .filter(node -> node instanceof RouterConfig)
            .map(node -> ((RouterConfig) node).bgp().neighbors().get(0))
            .findFirst()
            .orElseThrow();
    return new Fidelity(
        SimTime.toSeconds(timers.keepalivePs()), SimTime.toSeconds(timers.holdPs()));
  }

  /** What differs; empty when nothing does. */
  List<String> differences() {
    return differences;
  }

  /** Every change, ours and theirs. */
  String table() {
    return table.text(2);
  }

  void compare(FibHistory ours, List<FibHistory> reals) {
    SortedMap<Change, Double> our = byChange(ours);
    List<SortedMap<Change, Double>> real = reals.stream().map(Fidelity::byChange).toList();
    SortedSet<Change> all = new TreeSet<>(our.keySet());
    real.forEach(run -> all.addAll(run.keySet()));
    List<Change> sorted = new ArrayList<>(all);
    sorted.sort((a, b) -> Double.compare(first(a, real, our), first(b, real, our)));
    for (Change change : sorted) {
      compare(change, our.get(change), real);
    }
    orders(our, real);
    outcome(ours, reals);
    for (FibHistory run : reals) {
      finalState(ours.after(), run.after());
    }
  }

  /** What each table has when nothing changes any more, and the fault still lasts. */
  private void outcome(FibHistory ours, List<FibHistory> reals) {
    SortedSet<String> routes = new TreeSet<>();
    Stream.concat(Stream.of(ours), reals.stream())
        .flatMap(run -> run.changes().stream())
        .forEach(change -> routes.add(change.route()));
    for (String route : routes) {
      String our = ours.last(route);
      SortedSet<String> real = new TreeSet<>();
      reals.forEach(run -> real.add(run.last(route)));
      if (!real.contains(our)) {
        note(route, "comes to " + our + ", in reality to " + real);
      }
    }
  }

  private static SortedMap<Change, Double> byChange(FibHistory history) {
    SortedMap<Change, Double> changes = new TreeMap<>();
    for (FibChange change : history.changes()) {
      int occurrence = 1;
      while (changes.containsKey(new Change(change.route(), change.what(), occurrence))) {
        occurrence++;
      }
      changes.put(new Change(change.route(), change.what(), occurrence), change.seconds());
    }
    return changes;
  }

  private static double first(
      Change change, List<SortedMap<Change, Double>> real, Map<Change, Double> our) {
    OptionalDouble first = times(change, real).min();
    return first.isPresent() ? first.getAsDouble() : our.get(change);
  }

  private static DoubleStream times(Change change, List<SortedMap<Change, Double>> runs) {
    return runs.stream().filter(run -> run.containsKey(change)).mapToDouble(run -> run.get(change));
  }

  private void compare(Change change, Double our, List<SortedMap<Change, Double>> real) {
    long seen = times(change, real).count();
    String difference = "";
    if (seen == 0) {
      difference = "no real router does this";
    } else if (our == null) {
      difference = seen == real.size() ? "ours does not do this" : "";
    } else {
      difference = time(our, first(change, real, Map.of()), last(change, real));
    }
    note(change.toString(), difference);
    table.row(
        List.of(
            change.toString(),
            our == null ? "-" : seconds(our),
            seen + " of " + real.size(),
            seen == 0 ? "-" : seconds(first(change, real, Map.of())),
            seen == 0 ? "-" : seconds(last(change, real)),
            difference));
  }

  private static double last(Change change, List<SortedMap<Change, Double>> real) {
    return times(change, real).max().orElseThrow();
  }

  private boolean isSilent(double firstSeconds) {
    return firstSeconds > holdSeconds - keepaliveSeconds - TOLERANCE_SECONDS;
  }

  private String time(double our, double first, double last) {
    double from = first - TOLERANCE_SECONDS;
    double to = last + TOLERANCE_SECONDS;
    if (isSilent(first)) {
      from = holdSeconds - keepaliveSeconds;
      to = holdSeconds + TOLERANCE_SECONDS;
    }
    if (our >= from && our <= to) {
      return "";
    }
    return "not in " + seconds(from) + " to " + seconds(to);
  }

  private void orders(Map<Change, Double> our, List<SortedMap<Change, Double>> real) {
    for (Change a : our.keySet()) {
      for (Change b : our.keySet()) {
        boolean alwaysBefore =
            real.stream()
                .allMatch(
                    run ->
                        run.containsKey(a)
                            && run.containsKey(b)
                            && run.get(a) < run.get(b) - resolution(a, b));
        if (alwaysBefore && our.get(a) >= our.get(b)) {
          note(
              a + " and " + b,
              "always in this order, but ours "
                  + seconds(our.get(a))
                  + " and "
                  + seconds(our.get(b)));
        }
      }
    }
  }

  private static double resolution(Change a, Change b) {
    return a.route().equals(b.route()) ? 0 : RESOLUTION_SECONDS;
  }

  private void finalState(
      SortedMap<String, List<String>> ours, SortedMap<String, List<String>> real) {
    SortedSet<String> routes = new TreeSet<>(ours.keySet());
    routes.addAll(real.keySet());
    for (String route : routes) {
      if (!List.copyOf(ours.getOrDefault(route, List.of()))
          .equals(real.getOrDefault(route, List.of()))) {
        note(route, "after the repair: ours " + ours.get(route) + ", real " + real.get(route));
      }
    }
  }

  private void note(String where, String difference) {
    if (!difference.isEmpty()) {
      differences.add(where + ": " + difference);
    }
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}
