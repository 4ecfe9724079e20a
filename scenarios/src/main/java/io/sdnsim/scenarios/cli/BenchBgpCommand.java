package io.sdnsim.scenarios.cli;

import io.sdnsim.bgp.bench.BgpBenchResult;
import io.sdnsim.bgp.bench.BgpBenchResult.Check;
import io.sdnsim.bgp.bench.BgpBenchResult.Phase;
import io.sdnsim.bgp.bench.ClosBench;
import io.sdnsim.bgp.bench.FullTableBench;
import io.sdnsim.bgp.bench.HostRoutesBench;
import io.sdnsim.scenarios.report.JsonReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sdnsim bench bgp}: each benchmark is a subcommand. */
@Command(
    name = "bgp",
    description = "Routers with many routes, in virtual time, and whether the routes are right.",
    subcommands = {
      BenchBgpCommand.Table.class,
      BenchBgpCommand.HostRoutes.class,
      BenchBgpCommand.Clos.class
    })
final class BenchBgpCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "bench bgp what? There are: table, host-routes, clos");
  }

  /** What the benchmarks have in common: how results are printed. */
  abstract static class Bench implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    abstract BgpBenchResult measure();

    final int atLeast(String option, int minimum, int value) {
      return OptionRange.atLeast(spec, option, minimum, value);
    }

    @Override
    public final Integer call() {
      BgpBenchResult result = measure();
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? new JsonReport().object(fields(result)) : text(result));
      out.flush();
      return result.isRight() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** {@code sdnsim bench bgp table}. */
  @Command(
      name = "table",
      description = {
        "One router takes a full table from each of several peers, one after the other.",
        "Distinct /24s and attributes from a seeded generator."
      })
  static final class Table extends Bench {
    @Option(
        names = "--prefixes",
        paramLabel = "N",
        defaultValue = "1000000",
        description = "Prefixes of each peer; default: 1000000.")
    private int prefixes;

    @Option(
        names = "--attribute-sets",
        paramLabel = "N",
        defaultValue = "150000",
        description = "Sets of attributes of each peer; default: 150000.")
    private int groups;

    @Option(names = "--peers", paramLabel = "N", defaultValue = "2", description = "Default: 2.")
    private int peers;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: 1.")
    private long seed;

    @Override
    BgpBenchResult measure() {
      atLeast("--attribute-sets", 1, groups);
      atLeast("--prefixes", groups, prefixes);
      return FullTableBench.run(seed, prefixes, groups, atLeast("--peers", 2, peers));
    }
  }

  /** {@code sdnsim bench bgp host-routes}. */
  @Command(
      name = "host-routes",
      description = {
        "Two Muxes announce the same host routes to two TORs, which tell two borders,",
        "and take them back. Converged: no route table changes any more."
      })
  static final class HostRoutes extends Bench {
    @Option(
        names = "--prefixes",
        paramLabel = "N",
        defaultValue = "50000",
        description = "Prefixes of each Mux; default: 50000.")
    private int prefixes;

    @Override
    BgpBenchResult measure() {
      return HostRoutesBench.run(atLeast("--prefixes", 1, prefixes));
    }
  }

  /** {@code sdnsim bench bgp clos}. */
  @Command(
      name = "clos",
      description = {
        "A Clos of five stages converges: 20 cores, and pods of 4 spines and 20 leaves.",
        "Then a spine loses power."
      })
  static final class Clos extends Bench {
    @Option(
        names = "--pods",
        paramLabel = "N",
        defaultValue = "20",
        description = "Default: 20, which make 500 routers.")
    private int pods;

    @Option(
        names = "--prefixes",
        paramLabel = "N",
        defaultValue = "2000",
        description = "Prefixes of all leaves together; default: 2000.")
    private int prefixes;

    @Override
    BgpBenchResult measure() {
      return ClosBench.run(atLeast("--pods", 2, pods), atLeast("--prefixes", 1, prefixes));
    }
  }

  private static Map<String, Object> fields(BgpBenchResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bench", "bgp " + result.bench());
    fields.put("wallSeconds", result.wallSeconds());
    fields.put("cpuSeconds", result.cpuSeconds());
    fields.put("events", result.events());
    fields.put("peakHeapBytes", result.peakHeapBytes());
    fields.put("firstPathBytes", result.firstPathBytes());
    fields.put("furtherPathBytes", result.furtherPathBytes());
    List<Map<String, Object>> phases = new ArrayList<>();
    for (Phase phase : result.phases()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("phase", phase.name());
      row.put("wallSeconds", phase.wallSeconds());
      row.put("cpuSeconds", phase.cpuSeconds());
      row.put("convergedSeconds", phase.convergedSeconds());
      phases.add(row);
    }
    fields.put("phases", phases);
    List<Map<String, Object>> checks = new ArrayList<>();
    for (Check check : result.checks()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("what", check.what());
      row.put("expected", check.expected());
      row.put("found", check.found());
      checks.add(row);
    }
    fields.put("checks", checks);
    return fields;
  }

  private static String text(BgpBenchResult result) {
    StringBuilder text = new StringBuilder("bgp " + result.bench() + "\n");
    for (Phase phase : result.phases()) {
      line(
          text,
          "  %-12s %.2f s wall, %.2f s CPU; last route change after %.3f simulated s",
          phase.name(),
          phase.wallSeconds(),
          phase.cpuSeconds(),
          phase.convergedSeconds());
    }
    line(
        text,
        "  %-12s %.2f s wall, %.2f s CPU, %d events, %.1f MB peak heap",
        "together",
        result.wallSeconds(),
        result.cpuSeconds(),
        result.events(),
        result.peakHeapBytes() / 1e6);
    if (result.furtherPathBytes() > 0) {
      line(
          text,
          "  heap         %d bytes for a prefix with one path, %d for each further path",
          result.firstPathBytes(),
          result.furtherPathBytes());
    }
    for (Check check : result.checks()) {
      line(
          text,
          "  %-5s %s: %d%s",
          check.holds() ? "right" : "WRONG",
          check.what(),
          check.found(),
          check.holds() ? "" : ", expected " + check.expected());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
