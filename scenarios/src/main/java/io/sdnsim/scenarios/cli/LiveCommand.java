package io.sdnsim.scenarios.cli;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.cli.Execution.Outcome;
import io.sdnsim.scenarios.live.Addresses;
import io.sdnsim.scenarios.live.LiveException;
import io.sdnsim.scenarios.live.LivePeer;
import io.sdnsim.scenarios.live.LivePeers;
import io.sdnsim.scenarios.live.LiveRun;
import io.sdnsim.scenarios.live.LiveVtep;
import io.sdnsim.scenarios.live.LiveVteps;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.report.TextReport;
import io.sdnsim.scenarios.report.TextTable;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sdnsim live}. */
@Command(
    name = "live",
    description = {
      "Runs a scenario in real time, with real routers in place of some BGP neighbors, and real"
          + " machines in place of the VMs of some virtual hosts.",
      "Prints what becomes of the sessions with them. Ctrl-C ends the run in order: the sessions"
          + " are closed with Cease, Administrative Shutdown, and what was recorded is whole."
    })
final class LiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ScenarioArguments arguments = new ScenarioArguments();

  @Option(
      names = "--peer",
      paramLabel = "NODE/NEIGHBOR=ADDR[:PORT][,source=ADDR]",
      description = {
        "NODE's neighbor NEIGHBOR is the real router that listens at ADDR:PORT (default port 179);"
            + " source is this machine's address that it knows NODE by.",
        "May be given several times."
      })
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--listen",
      paramLabel = "ADDR:PORT",
      description = "Take connections that the real routers open, too.")
  private @Nullable String listen;

  @Option(
      names = "--vtep",
      paramLabel = "HOST=ADDR[:PORT]",
      description = {
        "The VMs of the virtual host HOST live behind the real VXLAN tunnel end point at ADDR:PORT"
            + " (default port 4789).",
        "May be given several times."
      })
  private List<String> vteps = new ArrayList<>();

  @Option(
      names = "--vtep-listen",
      paramLabel = "ADDR:PORT",
      defaultValue = "0.0.0.0:4789",
      description = "Where those send their datagrams to (default: ${DEFAULT-VALUE}).")
  private String vtepListen = "";

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "End after this time, such as 10min; default: the scenario's duration.")
  private @Nullable String duration;

  @Option(names = "--seed", paramLabel = "N", description = "In place of the scenario's seed.")
  private @Nullable Long seed;

  @Option(
      names = "--record",
      paramLabel = "FILE.jsonl",
      description = "Write down what comes in and when: 'sdnsim run --replay' runs it again.")
  private @Nullable Path record;

  @Override
  public Integer call() throws ScenarioErrors {
    Scenario scenario = arguments.read(spec.commandLine().getErr());
    try {
      return run(scenario);
    } catch (LiveException e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    }
  }

  private int run(Scenario scenario) {
    PrintWriter out = spec.commandLine().getOut();
    String at = listen;
    InetSocketAddress where = at == null ? null : Addresses.socket(at, -1);
    if (peers.isEmpty() && vteps.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "nothing real to run with: give --peer or --vtep");
    }
    List<LivePeer> found = LivePeers.of(scenario, peers, where != null);
    List<LiveVtep> tunnels = LiveVteps.of(scenario, vteps);
    long endPs = endPs(scenario);
    long runSeed = seed == null ? scenario.seed() : seed;
    try (LiveRun live = new LiveRun(found, tunnels, line -> print(out, line));
        Interruption interruption = new Interruption(live::stop)) {
      print(out, opening(scenario, endPs));
      if (where != null) {
        print(out, "Listening at " + Addresses.text(live.listen(where)) + ".");
      }
      if (!tunnels.isEmpty()) {
        InetSocketAddress bound = live.listenForTunnels(Addresses.socket(vtepListen, -1));
        print(out, "Taking VXLAN at " + Addresses.text(bound) + ".");
      }
      Path file = record;
      if (file != null) {
        live.recordTo(file, scenario, runSeed);
      }
      Execution execution =
          new Execution(
              scenario,
              live.options().apply(RunOptions.of(runSeed).withEnd(endPs)),
              Execution.Preparation.NONE,
              arguments.command("run", runSeed));
      Outcome outcome = execution.finish(live::run);
      print(out, "\n" + closing(scenario, outcome, live, runSeed));
      int code = outcome.result().passed() ? ExitCode.OK : ExitCode.FAILED;
      interruption.exitWith(code);
      return code;
    }
  }

  private long endPs(Scenario scenario) {
    String text = duration;
    if (text == null) {
      return scenario.durationPs();
    }
    try {
      long endPs = SimTime.parse(text);
      if (endPs > 0) {
        return endPs;
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput("--for " + e.getMessage(), e);
    }
    throw new BadInput("--for " + text + ": must be longer than that");
  }

  private static void print(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  private static String opening(Scenario scenario, long endPs) {
    return scenario.name()
        + " in real time, for "
        + SimTime.format(endPs)
        + "; Ctrl-C ends it sooner.";
  }

  private String closing(Scenario scenario, Outcome outcome, LiveRun live, long runSeed) {
    String again = arguments.command("run", runSeed);
    Path file = record;
    if (file != null) {
      again = arguments.command("run", " --replay " + ScenarioArguments.quoted(file.toString()));
    }
    String unjudged =
        outcome.result().simulatedPs() < scenario.durationPs() && !scenario.expectations().isEmpty()
            ? "The run ended before the scenario's duration, "
                + SimTime.format(scenario.durationPs())
                + ", was over: its expectations were not judged.\n"
            : "";
    return sessions(live)
        + machines(live)
        + new TextReport(Terminal.style()).text(outcome.result(), outcome.wallSeconds(), again)
        + unjudged;
  }

  private static String sessions(LiveRun live) {
    TextTable table =
        new TextTable("session", "real router", "state", "since", "received", "announced");
    for (LiveRun.Summary each : live.summaries()) {
      table.row(
          List.of(
              each.peer().peer().toString(),
              Addresses.text(each.peer().address()),
              each.state(),
              SimTime.formatSeconds(each.sincePs()),
              Integer.toString(each.received()),
              Integer.toString(each.announced())));
    }
    return live.summaries().isEmpty() ? "" : section("Sessions with real routers", table);
  }

  private static String machines(LiveRun live) {
    TextTable table = new TextTable("vm", "of", "behind", "frames sent", "frames received");
    for (LiveRun.VmSummary each : live.vmSummaries()) {
      table.row(
          List.of(
              each.vm(),
              each.vtep().host(),
              Addresses.text(each.vtep().address()),
              Long.toString(each.sent()),
              Long.toString(each.received())));
    }
    return live.vmSummaries().isEmpty() ? "" : section("VMs on real machines", table);
  }

  private static String section(String heading, TextTable table) {
    return Terminal.style().heading(heading) + "\n" + table.text(2) + "\n";
  }
}
