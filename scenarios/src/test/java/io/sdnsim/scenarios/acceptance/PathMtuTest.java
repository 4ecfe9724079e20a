package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.report.Style;
import io.sdnsim.scenarios.report.TextReport;
import io.sdnsim.scenarios.result.FlowResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code ping -M do}: DF set, and what comes back when the path is narrower (RFC 1191). */
class PathMtuTest {
  private static final String FILE = "src/test/resources/run/path-mtu.yaml";

  private final List<IcmpHeader> errors = new ArrayList<>();

  private RunResult run() throws ScenarioErrors {
    TraceSink sink =
        (long timePs, String node, Packet packet, Step step) -> {
          if (step instanceof Step.Delivered
              && node.equals("near")
              && packet.transport() instanceof IcmpHeader icmp
              && icmp.isError()) {
            errors.add(icmp);
          }
        };
    return new ScenarioRun(
            ScenarioLoader.load(FILE, Map.of()), RunOptions.of(1).withSinks(List.of(sink)))
        .finish();
  }

  private static FlowResult flow(RunResult result, String id) {
    return result.flows().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void pingWithDf_learnsTheNextHopMtuFromTheRouter() throws ScenarioErrors {
    RunResult result = run();
    assertThat(result.expectations()).allMatch(e -> e.passed(), "passes");
    // RFC 1191 4: type 3, code 4, the next hop's MTU in the low 16 bits.
    IcmpHeader tooNarrow = new IcmpHeader(false, 3, 4, 1450);
    IcmpHeader ownLink = new IcmpHeader(false, 3, 4, 1500);
    assertThat(errors).containsExactly(tooNarrow, tooNarrow, ownLink);
    assertThat(flow(result, "too-big").errors())
        .isEqualTo(Map.of("frag needed, mtu = 1450 from 10.0.1.1", 2L));
    assertThat(flow(result, "off-the-link").errors())
        .isEqualTo(Map.of("frag needed, mtu = 1500 from 10.0.1.2", 1L));
    assertThat(flow(result, "fits").errors()).isEmpty();
  }

  @Test
  void report_showsWhatTheRouterSaid() throws ScenarioErrors {
    assertThat(new TextReport(Style.PLAIN).text(run(), 1, "again"))
        .contains("Errors\n")
        .containsPattern("too-big +2 +frag needed, mtu = 1450 from 10\\.0\\.1\\.1\n");
  }
}
