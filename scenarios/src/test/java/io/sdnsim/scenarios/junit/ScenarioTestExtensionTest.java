package io.sdnsim.scenarios.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.sdnsim.scenarios.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.MultipleFailuresError;

class ScenarioTestExtensionTest {
  private static final String TINY = "src/test/resources/cli/tiny.yaml";

  /** Tests that others would write; nothing runs them but this test. */
  static final class Canaries {
    @ScenarioTest(TINY)
    void passes() {}

    @ScenarioTest(
        value = {TINY, "asdk-portal"},
        seeds = {1, 2})
    void sees(RunResult result) {
      assertThat(result.flows()).isNotEmpty();
      if (result.seed() > 2) {
        throw new AssertionError("a seed that nobody asked for");
      }
    }

    @ScenarioTest(value = TINY, set = "answers=false")
    void mustFail() {}

    @ScenarioTest(value = TINY, set = "answers=false", seeds = 5)
    void mustFailTwice(RunResult result) {
      assertThat(result.seed()).as("the seed").isEqualTo(6);
    }

    @ScenarioTest("src/test/resources/bad/unknown-key.yaml")
    void refused() {}

    @ScenarioTest(value = TINY, set = "answers")
    void badSetting() {}
  }

  private record Execution(String name, TestExecutionResult result) {
    Throwable failure() {
      return result.getThrowable().orElseThrow();
    }
  }

  private static List<Execution> execute(String method, Class<?>... parameters) {
    List<Execution> executions = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Canaries.class, method, parameters))
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() || result.getThrowable().isPresent()) {
                  executions.add(new Execution(test.getDisplayName(), result));
                }
              }
            });
    return executions;
  }

  @Test
  void scenarioThatHolds_passes() {
    List<Execution> executions = execute("passes");
    assertThat(executions).extracting(Execution::name).containsExactly(TINY);
    assertThat(executions)
        .extracting(each -> each.result().getStatus())
        .containsExactly(TestExecutionResult.Status.SUCCESSFUL);
  }

  @Test
  void eachScenarioAndSeed_isAnInvocation() {
    List<Execution> executions = execute("sees", RunResult.class);
    assertThat(executions)
        .extracting(Execution::name)
        .containsExactly(
            TINY + " seed 1", TINY + " seed 2", "asdk-portal seed 1", "asdk-portal seed 2");
    assertThat(executions)
        .allMatch(each -> each.result().getStatus() == TestExecutionResult.Status.SUCCESSFUL);
  }

  /** The canary: were this test to pass, no failing scenario would be noticed. */
  @Test
  void scenarioThatDoesNotHold_failsWithFileAndLine() {
    List<Execution> executions = execute("mustFail");
    assertThat(executions).hasSize(1);
    assertThat(executions.get(0).result().getStatus()).isEqualTo(TestExecutionResult.Status.FAILED);
    assertThat(executions.get(0).failure())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(TINY + ":20:11: route: expected no route to 10.0.2.0/24");
  }

  @Test
  void failuresOfScenarioAndMethod_areReportedTogether() {
    List<Execution> executions = execute("mustFailTwice", RunResult.class);
    assertThat(executions.get(0).failure())
        .isInstanceOf(MultipleFailuresError.class)
        .hasMessageContaining(TINY + ":20:11: route: ")
        .hasMessageContaining("the seed");
  }

  @Test
  void scenarioThatIsRefused_failsWithItsErrors() {
    assertThat(execute("refused").get(0).failure())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("src/test/resources/bad/unknown-key.yaml:");
  }

  @Test
  void settingWithoutValue_isRefused() {
    assertThat(execute("badSetting").get(0).failure())
        .hasMessageContaining("set = \"answers\"")
        .hasMessageContaining("expected name=value");
  }
}
