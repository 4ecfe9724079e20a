package io.sdnsim.scenarios.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies make of routes what they make of them at real FRR: the RIBs once all has settled. */
@Tag("integration")
class PolicyFidelityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Real routers that agree may still have something to say. */
  private static final long SETTLE_MILLIS = 3000;

  @TempDir private Path folder;

  @BeforeAll
  static void require() {
    RealFabric.require();
  }

  @Test
  void everyPolicyThatFrrKnows() throws ScenarioErrors {
    int paths = compare("src/test/resources/fidelity/policies.yaml", 60 * SimTime.SECOND);
    assertThat(paths).isGreaterThan(60);
  }

  /** What a next hop resolves through says how far it is: MED of a BGP route, 0 of others. */
  @Test
  void igpMetric_ofNextHopsThatResolveThroughOtherRoutes() throws ScenarioErrors {
    int paths = compare("src/test/resources/fidelity/recursive.yaml", 60 * SimTime.SECOND);
    assertThat(paths).isGreaterThan(30);
  }

  /** Before its events. FRR wants an RTR server for RPKI, so that neither side has any. */
  @Test
  void edgePolicy_withoutOriginValidation() throws ScenarioErrors, IOException {
    String text;
    try (InputStream in =
        Scenario.class.getResourceAsStream("/io/sdnsim/scenarios/library/edge-policy.yaml")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path file = folder.resolve("edge-policy.yaml");
    Files.writeString(file, text.replaceAll("(?m)^.*match: \\{ rpki: .*\n", ""));
    assertThat(Files.readString(file)).isNotEqualTo(text);
    assertThat(compare(file.toString(), 19 * SimTime.SECOND)).isGreaterThan(20);
  }

  /** Returns how many paths were compared. */
  private static int compare(String scenario, long timePs) throws ScenarioErrors {
    SortedMap<String, SortedSet<RibRoute>> ours = SimulatedRun.of(scenario).ribs(timePs);
    Scenario read = ScenarioReader.read(scenario, Map.of());
    try (RealFabric fabric = new RealFabric(read)) {
      Instant end = Instant.now().plus(PATIENCE);
      RibComparison comparison;
      do {
        Shell.sleepMillis(500);
        comparison = new RibComparison(ours, RealRun.ribs(fabric));
      } while (!comparison.isEqual() && Instant.now().isBefore(end));
      Shell.sleepMillis(SETTLE_MILLIS);
      comparison = new RibComparison(ours, RealRun.ribs(fabric));
      System.out.println(
          "RIBs of " + read.name() + ": " + comparison.paths() + " paths in use compared");
      assertThat(comparison.isEqual()).as("\n%s", comparison.table()).isTrue();
      return comparison.paths();
    }
  }
}
