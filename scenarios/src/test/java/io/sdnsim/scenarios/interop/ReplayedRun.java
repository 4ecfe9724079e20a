package io.sdnsim.scenarios.interop;

import io.sdnsim.core.trace.TableChange;
import io.sdnsim.scenarios.live.LiveRecord;
import io.sdnsim.scenarios.live.RecordReader;
import io.sdnsim.scenarios.live.Replay;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.observe.TableLog;
import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a live run's record makes of the router's tables: to the picosecond, and after the fact. */
final class ReplayedRun {
  private static final String ROUTER = "ours";

  private final long endPs;
  private final TableLog tables = new TableLog((node, table) -> node.equals(ROUTER));

  ReplayedRun(Path scenarioFile, Path recordFile) throws ScenarioErrors {
    Scenario scenario = ScenarioReader.read(scenarioFile.toString(), Map.of());
    LiveRecord record = RecordReader.read(recordFile);
    Replay replay = new Replay(record);
    replay.check(scenario);
    ScenarioRun run =
        new ScenarioRun(
            scenario, replay.options(RunOptions.of(replay.seed()).withSinks(List.of(tables))));
    replay.prepare(run);
    run.finish();
    endPs = record.endPs();
  }

  long endPs() {
    return endPs;
  }

  /** When the session came up, went down, came up again, and so on. */
  List<Long> sessionTurns() {
    List<Long> turns = new ArrayList<>();
    boolean up = false;
    for (TableChange change : tables.changes(ROUTER, "sessions")) {
      Map<String, Object> row = change.row();
      if (up != (row != null && "Established".equals(row.get("state")))) {
        up = !up;
        turns.add(change.timePs());
      }
    }
    return turns;
  }

  /** How many of the peer's paths are stale at a time. */
  long stalePaths(long timePs) {
    return tables.tableAt(ROUTER, "sessions", timePs).values().stream()
        .mapToLong(row -> (Long) row.get("stalePrefixes"))
        .sum();
  }

  /** The prefixes that packets are forwarded to by BGP at a time. */
  SortedSet<String> forwarded(long timePs) {
    SortedSet<String> prefixes = new TreeSet<>();
    SortedMap<String, Map<String, Object>> fib = tables.tableAt(ROUTER, "fib", timePs);
    fib.forEach(
        (prefix, row) -> {
          if ("bgp".equals(row.get("protocol"))) {
            prefixes.add(prefix);
          }
        });
    return prefixes;
  }

  /** The prefixes whose forwarding changed from one time to another, both included. */
  SortedSet<String> changed(long fromPs, long toPs) {
    SortedSet<String> prefixes = new TreeSet<>();
    for (TableChange change : tables.changes(ROUTER, "fib")) {
      if (change.timePs() >= fromPs && change.timePs() <= toPs) {
        prefixes.add(change.key());
      }
    }
    return prefixes;
  }

  /** The malformed UPDATEs of the whole run: action and attribute, in order. */
  List<String> updateErrors() {
    return tables.tableAt(ROUTER, "update-errors", Long.MAX_VALUE).values().stream()
        .map(row -> row.get("action") + " " + row.get("attribute"))
        .sorted()
        .toList();
  }
}
