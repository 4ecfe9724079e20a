package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code reachable} and {@code unreachable}: which requests they judge, and what answers them. */
class ReachabilityTest {
  private static RunResult run(String file) throws ScenarioErrors {
    String path = "src/test/resources/run/" + file;
    return new ScenarioRun(ScenarioLoader.load(path, Map.of()), RunOptions.of(1)).finish();
  }

  @Test
  void icmpErrors_areNoAnswers_butToATraceroute() throws ScenarioErrors {
    RunResult result = run("icmp-errors.yaml");
    assertThat(Runs.failures(result)).isEmpty();
    assertThat(result.flows()).anyMatch(flow -> !flow.errors().isEmpty());
  }

  /** A prober opens one connection after the other: each attempt is a request of its own. */
  @Test
  void everyAttemptOfAProber_isJudged() throws ScenarioErrors {
    assertThat(Runs.failedIds(run("probe-attempts.yaml")))
        .containsExactly("tcp-all-the-time", "tcp-never", "udp-all-the-time", "udp-never");
  }
}
