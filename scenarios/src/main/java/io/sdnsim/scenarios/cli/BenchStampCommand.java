package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.bench.StampBench;
import io.sdnsim.scenarios.bench.StampScenario;
import io.sdnsim.scenarios.report.JsonReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sdnsim bench stamp}. */
@Command(
    name = "stamp",
    description = {
      "A stamp with its load balancer: clients open connections to VIPs for ten seconds, and a Mux",
      "freezes. Whether all connections come to their end, and how long the run takes."
    })
final class BenchStampCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--hosts",
      paramLabel = "N",
      defaultValue = "16",
      description = "Hypervisors of eight VMs; default: 16.")
  private int hosts;

  @Option(names = "--muxes", paramLabel = "N", defaultValue = "8", description = "Default: 8.")
  private int muxes;

  @Option(names = "--vips", paramLabel = "N", defaultValue = "1000", description = "Default: 1000.")
  private int vips;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "100000",
      description = "To all VIPs together; default: 100000.")
  private int connections;

  @Option(
      names = "--write",
      paramLabel = "FILE.yaml",
      description = "Write the scenario and don't run it.")
  private @Nullable Path write;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    StampScenario stamp =
        new StampScenario(
            OptionRange.within(spec, "--hosts", 1, hosts, 64),
            OptionRange.within(spec, "--muxes", 2, muxes, 16),
            OptionRange.within(spec, "--vips", 1, vips, 10_000),
            OptionRange.within(spec, "--connections", vips, connections, 10_000_000));
    PrintWriter out = spec.commandLine().getOut();
    Path file = write;
    if (file != null) {
      try (OutputFile output = new OutputFile(file)) {
        output.write(stamp.text());
        output.commit();
      }
      return ExitCode.OK;
    }
    StampBench.Result result = StampBench.run(stamp);
    out.print(json ? new JsonReport().object(fields(result)) : text(result));
    out.flush();
    return result.isRight() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Map<String, Object> fields(StampBench.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bench", "stamp");
    fields.put("hosts", result.stamp().hosts());
    fields.put("muxes", result.stamp().muxes());
    fields.put("vips", result.stamp().vips());
    fields.put("connections", result.stamp().connections());
    fields.put("completed", result.connections().completed());
    fields.put("broken", result.connections().broken());
    fields.put("events", result.events());
    fields.put("packetHops", result.packetHops());
    fields.put("readSeconds", result.readSeconds());
    fields.put("runSeconds", result.runSeconds());
    fields.put("simulatedSeconds", result.simulatedSeconds());
    fields.put("peakHeapBytes", result.peakHeapBytes());
    return fields;
  }

  private static String text(StampBench.Result result) {
    return String.format(
        Locale.ROOT,
        """
        stamp: %d hosts, %d Muxes, %d VIPs, %d connections
          %d connections completed, %d broken: %s
          %d events, %d packet hops in %.0f simulated s
          %.2f s wall to read and build, %.2f s to run, %.1f MB peak heap
          %.2f M packet hops/s
        """,
        result.stamp().hosts(),
        result.stamp().muxes(),
        result.stamp().vips(),
        result.stamp().connections(),
        result.connections().completed(),
        result.connections().broken(),
        result.isRight() ? "right" : "WRONG",
        result.events(),
        result.packetHops(),
        result.simulatedSeconds(),
        result.readSeconds(),
        result.runSeconds(),
        result.peakHeapBytes() / 1e6,
        result.packetHops() / result.runSeconds() / 1e6);
  }
}
