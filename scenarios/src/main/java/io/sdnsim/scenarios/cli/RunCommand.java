package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.cli.Execution.Outcome;
import io.sdnsim.scenarios.cli.Execution.Preparation;
import io.sdnsim.scenarios.live.LiveException;
import io.sdnsim.scenarios.live.LiveRecord;
import io.sdnsim.scenarios.live.RecordReader;
import io.sdnsim.scenarios.live.Replay;
import io.sdnsim.scenarios.metrics.RunMetrics;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.report.JsonReport;
import io.sdnsim.scenarios.report.TextReport;
import io.sdnsim.scenarios.report.TextTable;
import io.sdnsim.scenarios.result.ExpectationResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sdnsim run}. */
@Command(
    name = "run",
    description = {
      "Runs a scenario and says whether its expectations hold.",
      "Prints the story of the first packet of each path expectation, both ways, then the results."
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ScenarioArguments arguments = new ScenarioArguments();

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private @Nullable Seeds seeds;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--junit", paramLabel = "FILE.xml", description = "Write JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--pcap",
      paramLabel = "DIR",
      description = "Write a pcapng file for each node; with --seeds into DIR/seed-N.")
  private @Nullable Path pcap;

  @Option(
      names = "--mrt",
      paramLabel = "DIR",
      description = {
        "Write MRT files for each BGP router: NODE.updates.mrt has the messages that came and the",
        "sessions' changes, NODE.table.mrt the table at the end; with --seeds into DIR/seed-N."
      })
  private @Nullable Path mrt;

  @Option(
      names = "--events",
      paramLabel = "FILE.jsonl",
      description = "Write every step and table change as a line of JSON.")
  private @Nullable Path events;

  @Option(
      names = "--replay",
      paramLabel = "FILE.jsonl",
      description = "Run again what 'sdnsim live --record' wrote, with its seed and parameters.")
  private @Nullable Path replay;

  @Option(names = "--metrics", description = "Print metrics in Prometheus' text form.")
  private boolean metrics;

  /** One seed or many. */
  static final class Seeds {
    @Option(names = "--seed", paramLabel = "N", description = "In place of the scenario's seed.")
    private @Nullable Long seed;

    @Option(
        names = "--seeds",
        paramLabel = "A..B",
        converter = SeedRange.Converter.class,
        description = "Run once for each seed from A to B, side by side.")
    private @Nullable SeedRange range;
  }

  @Override
  public Integer call() throws ScenarioErrors {
    SeedRange range = seeds == null ? null : seeds.range;
    checkOptions(range);
    LiveRecord recorded = replay == null ? null : readRecord(replay);
    Scenario scenario = arguments.read(spec.commandLine().getErr());
    try (RunOutputs outputs = new RunOutputs(junit, events, pcap, mrt)) {
      List<Outcome> outcomes =
          range == null
              ? List.of(runOne(scenario, recorded, outputs))
              : runAll(scenario, range.seeds(), outputs);
      outputs.commit(outcomes);
      print(outcomes, range != null, outputs.metrics());
      boolean passed = outcomes.stream().allMatch(outcome -> outcome.result().passed());
      return passed ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private void checkOptions(@Nullable SeedRange range) {
    if (json && metrics) {
      throw refused("--metrics has no place in the one JSON document that --json prints");
    }
    if (range != null && events != null) {
      throw refused("--events is the log of one run: give one seed");
    }
    if (seeds != null && replay != null) {
      throw refused("--replay has the seed of the recorded run: leave --seed and --seeds away");
    }
    if (junit != null && junit.equals(events)) {
      throw refused("--junit and --events name the same file");
    }
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  /** The record, whose settings hold from now on. */
  private LiveRecord readRecord(Path file) throws ScenarioErrors {
    try {
      LiveRecord recorded = RecordReader.read(file);
      new Replay(recorded).check(arguments.read());
      arguments.adopt(recorded.header().settings());
      return recorded;
    } catch (LiveException e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    }
  }

  private Outcome runOne(Scenario scenario, @Nullable LiveRecord recorded, RunOutputs outputs) {
    Long given = seeds == null ? null : seeds.seed;
    long seed =
        recorded != null ? recorded.header().seed() : given == null ? scenario.seed() : given;
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.isPresent());
    RunMetrics measures = metrics ? outputs.measure(scenario, seed) : null;
    try {
      RunOptions options = RunOptions.of(seed).withSinks(outputs.sinks(measures));
      Preparation captures = outputs.captures(scenario.captures(), Path.of(""));
      if (recorded == null) {
        return new Execution(scenario, options, captures, command(seed)).finish(progress);
      }
      return again(scenario, new Replay(recorded), options, captures, progress);
    } finally {
      progress.done();
    }
  }

  private Outcome again(
      Scenario scenario,
      Replay recorded,
      RunOptions options,
      Preparation captures,
      Progress progress) {
    Outcome outcome =
        new Execution(
                scenario,
                recorded.options(options),
                run -> {
                  captures.prepare(run);
                  recorded.prepare(run);
                },
                command(recorded.seed()))
            .finish(progress);
    String difference = recorded.difference(outcome.result().fingerprint());
    if (!difference.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("sdnsim: " + difference);
      err.flush();
    }
    return outcome;
  }

  /** The files that the scenario's own captures name have no place for many runs. */
  private List<Outcome> runAll(Scenario scenario, List<Long> all, RunOutputs outputs) {
    if (!scenario.captures().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("sdnsim: with --seeds the scenario's own captures are not written");
      err.flush();
    }
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.isPresent());
    try {
      return Replicas.run(
          all,
          seed -> {
            RunMetrics measures = metrics ? outputs.measure(scenario, seed) : null;
            return new Execution(
                    scenario,
                    seed,
                    outputs.sinks(measures),
                    outputs.captures(List.of(), Path.of("seed-" + seed)),
                    arguments.command("run", seed))
                .finish(new Progress(spec.commandLine().getErr(), false));
          },
          progress);
    } finally {
      progress.done();
    }
  }

  private void print(List<Outcome> outcomes, boolean many, List<RunMetrics> measures) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonReport report = new JsonReport();
      out.print(
          many
              ? report.runs(RunOutputs.results(outcomes), RunOutputs.wallSeconds(outcomes))
              : report.run(outcomes.get(0).result(), outcomes.get(0).wallSeconds()));
    } else if (many) {
      out.print(textOfMany(outcomes));
    } else {
      out.print(text(outcomes.get(0)));
    }
    for (int i = 0; i < measures.size(); i++) {
      out.print("\n");
      out.print(measures.get(i).text(outcomes.get(i).result(), outcomes.get(i).wallSeconds()));
    }
    out.flush();
  }

  private String text(Outcome outcome) {
    return new TextReport(Terminal.style())
        .text(outcome.result(), outcome.wallSeconds(), command(outcome.result().seed()));
  }

  private String command(long seed) {
    return replay == null
        ? arguments.command("run", seed)
        : arguments.command("run", " --replay " + ScenarioArguments.quoted(replay.toString()));
  }

  private String textOfMany(List<Outcome> outcomes) {
    StringBuilder text = new StringBuilder();
    TextTable table = new TextTable("seed", "result", "failed", "fingerprint", "wall");
    for (Outcome outcome : outcomes) {
      RunResult result = outcome.result();
      String failed =
          result.expectations().stream()
              .filter(expectation -> !expectation.passed())
              .map(ExpectationResult::id)
              .collect(Collectors.joining(", "));
      table.row(
          List.of(
              Long.toString(result.seed()),
              result.passed() ? "PASS" : "FAIL",
              failed.isEmpty() ? "-" : failed,
              result.fingerprint(),
              String.format(Locale.ROOT, "%.3f s", outcome.wallSeconds())));
      if (!result.passed()) {
        text.append(Terminal.style().heading("Seed " + result.seed())).append("\n\n");
        text.append(text(outcome)).append('\n');
      }
    }
    text.append(Terminal.style().heading("Runs")).append('\n').append(table.text(2)).append('\n');
    long failed = outcomes.stream().filter(outcome -> !outcome.result().passed()).count();
    return text.append(
            failed == 0
                ? Terminal.style().good("PASSED") + ": all " + outcomes.size() + " runs\n"
                : Terminal.style().bad("FAILED")
                    + ": "
                    + failed
                    + " of "
                    + outcomes.size()
                    + " runs\n")
        .toString();
  }
}
