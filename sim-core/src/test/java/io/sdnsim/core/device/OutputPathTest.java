package io.sdnsim.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.testkit.TestNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node tells its programs of a way follows each change, however often it was asked. */
class OutputPathTest {
  private static final IpAddress FAR = IpAddress.parse("192.0.2.1");
  private static final StaticRoute THROUGH_A = StaticRoute.via("192.0.2.0/24", "10.0.1.2");
  private static final StaticRoute THROUGH_B = StaticRoute.via("192.0.2.0/24", "10.0.2.2");

  private final TestNetwork net = new TestNetwork(1);
  private final IpDevice node =
      net.add(
          IpDeviceConfig.host(
              "node",
              InterfaceConfig.of("a", "10.0.1.1/24"),
              InterfaceConfig.of("b", "10.0.2.1/24")));

  OutputPathTest() {
    LinkConfig link = LinkConfig.ethernet(1_000_000_000L, SimTime.MICROSECOND);
    net.add(IpDeviceConfig.host("left", InterfaceConfig.of("eth0", "10.0.1.2/24")));
    net.add(IpDeviceConfig.host("right", InterfaceConfig.of("eth0", "10.0.2.2/24")));
    net.link("node:a", "left:eth0", link.withMtu(1400));
    net.link("node:b", "right:eth0", link.withMtu(9000));
    net.boot();
  }

  private void assertPath(IpAddress to, String source, int mtuBytes) {
    IpAddress expected = source.isEmpty() ? null : IpAddress.parse(source);
    assertThat(node.output().sourceFor(to)).isEqualTo(expected);
    assertThat(node.output().pathMtuBytes(to)).isEqualTo(mtuBytes);
  }

  @Test
  void routeChanges_showAtOnce() {
    assertPath(FAR, "", 576);
    node.replaceStaticRoutes(List.of(THROUGH_A));
    assertPath(FAR, "10.0.1.1", 1400);
    node.replaceStaticRoutes(List.of(THROUGH_B));
    assertPath(FAR, "10.0.2.1", 9000);
    node.replaceStaticRoutes(List.of());
    assertPath(FAR, "", 576);
  }

  @Test
  void interfaceThatGoesDown_showsAtOnce() {
    IpAddress own = IpAddress.parse("10.0.2.1");
    node.replaceStaticRoutes(List.of(THROUGH_A));
    assertPath(FAR, "10.0.1.1", 1400);
    assertPath(own, "10.0.2.1", 65_535);
    node.findPort("a").setEnabled(false);
    assertPath(FAR, "", 576);
    node.findPort("a").setEnabled(true);
    assertPath(FAR, "10.0.1.1", 1400);
    node.findPort("b").setEnabled(false);
    assertPath(own, "", 576);
  }

  /** More destinations than are remembered take one another's places. */
  @Test
  void thousandsOfDestinations_keepTheirOwnWays() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 2_000; i++) {
        IpAddress through = IpAddress.ofIpv4(0x0A00_0102 + (i & 1) * 0x100 + (i >> 1) % 200);
        assertPath(through, i % 2 == 0 ? "10.0.1.1" : "10.0.2.1", i % 2 == 0 ? 1400 : 9000);
        assertPath(FAR.plus(i), "", 576);
      }
    }
  }
}
