package io.sdnsim.scenarios.cli;

import io.sdnsim.core.bench.LineBench;
import io.sdnsim.core.bench.LineBenchConfig;
import io.sdnsim.core.bench.LineBenchResult;
import io.sdnsim.scenarios.report.JsonReport;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sdnsim bench line}. */
@Command(
    name = "line",
    description = {
      "Sends constant-rate UDP flows over a line: host - 6 routers - host.",
      "10 Gbit/s 1 us edge links, 100 Gbit/s 5 us core links, frames of 542 bytes."
    })
final class BenchLineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--flows", paramLabel = "N", defaultValue = "16", description = "Default: 16.")
  private int flows;

  @Option(
      names = "--pps",
      paramLabel = "R",
      defaultValue = "10000",
      description = "Packets per second of each flow; default: 10000.")
  private int packetsPerSecond;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Simulated seconds; default: 10.")
  private int seconds;

  @Option(
      names = "--simultaneous",
      description = "All flows start together; else spread over one packet gap.")
  private boolean simultaneous;

  @Option(
      names = "--warmup",
      paramLabel = "K",
      defaultValue = "1",
      description = "Unmeasured runs before, for the JVM to compile; default: 1.")
  private int warmUps;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    LineBenchResult result =
        LineBench.run(config(), OptionRange.atLeast(spec, "--warmup", 0, warmUps));
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? new JsonReport().object(fields(result)) : text(result));
    out.flush();
    return ExitCode.OK;
  }

  private LineBenchConfig config() {
    try {
      return new LineBenchConfig(flows, packetsPerSecond, seconds, !simultaneous);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, Object> fields(LineBenchResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bench", "line");
    fields.put("flows", result.config().flows());
    fields.put("packetsPerSecond", result.config().packetsPerSecond());
    fields.put("seconds", result.config().seconds());
    fields.put("simultaneous", !result.config().staggered());
    fields.put("sent", result.sent());
    fields.put("received", result.received());
    fields.put("packetHops", result.packetHops());
    fields.put("events", result.events());
    fields.put("sumReceivePs", result.sumReceivePs().toString());
    fields.put("warmUpSeconds", result.warmUpSeconds());
    fields.put("wallSeconds", result.wallSeconds());
    fields.put("packetHopsPerSecond", result.packetHopsPerSecond());
    fields.put("eventsPerSecond", result.eventsPerSecond());
    fields.put("peakHeapBytes", result.peakHeapBytes());
    return fields;
  }

  private static String text(LineBenchResult result) {
    return String.format(
        Locale.ROOT,
        """
        line: %d flows at %d packets/s for %d s, %s
          %d sent, %d received, %d packet hops, %d events
          %.3f s wall (warm-up %.3f s), %.1f MB peak heap
          %.2f M packet hops/s, %.2f M events/s
          sum of receive times %s ps
        """,
        result.config().flows(),
        result.config().packetsPerSecond(),
        result.config().seconds(),
        result.config().staggered() ? "staggered" : "all starting together",
        result.sent(),
        result.received(),
        result.packetHops(),
        result.events(),
        result.wallSeconds(),
        result.warmUpSeconds(),
        result.peakHeapBytes() / 1e6,
        result.packetHopsPerSecond() / 1e6,
        result.eventsPerSecond() / 1e6,
        result.sumReceivePs());
  }
}
