package io.sdnsim.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.testkit.StepRecorder.Recorded;
import io.sdnsim.testkit.TestNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a router tries to connect to a neighbor that refuses. */
class ConnectRetryTest {
  /** Times between the SYNs of a router whose ConnectRetryTime is 20 s. */
  private static List<Long> intervals(long seed) {
    TestNetwork world = new TestNetwork(seed);
    BgpConfig config =
        BgpConfig.builder(1, IpAddress.parse("10.0.0.1"))
            .neighbor(
                IpAddress.parse("10.0.0.2"),
                PeerConfig.builder(2).connectRetryPs(20 * SimTime.SECOND).build())
            .build();
    world.add(
        IpDeviceConfig.router("a", InterfaceConfig.of("e0", "10.0.0.1/30"))
            .withProcesses(BgpProcess.factory(config)));
    world.add(IpDeviceConfig.host("b", InterfaceConfig.of("e0", "10.0.0.2/30")));
    world.link("a:e0", "b:e0");
    world.boot();
    world.run(600 * SimTime.SECOND);
    List<Long> intervals = new ArrayList<>();
    long lastPs = 0;
    for (Recorded each : world.recorder().records()) {
      if (each.node().equals("a")
          && each.step() instanceof Step.Originated
          && each.packet().transport() instanceof TcpHeader tcp
          && tcp.has(TcpHeader.SYN)) {
        if (lastPs > 0) {
          intervals.add(each.timePs() - lastPs);
        }
        lastPs = each.timePs();
      }
    }
    return intervals;
  }

  @Test
  void neighborRefuses_attemptsComeWithinThreeQuartersToAWholeConnectRetryTime() {
    List<Long> intervals = intervals(3);
    assertThat(intervals).hasSizeBetween(29, 40);
    assertThat(intervals)
        .allMatch(
            interval -> interval >= 15 * SimTime.SECOND && interval <= 20 * SimTime.SECOND + 1000);
    assertThat(intervals).doesNotHaveDuplicates();
  }

  @Test
  void jitter_followsFromTheSeed() {
    assertThat(intervals(3)).isEqualTo(intervals(3)).isNotEqualTo(intervals(4));
  }
}
