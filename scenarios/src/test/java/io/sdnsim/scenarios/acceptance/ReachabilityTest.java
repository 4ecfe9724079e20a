package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code reachable} and {@code unreachable} where routers tell what they could not forward. */
class ReachabilityTest {
  private static final String FILE = "src/test/resources/run/icmp-errors.yaml";

  @Test
  void icmpErrors_areNoAnswers_butToATraceroute() throws ScenarioErrors {
    RunResult result =
        new ScenarioRun(ScenarioLoader.load(FILE, Map.of()), RunOptions.of(1)).finish();
    assertThat(Runs.failures(result)).isEmpty();
    assertThat(result.flows()).anyMatch(flow -> !flow.errors().isEmpty());
  }
}
