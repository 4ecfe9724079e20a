package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.capture.RunCaptures;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.testkit.RequiredTools;
import io.sdnsim.testkit.TsharkReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wireshark reads what every node of the built-in scenarios sees on its wires. */
class CaptureTest {
  @TempDir private Path folder = Path.of("");

  /** Scenarios, a node that speaks BGP there and one that speaks VXLAN. */
  private static Stream<Arguments> scenariosAndSpeakers() {
    return Stream.of(
        Arguments.of("asdk-portal", "muxvm", "host1"),
        Arguments.of("asdk-outbound", "muxvm", "host1"),
        Arguments.of("asdk-mux-failover", "mux2", "host2"),
        Arguments.of("asdk-replay", "muxvm", "host1"),
        Arguments.of("slb-replay", "mux2", "host1"),
        Arguments.of("slb-rendezvous-hand-over", "mux2", "host4"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenariosAndSpeakers")
  void capturesOfAllNodes_readCleanly(String scenario, String bgpSpeaker, String vxlanEndpoint)
      throws IOException {
    captureCleanly(scenario);
    TsharkReport bgp = TsharkReport.of(folder.resolve(bgpSpeaker + ".pcapng"));
    assertThat(framesWith(bgp, ":tcp:bgp")).as("BGP messages").isPositive();
    // Wireshark calls a payload that it can make nothing of "data".
    assertThat(bgp.layers("tcp.port == 179 && data")).as("BGP that is none").isEmpty();
    TsharkReport vxlan = TsharkReport.of(folder.resolve(vxlanEndpoint + ".pcapng"));
    assertThat(framesWith(vxlan, ":udp:vxlan:eth")).as("VXLAN packets").isPositive();
    assertThat(vxlan.layers("udp.port == 4789 && !vxlan")).as("VXLAN that is none").isEmpty();
  }

  /** Scenarios, an end point of tunnels there and what Wireshark calls these. */
  private static Stream<Arguments> scenariosAndTunnels() {
    return Stream.of(
        Arguments.of("slb-ipv6", "host1", ":ip:udp:vxlan:eth:ethertype:ipv6:tcp"),
        Arguments.of("nvgre", "host1", ":ip:gre:eth:ethertype:ip"),
        Arguments.of("ipv6-provider-network", "host1", ":ipv6:udp:vxlan:eth:ethertype:ip"),
        Arguments.of("tenant-broadcast", "host1", ":ip:udp:vxlan:eth:ethertype:ip"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenariosAndTunnels")
  void capturesOfOtherTunnels_readCleanly(String scenario, String endpoint, String tunnel)
      throws IOException {
    captureCleanly(scenario);
    TsharkReport report = TsharkReport.of(folder.resolve(endpoint + ".pcapng"));
    assertThat(framesWith(report, tunnel)).as("tunnelled packets").isPositive();
    assertThat(report.layers("gre && gre.proto != 0x6558"))
        .as("GRE without a frame in it")
        .isEmpty();
    assertThat(report.layers("udp.port == 4789 && !vxlan")).as("VXLAN that is none").isEmpty();
  }

  private void captureCleanly(String scenario) throws IOException {
    RequiredTools.require("tshark", "hold captures against Wireshark");
    List<Path> ofNodes = capture(scenario);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> captures = files.sorted().toList();
      assertThat(captures).containsAll(ofNodes);
      // A tshark takes one processor.
      captures.parallelStream().forEach(file -> TsharkReport.of(file).assertClean());
    }
  }

  /** The captures of a run; tells those that there must be, one of each node. */
  private List<Path> capture(String scenario) throws IOException {
    ScenarioRun run = new ScenarioRun(Runs.read(scenario), RunOptions.of(1));
    try (RunCaptures captures =
        new RunCaptures(run.world().network(), List.of(), Path.of(""), folder)) {
      run.world().network().tracer().attach(captures);
      run.finish();
      captures.finish();
    }
    return run.world().network().nodes().stream()
        .map(node -> folder.resolve(node.context().name() + ".pcapng"))
        .toList();
  }

  private static long framesWith(TsharkReport report, String protocols) {
    return report.frames().stream().filter(f -> f.protocols().contains(protocols)).count();
  }
}
