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

  /** Before its events. */
  @Test
  void edgePolicy_withoutOriginValidation() throws ScenarioErrors, IOException {
    String scenario = file("before", edgePolicy());
    assertThat(compare(scenario, 19 * SimTime.SECOND, scenario)).isGreaterThan(20);
  }

  /**
   * After its first event, which changes the policy of a running router; real ones begin with it.
   */
  @Test
  void edgePolicy_drained() throws ScenarioErrors, IOException {
    String text = edgePolicy();
    String drained =
        changed(
            changed(
                changed(
                    text,
                    "            - { action: permit, match: { community-list: customers }, set: {"
                        + " local-pref: 200 } }\n",
                    ""),
                "- { action: permit }\n",
                "- { action: permit, set: { local-pref: 0 } }\n"),
            "- { action: permit, match: { prefix-list: ours } }\n",
            "- { action: permit, match: { prefix-list: ours }, set: { prepend: [64600, 64600, 64600,"
                + " 64600], add-communities: [graceful-shutdown] } }\n");
    String ours = file("event", text);
    assertThat(compare(ours, 21 * SimTime.SECOND, file("drained", drained))).isGreaterThan(20);
  }

  /** FRR wants an RTR server for RPKI, so neither side has any. */
  private static String edgePolicy() throws IOException {
    try (InputStream in =
        Scenario.class.getResourceAsStream("/io/sdnsim/scenarios/library/edge-policy.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String without = text.replaceAll("(?m)^.*match: \\{ rpki: .*\n", "");
      assertThat(without).isNotEqualTo(text);
      return without;
    }
  }

  /** The text with the first occurrence of a part replaced, which must be there. */
  private static String changed(String text, String part, String by) {
    int at = text.indexOf(part);
    assertThat(at).as(part).isPositive();
    return text.substring(0, at) + by + text.substring(at + part.length());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
  }

  private static int compare(String scenario, long timePs) throws ScenarioErrors {
    return compare(scenario, timePs, scenario);
  }

  /** Returns how many paths were compared. */
  private static int compare(String simulated, long timePs, String real) throws ScenarioErrors {
    SortedMap<String, SortedSet<RibRoute>> ours = SimulatedRun.of(simulated).ribs(timePs);
    Scenario read = ScenarioReader.read(real, Map.of());
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
