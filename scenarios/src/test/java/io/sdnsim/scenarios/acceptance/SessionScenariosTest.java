package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.report.Style;
import io.sdnsim.scenarios.report.TextReport;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What guards BGP sessions, as scenarios; each fails where it should when the guard is off. */
class SessionScenariosTest {
  private static RunResult run(String name, Map<String, String> parameters) throws ScenarioErrors {
    return new ScenarioRun(
            ScenarioLoader.load("src/test/resources/run/" + name + ".yaml", parameters),
            RunOptions.of(1))
        .finish();
  }

  /** The ids of the expectations that don't hold. */
  private static List<String> failures(String name, Map<String, String> parameters)
      throws ScenarioErrors {
    List<String> ids = new ArrayList<>();
    run(name, parameters)
        .expectations()
        .forEach(
            each -> {
              if (!each.passed()) {
                ids.add(each.id());
              }
            });
    return ids;
  }

  @Test
  void bfd_shortensTheOutageOfASilentLinkFailure() throws ScenarioErrors {
    assertThat(failures("session-bfd", Map.of())).isEmpty();
    assertThat(failures("session-bfd", Map.of("interval", "1s")))
        .containsExactly("found", "found-there", "other-link", "short-outage");
  }

  @Test
  void gracefulRestart_keepsForwardingWhileBgpRestarts() throws ScenarioErrors {
    assertThat(failures("session-graceful-restart", Map.of())).isEmpty();
    assertThat(failures("session-graceful-restart", Map.of("preserve", "false")))
        .containsExactly("kept", "kept-there", "nothing-lost");
  }

  @Test
  void gracefulRestart_processStaysAwayLongerThanItsRestartTime_trafficStops()
      throws ScenarioErrors {
    assertThat(failures("session-graceful-restart", Map.of("away", "35s")))
        .contains("kept", "kept-there", "nothing-lost");
  }

  @Test
  void wrongPassword_neverComesUp_andTheReportSaysWhy() throws ScenarioErrors {
    RunResult result = run("session-wrong-password", Map.of());
    assertThat(result.expectations()).allMatch(each -> each.passed(), "passes");
    assertThat(new TextReport(Style.PLAIN).text(result, 1, "again"))
        .contains("BadSignature")
        .contains("the TCP MD5 signature is missing, wrong, or not expected");
    assertThat(failures("session-wrong-password", Map.of("password", "typo")))
        .containsExactly("never-up", "no-route", "why");
  }

  @Test
  void maximumPrefix_tearsTheSessionDownAndStartsItAgain() throws ScenarioErrors {
    assertThat(failures("session-maximum-prefix", Map.of())).isEmpty();
    assertThat(failures("session-maximum-prefix", Map.of("limit", "100")))
        .containsExactly("ends", "empty", "stays-down");
  }

  @Test
  void staticRoutes_followBfdToTheOtherLink() throws ScenarioErrors {
    assertThat(failures("static-bfd", Map.of())).isEmpty();
    assertThat(failures("static-bfd", Map.of("interval", "1s")))
        .contains("moved", "moved-there", "short-outage");
  }
}
