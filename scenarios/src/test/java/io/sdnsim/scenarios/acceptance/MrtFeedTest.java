package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.capture.RunDumps;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MRT files as the routes of a router in a scenario. */
class MrtFeedTest {
  private static final Path LIBRARY = Path.of("src/main/resources/io/sdnsim/scenarios/library");
  private static final long TABLE_PS = 15_000_000_000_000L;

  @TempDir private Path directory;

  /** The collector's files, its table as it stood at 15 s. */
  private Path recorded() throws Exception {
    Scenario collector = ScenarioLoader.load("src/test/resources/run/mrt-collector.yaml", Map.of());
    Path early = directory.resolve("early");
    Path whole = directory.resolve("whole");
    for (Path folder : List.of(early, whole)) {
      ScenarioRun run = new ScenarioRun(collector, RunOptions.of(1));
      try (RunDumps dumps = new RunDumps(run.world(), folder)) {
        run.runUntil(folder.equals(early) ? TABLE_PS : collector.durationPs());
        dumps.finish();
      }
    }
    Files.copy(early.resolve("collector.table.mrt"), directory.resolve("collector.table.mrt"));
    Files.copy(whole.resolve("collector.updates.mrt"), directory.resolve("collector.updates.mrt"));
    return directory;
  }

  @Test
  void filesOfTheBuiltInScenario_areWhatTheCollectorWrote() throws Exception {
    Path recorded = recorded();
    for (String name : List.of("collector.table.mrt", "collector.updates.mrt")) {
      byte[] written = Files.readAllBytes(recorded.resolve(name));
      if (System.getProperty("sdnsim.update") != null) {
        Files.write(LIBRARY.resolve(name), written);
      }
      assertThat(LIBRARY.resolve(name))
          .as("rewrite it with -Dsdnsim.update")
          .hasBinaryContent(written);
    }
  }
}
