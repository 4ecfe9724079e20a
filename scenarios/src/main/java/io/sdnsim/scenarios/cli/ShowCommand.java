package io.sdnsim.scenarios.cli;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.observe.TableLog;
import io.sdnsim.scenarios.report.JsonReport;
import io.sdnsim.scenarios.report.TextTable;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import io.sdnsim.scenarios.yaml.Spelling;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sdnsim show}. */
@Command(
    name = "show",
    description = "Prints a table of a node as it stood at a time.",
    footer = {
      "",
      "Tables: routes, fib, arp, connections; nat of routers and hosts; where BGP runs, bgp (all",
      "paths, with the reason why one lost), bgp-best, bgp-summary, bgp-received (before policy),",
      "bgp-advertised, sessions and update-errors; vips and flows of Muxes; ports, flows, probes,",
      "leases, vfp (layers and their counters) and meters of virtual hosts; channels and replica of",
      "controllers; mac of switches."
    })
final class ShowCommand implements Callable<Integer> {
  /** How the keys of times end in rows. */
  private static final String PICOSECONDS = "Ps";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ScenarioArguments arguments = new ScenarioArguments();

  @Parameters(index = "1", paramLabel = "NODE", description = "A node or virtual machine.")
  private String node = "";

  @Parameters(index = "2", paramLabel = "TABLE", description = "See below.")
  private String table = "";

  @Option(
      names = "--at",
      paramLabel = "T",
      description = "Simulated time, such as 5s or 250ms; default: the end of the run.")
  private @Nullable String at;

  @Option(names = "--seed", paramLabel = "N", description = "In place of the scenario's seed.")
  private @Nullable Long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws ScenarioErrors {
    Scenario scenario = arguments.read();
    checkNames(scenario);
    long timePs = timePs(scenario);
    boolean live = SpeakerTables.NAMES.contains(table);
    String traced = live ? "bgp" : table;
    TableLog log = new TableLog((node, table) -> node.equals(this.node) && table.equals(traced));
    long used = seed == null ? scenario.seed() : seed;
    String again = arguments.command("show", used) + " " + node + " " + table;
    Execution execution =
        new Execution(scenario, used, List.of(log), Execution.Preparation.NONE, again);
    execution.runUntil(timePs);
    SortedMap<String, Map<String, Object>> rows = log.tableAt(node, traced, timePs);
    if (table.equals("sessions")) {
      rows = LiveSessions.refresh(rows, execution.world().speaker(node));
    }
    List<Map<String, Object>> printed = List.copyOf(rows.values());
    if (SwitchCounters.NAMES.contains(table)) {
      printed = SwitchCounters.rows(table, execution.world().virtualSwitch(node));
    }
    if (live) {
      printed = SpeakerTables.rows(table, printed, execution.world().speaker(node));
    }
    print(printed, timePs);
    return ExitCode.OK;
  }

  private void checkNames(Scenario scenario) {
    Map<String, List<String>> tables = NodeTables.of(scenario);
    List<String> ofNode = tables.get(node);
    if (ofNode == null) {
      throw new BadInput(
          "there is no node '" + node + "'" + hint(node, tables.keySet(), "the scenario has "));
    }
    if (!ofNode.contains(table)) {
      throw new BadInput(node + " has no table '" + table + "'" + hint(table, ofNode, "it has "));
    }
  }

  private static String hint(String word, Collection<String> known, String lead) {
    String suggestion = Spelling.closest(word, known);
    return (suggestion == null ? "" : ": did you mean " + suggestion + "?")
        + "; "
        + lead
        + String.join(", ", known);
  }

  private long timePs(Scenario scenario) {
    String given = at;
    if (given == null) {
      return scenario.durationPs();
    }
    long timePs;
    try {
      timePs = SimTime.parse(given);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--at: " + e.getMessage(), e);
    }
    if (timePs > scenario.durationPs()) {
      throw new BadInput(
          "--at "
              + given
              + " is after the end of "
              + scenario.name()
              + ", which runs for "
              + SimTime.format(scenario.durationPs()));
    }
    return timePs;
  }

  private void print(List<Map<String, Object>> rows, long timePs) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(new JsonReport().rows(rows));
    } else if (rows.isEmpty()) {
      out.print(table + " of " + node + " at " + SimTime.format(timePs) + ": empty\n");
    } else {
      out.print(text(rows));
    }
    out.flush();
  }

  private static String text(List<Map<String, Object>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    TextTable text = new TextTable(columns.stream().map(ShowCommand::title).toArray(String[]::new));
    for (Map<String, Object> row : rows) {
      List<String> cells = new ArrayList<>();
      columns.forEach(column -> cells.add(cell(column, row.get(column))));
      text.row(cells);
    }
    return text.text(0);
  }

  /** People read simulated times in seconds; programs get them exactly. */
  private static String title(String column) {
    return isTime(column) ? column.substring(0, column.length() - PICOSECONDS.length()) : column;
  }

  private static boolean isTime(String column) {
    return column.endsWith(PICOSECONDS);
  }

  private static String cell(String column, @Nullable Object value) {
    return isTime(column) && value instanceof Long timePs
        ? SimTime.formatSeconds(timePs)
        : cell(value);
  }

  private static String cell(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "yes" : "no";
    }
    if (value instanceof List<?> list) {
      return list.isEmpty()
          ? "-"
          : list.stream().map(ShowCommand::cell).collect(Collectors.joining(", "));
    }
    if (value instanceof Map<?, ?> map) {
      return map.values().stream()
          .map(ShowCommand::cell)
          .filter(part -> !part.equals("-"))
          .collect(Collectors.joining(" "));
    }
    String text = value == null ? "" : value.toString();
    return text.isEmpty() ? "-" : text;
  }
}
