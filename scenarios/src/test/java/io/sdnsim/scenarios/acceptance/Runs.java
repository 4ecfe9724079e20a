package io.sdnsim.scenarios.acceptance;

import io.sdnsim.scenarios.build.Behaviours;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.result.ExpectationResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.List;
import java.util.Map;

/** Runs of built-in scenarios, for the acceptance tests. */
final class Runs {
  private Runs() {}

  static RunResult of(String name, long seed, Behaviours behaviours) {
    return of(name, RunOptions.of(seed).withBehaviours(behaviours));
  }

  static RunResult of(String name, RunOptions options) {
    return new ScenarioRun(read(name), options).finish();
  }

  static Scenario read(String name) {
    try {
      return Library.read(name, Map.of());
    } catch (ScenarioErrors e) {
      throw new AssertionError("the built-in scenario " + name + " is refused", e);
    }
  }

  /** The expectations that do not hold, each with what was seen. */
  static List<String> failures(RunResult result) {
    return result.expectations().stream()
        .filter(each -> !each.passed())
        .map(each -> each.id() + ": " + each.detail())
        .toList();
  }

  /** The ids of the expectations that do not hold. */
  static List<String> failedIds(RunResult result) {
    return result.expectations().stream()
        .filter(each -> !each.passed())
        .map(ExpectationResult::id)
        .toList();
  }
}
