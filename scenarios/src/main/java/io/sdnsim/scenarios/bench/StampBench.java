package io.sdnsim.scenarios.bench;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.result.FlowResult;
import io.sdnsim.scenarios.result.FlowResult.Connections;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs a {@link StampScenario} from its text to its result, and says how long that took. */
public final class StampBench {
  private StampBench() {}

  /**
   * What was measured.
   *
   * @param readSeconds wall time from the text to the network
   * @param runSeconds wall time of the run
   * @param simulatedSeconds how long the run was
   * @param peakHeapBytes the most heap in use so far in this process
   */
  public record Result(
      StampScenario stamp,
      Connections connections,
      boolean passed,
      long events,
      long packetHops,
      double readSeconds,
      double runSeconds,
      double simulatedSeconds,
      long peakHeapBytes) {
    /** Whether every connection came to its end, and the expectations hold. */
    public boolean isRight() {
      return passed && connections.completed() == stamp.connections() && connections.broken() == 0;
    }
  }

  /** Writes the scenario to a temporary file, reads and runs it. */
  public static Result run(StampScenario stamp) {
    long began = System.nanoTime();
    Scenario scenario = read(stamp);
    ScenarioRun run = new ScenarioRun(scenario, RunOptions.of(scenario.seed()));
    long built = System.nanoTime();
    RunResult result = run.finish();
    long ended = System.nanoTime();
    return new Result(
        stamp,
        together(result),
        result.passed(),
        result.events(),
        result.packetHops(),
        (built - began) / 1e9,
        (ended - built) / 1e9,
        result.simulatedPs() / 1e12,
        peakHeapBytes());
  }

  private static Scenario read(StampScenario stamp) {
    try {
      Path file = Files.createTempFile("stamp", ".yaml");
      try {
        Files.writeString(file, stamp.text());
        return ScenarioLoader.load(file.toString(), Map.of());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ScenarioErrors e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connections together(RunResult result) {
    long opened = 0;
    long completed = 0;
    long broken = 0;
    for (FlowResult flow : result.flows()) {
      Connections connections = flow.connections();
      if (connections != null) {
        opened += connections.opened();
        completed += connections.completed();
        broken += connections.broken();
      }
    }
    return new Connections(opened, completed, broken);
  }

  private static long peakHeapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
