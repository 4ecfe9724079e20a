package io.sdnsim.scenarios.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fabric fails as and when recorded real routers did: what {@link FabricFidelityTest} does,
 * without real routers, so that every change of ours is held against them.
 */
class RecordedFidelityTest {
  static List<String> experiments() {
    return FabricFidelityTest.experiments();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void experiment_changesWhatRealRoutersChanged_whenTheyDid(String name) throws ScenarioErrors {
    FibHistory ours = SimulatedRun.of(name).history();
    List<FibHistory> recorded =
        RecordedRuns.of(name).stream()
            .map(changes -> new FibHistory(ours.before(), changes, ours.before()))
            .toList();
    Fidelity fidelity = Fidelity.of(ScenarioReader.read(name, Map.of()));

    fidelity.compare(ours, recorded);

    assertThat(recorded).hasSize(5);
    assertThat(fidelity.differences()).as("\n%s", fidelity.table()).isEmpty();
  }
}
