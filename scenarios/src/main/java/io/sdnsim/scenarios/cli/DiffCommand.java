package io.sdnsim.scenarios.cli;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.report.TextTable;
import io.sdnsim.scenarios.result.DropCount;
import io.sdnsim.scenarios.result.ExpectationResult;
import io.sdnsim.scenarios.result.FlowResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sdnsim diff}. */
@Command(
    name = "diff",
    description = {
      "Compares two runs: the first event in which they differ, then their results.",
      "A run is a quoted scenario with its options, or a file that --events wrote:",
      "  sdnsim diff \"asdk-portal --seed 1\" \"asdk-portal --seed 2 --set hold=30s\""
    })
final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "A", description = "One run.")
  private String first = "";

  @Parameters(index = "1", paramLabel = "B", description = "The other.")
  private String second = "";

  @Override
  public Integer call() throws ScenarioErrors {
    try (EventStream a = EventStream.open(first);
        EventStream b = EventStream.open(second)) {
      boolean sameEvents = compareEvents(a, b);
      boolean sameResults = compareResults(a.result(), b.result());
      spec.commandLine().getOut().flush();
      return sameEvents && sameResults ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private boolean compareEvents(EventStream a, EventStream b) {
    PrintWriter out = spec.commandLine().getOut();
    Moment before = new Moment();
    long number = 0;
    while (true) {
      String lineA = a.next();
      String lineB = b.next();
      if (!Objects.equals(lineA, lineB)) {
        out.print("the first difference is event " + number + "\n");
        printEvent("A", lineA);
        printEvent("B", lineB);
        printStory("A", a, lineA, before);
        printStory("B", b, lineB, before);
        return false;
      }
      if (lineA == null) {
        out.print("all " + number + " events are equal\n");
        return true;
      }
      before.add(lineA);
      number++;
    }
  }

  private void printEvent(String side, @Nullable String line) {
    PrintWriter out = spec.commandLine().getOut();
    if (line == null) {
      out.print("  " + side + "  has ended\n");
      return;
    }
    EventLine event = EventLine.parse(line);
    out.print("  " + side + "  at " + SimTime.format(event.timePs()) + " on " + event.node());
    out.print("\n     " + line + "\n");
  }

  private void printStory(String side, EventStream stream, @Nullable String line, Moment before) {
    if (line == null) {
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    EventLine event = EventLine.parse(line);
    boolean change = event.packetId() < 0;
    EventLine about = change ? before.cause(event) : event;
    if (about == null) {
      out.print("\nno packet caused the change in " + side + ": a timer, or the scenario\n");
      return;
    }
    out.print(
        change
            ? "\nthe story in " + side + " of the packet that came just before the change:\n"
            : "\nthe packet's story in " + side + " so far:\n");
    out.print(stream.story(about.packetId(), about.timePs()));
  }

  /** Two runs have results; a file has events only. */
  private boolean compareResults(@Nullable RunResult a, @Nullable RunResult b) {
    if (a == null || b == null) {
      return true;
    }
    Map<String, String> valuesA = values(a);
    Map<String, String> valuesB = values(b);
    Set<String> names = new LinkedHashSet<>(valuesA.keySet());
    names.addAll(valuesB.keySet());
    TextTable table = new TextTable("result", "A", "B");
    for (String name : names) {
      String valueA = valuesA.getOrDefault(name, "none");
      String valueB = valuesB.getOrDefault(name, "none");
      if (!valueA.equals(valueB)) {
        table.row(List.of(name, valueA, valueB));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        table.isEmpty() ? "all results are equal\n" : "\nresults that differ\n" + table.text(2));
    return table.isEmpty();
  }

  private static Map<String, String> values(RunResult result) {
    Map<String, String> values = new LinkedHashMap<>();
    for (ExpectationResult expectation : result.expectations()) {
      values.put(
          "expectation " + expectation.id(),
          (expectation.passed() ? "PASS: " : "FAIL: ") + expectation.detail());
    }
    for (FlowResult flow : result.flows()) {
      String name = "flow " + flow.id() + " ";
      values.put(name + "sent", Long.toString(flow.sent()));
      values.put(name + "received", Long.toString(flow.received()));
      values.put(name + "lost", Long.toString(flow.lost()));
      values.put(name + "bytes", Long.toString(flow.bytesReceived()));
      values.put(name + "latency", String.valueOf(flow.latency()));
      values.put(name + "jitter", String.valueOf(flow.jitterSeconds()));
      values.put(name + "outage", String.valueOf(flow.outageSeconds()));
      values.put(name + "stall", String.valueOf(flow.stallSeconds()));
      values.put(name + "connections", String.valueOf(flow.connections()));
    }
    for (DropCount drop : result.drops()) {
      values.put("drops " + drop.node() + " " + drop.reason(), Long.toString(drop.packets()));
    }
    values.put("simulated", SimTime.format(result.simulatedPs()));
    values.put("packet hops", Long.toString(result.packetHops()));
    values.put("fingerprint", result.fingerprint());
    return values;
  }
}
