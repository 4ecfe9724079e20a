package io.sdnsim.scenarios.build;

import io.sdnsim.core.device.Network;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.yaml.Problem;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.List;
import java.util.Map;

/**
 * Reads a scenario and asks its applications whether they take their settings, so that what they
 * refuse is said before the run, like any other error of the file.
 */
public final class ScenarioLoader {
  private ScenarioLoader() {}

  /**
   * Reads a file, or the built-in scenario of this name.
   *
   * @param settings values for declared parameters
   * @throws ScenarioErrors when it is not valid, or an application refuses its settings
   */
  public static Scenario load(String fileOrName, Map<String, String> settings)
      throws ScenarioErrors {
    Scenario scenario = ScenarioReader.read(fileOrName, settings);
    World scratch = new World(scenario, new Network(new Simulation(scenario.seed()), new Tracer()));
    List<Problem> refusals = new TrafficBuilder(scenario, scratch).refusals();
    if (!refusals.isEmpty()) {
      throw new ScenarioErrors(refusals);
    }
    return scenario;
  }
}
