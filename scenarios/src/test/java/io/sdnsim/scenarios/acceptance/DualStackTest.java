package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.result.FlowResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.result.Traceroute;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** IPv4 and IPv6 side by side, as a scenario file sets them up. */
class DualStackTest {
  private RunResult result;

  @BeforeEach
  void run() throws Exception {
    String file = "src/test/resources/run/dual-stack.yaml";
    result = new ScenarioRun(ScenarioLoader.load(file, Map.of()), RunOptions.of(1)).finish();
  }

  private FlowResult flow(String id) {
    return result.flows().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  private List<String> way(String id) {
    Traceroute trace =
        result.traceroutes().stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(trace.end()).isEqualTo("reached");
    return trace.probes().stream().map(probe -> String.valueOf(probe.from())).distinct().toList();
  }

  @Test
  void expectationsHold() {
    assertThat(result.expectations()).isNotEmpty().allMatch(each -> each.passed(), "passes");
    assertThat(result.warnings()).isEmpty();
  }

  @Test
  void traceroute_findsTheRoutersOfItsFamily() {
    assertThat(way("trace4")).containsExactly("10.0.1.1", "10.0.2.2", "10.0.3.2");
    List<String> way6 = List.of("2001:db8:1::1", "2001:db8:2::2", "2001:db8:3::2");
    assertThat(way("trace6")).isEqualTo(way6);
    assertThat(way("trace6-icmp")).isEqualTo(way6);
  }

  @Test
  void http_bringsTheSameBytesOverBothFamilies() {
    assertThat(flow("http6").bytesReceived()).isEqualTo(200_000);
    assertThat(flow("http4").bytesReceived()).isEqualTo(200_000);
  }

  /** RFC 8201 4: each end learns the path's MTU from one lost packet. */
  @Test
  void bigPings6_getThroughOnceBothEndsKnowThePathMtu() {
    assertThat(flow("big6").received()).isEqualTo(1);
    assertThat(flow("big6").errors())
        .isEqualTo(Map.of("packet too big, mtu = 1400 from 2001:db8:1::1", 1L));
  }
}
