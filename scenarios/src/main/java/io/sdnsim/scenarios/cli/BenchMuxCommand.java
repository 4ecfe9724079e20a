package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.report.JsonReport;
import io.sdnsim.slb.bench.MuxBench;
import io.sdnsim.slb.bench.MuxBenchResult;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sdnsim bench mux}. */
@Command(
    name = "mux",
    description = {
      "Sends frames of 154 bytes through one Mux: parsed from bytes, found in the flow table,",
      "encapsulated, put on the line; first those of some flows in turn, then those of all, which",
      "the processor's cache does not hold. Weighs its flows and its state. Then the whole way:",
      "client - NAT - TOR - Mux - TOR - host - VM."
    })
final class BenchMuxCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--flows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Flows that the Mux remembers; default: 1000000.")
  private int flows;

  @Option(
      names = "--active",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Of these flows, those whose packets come first; then all's. Default: 1000.")
  private int active;

  @Option(
      names = "--packets",
      paramLabel = "N",
      defaultValue = "20000000",
      description = "Packets through the Mux; default: 20000000.")
  private long packets;

  @Option(
      names = "--path-flows",
      paramLabel = "N",
      defaultValue = "16",
      description = "Flows on the whole way, of 10000 packets/s each; default: 16.")
  private int pathFlows;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    MuxBenchResult result =
        MuxBench.run(
            OptionRange.within(spec, "--flows", 1, flows, 1_000_000),
            Math.min(flows, OptionRange.within(spec, "--active", 1, active, 1_000_000)),
            OptionRange.within(spec, "--packets", 1, packets, 1_000_000_000),
            OptionRange.within(spec, "--path-flows", 1, pathFlows, 10_000));
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? new JsonReport().object(fields(result)) : text(result));
    out.flush();
    return result.isRight() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Map<String, Object> fields(MuxBenchResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bench", "mux");
    fields.put("flows", result.flows());
    fields.put("rates", result.rates().stream().map(BenchMuxCommand::fields).toList());
    fields.put("flowBytes", result.flowBytes());
    fields.put("endpoints", result.endpoints());
    fields.put("snatPorts", result.snatPorts());
    fields.put("stateBytes", result.stateBytes());
    fields.put("pathSent", result.pathSent());
    fields.put("pathReceived", result.pathReceived());
    fields.put("pathHops", result.pathHops());
    fields.put("pathWallSeconds", result.pathWallSeconds());
    fields.put("pathCpuSeconds", result.pathCpuSeconds());
    fields.put("pathHopsPerSecond", result.pathHopsPerSecond());
    fields.put("pathHopsPerCpuSecond", result.pathHopsPerCpuSecond());
    return fields;
  }

  private static Map<String, Object> fields(MuxBenchResult.Rate rate) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("activeFlows", rate.active());
    fields.put("packets", rate.packets());
    fields.put("wallSeconds", rate.wallSeconds());
    fields.put("cpuSeconds", rate.cpuSeconds());
    fields.put("packetsPerSecond", rate.packetsPerSecond());
    fields.put("packetsPerCpuSecond", rate.packetsPerCpuSecond());
    return fields;
  }

  private static String text(MuxBenchResult.Rate rate) {
    return String.format(
        Locale.ROOT,
        """
          %d packets of %d flows in turn
            %.3f s wall, %.3f s CPU: %.2f M packets/s, %.2f M per CPU second
        """,
        rate.packets(),
        rate.active(),
        rate.wallSeconds(),
        rate.cpuSeconds(),
        rate.packetsPerSecond() / 1e6,
        rate.packetsPerCpuSecond() / 1e6);
  }

  private static String text(MuxBenchResult result) {
    return String.format(
        Locale.ROOT,
        """
        mux: %d flows in its table, bytes to line
        %s  flows take %.1f MB, %.0f bytes each
          state of %d VIP endpoints and %d SNAT ports takes %.1f MB
        path: client - NAT - TOR - Mux - TOR - host - VM
          %d sent, %d received, %d packet hops
          %.3f s wall, %.3f s CPU: %.2f M packet hops/s, %.2f M per CPU second
        """,
        result.flows(),
        result.rates().stream().map(BenchMuxCommand::text).collect(Collectors.joining()),
        result.flowBytes() / 1e6,
        (double) result.flowBytes() / result.flows(),
        result.endpoints(),
        result.snatPorts(),
        result.stateBytes() / 1e6,
        result.pathSent(),
        result.pathReceived(),
        result.pathHops(),
        result.pathWallSeconds(),
        result.pathCpuSeconds(),
        result.pathHopsPerSecond() / 1e6,
        result.pathHopsPerCpuSecond() / 1e6);
  }
}
