package io.sdnsim.scenarios.integration;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.observe.TableLog;
import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A scenario in our simulator. */
final class SimulatedRun {
  private final Scenario scenario;
  private final List<String> routers;
  private final TableLog tables =
      new TableLog((node, table) -> table.equals("fib") || table.equals("bgp"));

  private SimulatedRun(Scenario scenario, List<String> routers) {
    this.scenario = scenario;
    this.routers = List.copyOf(routers);
    new ScenarioRun(scenario, RunOptions.of(scenario.seed()).withSinks(List.of(tables))).finish();
  }

  /** Runs a scenario, built-in or from a file. */
  static SimulatedRun of(String name) throws ScenarioErrors {
    Scenario scenario = ScenarioReader.read(name, Map.of());
    List<String> routers =
        scenario.topology().nodes().stream()
            .filter(node -> node instanceof RouterConfig)
            .map(node -> node.name())
            .toList();
    return new SimulatedRun(scenario, routers);
  }

  /** The paths in use at the end, by router. */
  SortedMap<String, SortedSet<RibRoute>> ribs() {
    return ribs(scenario.durationPs());
  }

  /** The paths in use at a time, by router. */
  SortedMap<String, SortedSet<RibRoute>> ribs(long timePs) {
    SortedMap<String, SortedSet<RibRoute>> ribs = new TreeMap<>();
    for (String router : routers) {
      SortedSet<RibRoute> rib = new TreeSet<>();
      tables.tableAt(router, "bgp", timePs).values().stream()
          .filter(row -> row.get("best").equals(true) || row.get("multipath").equals(true))
          .forEach(row -> rib.add(RibRoute.ofOurs(row)));
      ribs.put(router, rib);
    }
    return ribs;
  }

  SortedMap<String, List<String>> fibsAtTheEnd() {
    return fibs(scenario.durationPs());
  }

  FibHistory history() {
    long fault = scenario.events().get(0).timePs();
    long repair = scenario.events().stream().mapToLong(ScenarioEvent::timePs).max().orElseThrow();
    FibHistory.Builder history = new FibHistory.Builder(fibs(fault - 1));
    List<FibChange> changes = new ArrayList<>();
    for (String router : routers) {
      for (TableChange change : tables.changes(router, "fib")) {
        if (change.timePs() >= fault && change.timePs() < repair) {
          Map<String, Object> row = change.row();
          boolean byBgp = row != null && "bgp".equals(row.get("protocol"));
          List<String> nextHops = byBgp ? nextHops(row) : List.of();
          double seconds = SimTime.toSeconds(change.timePs() - fault);
          changes.add(new FibChange(router, change.key(), nextHops, seconds));
        }
      }
    }
    changes.sort(Comparator.comparingDouble(FibChange::seconds));
    changes.forEach(history::add);
    return history.build(fibsAtTheEnd());
  }

  private SortedMap<String, List<String>> fibs(long timePs) {
    SortedMap<String, List<String>> fibs = new TreeMap<>();
    for (String router : routers) {
      tables
          .tableAt(router, "fib", timePs)
          .forEach(
              (prefix, row) -> {
                if (row.get("protocol").equals("bgp")) {
                  fibs.put(router + " " + prefix, nextHops(row));
                }
              });
    }
    return fibs;
  }

  private static List<String> nextHops(Map<String, Object> row) {
    return ((List<?>) row.get("nextHops"))
        .stream().map(hop -> ((Map<?, ?>) hop).get("address").toString()).sorted().toList();
  }
}
