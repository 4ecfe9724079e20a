package io.sdnsim.scenarios.junit;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A scenario and what it is run with.
 *
 * @param seed null: the scenario's own
 */
record SeededScenario(String scenario, @Nullable Long seed, Map<String, String> settings) {
  /** {@code asdk-portal seed 2 hold=9s}. */
  String title() {
    StringBuilder title = new StringBuilder(scenario);
    if (seed != null) {
      title.append(" seed ").append(seed);
    }
    settings.forEach((name, value) -> title.append(' ').append(name).append('=').append(value));
    return title.toString();
  }

  RunResult run() {
    try {
      Scenario read = ScenarioLoader.load(scenario, settings);
      return new ScenarioRun(read, RunOptions.of(seed == null ? read.seed() : seed)).finish();
    } catch (ScenarioErrors e) {
      throw new AssertionFailedError("the scenario is refused:\n" + e.getMessage(), e);
    }
  }
}
