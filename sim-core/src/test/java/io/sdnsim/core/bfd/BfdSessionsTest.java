package io.sdnsim.core.bfd;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.capture.CapturePort;
import io.sdnsim.core.capture.CaptureSink;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.testkit.StepRecorder;
import io.sdnsim.testkit.TestNetwork;
import io.sdnsim.testkit.TsharkReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two routers on a link, or with a third between them. */
class BfdSessionsTest {
  private static final long MS = SimTime.MILLISECOND;
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");

  private final TestNetwork world = new TestNetwork(3);
  private final List<String> told = new ArrayList<>();

  private IpDevice a;
  private IpDevice b;
  private Link link;

  private void direct() {
    a = world.add(IpDeviceConfig.router("a", InterfaceConfig.of("e0", "10.0.0.1/30")));
    b = world.add(IpDeviceConfig.router("b", InterfaceConfig.of("e0", "10.0.0.2/30")));
    link = world.link("a:e0", "b:e0");
    world.boot();
  }

  private BfdSessions.Subscription watch(IpDevice node, IpAddress local, IpAddress remote) {
    return watch(node, local, remote, BfdConfig.singleHop(300 * MS, 3));
  }

  private BfdSessions.Subscription watch(
      IpDevice node, IpAddress local, IpAddress remote, BfdConfig config) {
    return node.bfd()
        .subscribe(
            local,
            remote,
            config,
            (from, to, failed) ->
                told.add(
                    node
                        + " "
                        + to.text()
                        + (failed ? " failed" : "")
                        + " "
                        + world.simulation().nowPs() / MS));
  }

  private String state(String node, String neighbor, String local) {
    var row = world.recorder().row(node, "bfd", neighbor + " " + local);
    return row == null ? "none" : row.get("state").toString();
  }

  @Test
  void bothWatch_comeUpAndAgreeOnTheIntervals() {
    direct();
    watch(a, A, B);
    watch(b, B, A);
    world.run(5 * SimTime.SECOND);
    assertThat(state("a", "10.0.0.2", "10.0.0.1")).isEqualTo("Up");
    var row = world.recorder().row("b", "bfd", "10.0.0.1 10.0.0.2");
    assertThat(row)
        .containsEntry("state", "Up")
        .containsEntry("remoteState", "Up")
        .containsEntry("transmitInterval", "300ms")
        .containsEntry("detectionTime", "900ms");
  }

  /** The lab's BFD of 300 ms x 3 took 0.83 to 0.94 s from the cut to the routes' change. */
  @Test
  void silentCut_isFoundWithinTheDetectionTimeOfTheLastPacket() {
    direct();
    watch(a, A, B);
    watch(b, B, A);
    world.run(5 * SimTime.SECOND);
    told.clear();
    long cutAtPs = world.simulation().nowPs();
    link.setSilentlyCut(Link.Side.A_TO_B, true);
    link.setSilentlyCut(Link.Side.B_TO_A, true);
    world.run(2 * SimTime.SECOND);
    assertThat(told).hasSize(2);
    for (String each : told) {
      assertThat(each).contains("Down failed");
      long tookMs = Long.parseLong(each.split(" ", -1)[3]) - cutAtPs / MS;
      assertThat(tookMs).isBetween(600L, 900L);
    }
    assertThat(world.recorder().row("a", "bfd", "10.0.0.2 10.0.0.1"))
        .containsEntry("diagnostic", "control detection time expired");

    link.setSilentlyCut(Link.Side.A_TO_B, false);
    link.setSilentlyCut(Link.Side.B_TO_A, false);
    world.run(3 * SimTime.SECOND);
    assertThat(state("a", "10.0.0.2", "10.0.0.1")).isEqualTo("Up");
  }

  @Test
  void periodicPackets_areJitteredByAQuarterAtMost() {
    direct();
    watch(a, A, B);
    watch(b, B, A);
    world.run(5 * SimTime.SECOND);
    final long fromPs = world.simulation().nowPs();
    world.run(60 * SimTime.SECOND);
    List<Long> gapsMs = new ArrayList<>();
    long lastPs = -1;
    for (StepRecorder.Recorded record : world.recorder().records()) {
      if (record.node().equals("a")
          && record.step() instanceof Step.Originated
          && record.packet().transport() instanceof UdpHeader
          && record.timePs() > fromPs) {
        if (lastPs >= 0) {
          gapsMs.add((record.timePs() - lastPs) / MS);
        }
        lastPs = record.timePs();
      }
    }
    assertThat(gapsMs).hasSizeGreaterThan(150).allSatisfy(g -> assertThat(g).isBetween(225L, 300L));
    assertThat(gapsMs.stream().distinct().count()).as("different gaps").isGreaterThan(20);
  }

  @Test
  void lastUserLeaves_neighborSeesAdminDownAndNoFailure() {
    direct();
    BfdSessions.Subscription subscription = watch(a, A, B);
    watch(b, B, A);
    world.run(5 * SimTime.SECOND);
    told.clear();
    subscription.close();
    world.run(100 * MS);
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).startsWith("b Down ").doesNotContain("failed");
    assertThat(state("a", "10.0.0.2", "10.0.0.1")).isEqualTo("none");
    assertThat(world.recorder().row("b", "bfd", "10.0.0.1 10.0.0.2"))
        .containsEntry("remoteState", "AdminDown")
        .containsEntry("remoteDiagnostic", "administratively down");
  }

  @Test
  void operatorDisablesAndEnables_sessionReturns() {
    direct();
    watch(a, A, B);
    watch(b, B, A);
    world.run(5 * SimTime.SECOND);
    a.bfd().setEnabled(B, false);
    world.run(2 * SimTime.SECOND);
    assertThat(state("a", "10.0.0.2", "10.0.0.1")).isEqualTo("AdminDown");
    assertThat(state("b", "10.0.0.1", "10.0.0.2")).isEqualTo("Down");
    a.bfd().setEnabled(B, true);
    world.run(3 * SimTime.SECOND);
    assertThat(state("b", "10.0.0.1", "10.0.0.2")).isEqualTo("Up");
  }

  @Test
  void packetThatCameOverARouter_isDroppedOnASingleHop() {
    overARouter();
    IpAddress far = IpAddress.parse("10.0.1.2");
    watch(a, A, far);
    watch(b, far, A);
    world.run(5 * SimTime.SECOND);
    assertThat(state("a", "10.0.1.2", "10.0.0.1")).isEqualTo("Down");
    assertThat(world.recorder().steps("b", Step.Dropped.class))
        .isNotEmpty()
        .allMatch(drop -> drop.reason().label().equals("TtlSecurity"));
  }

  private void overARouter() {
    a =
        world.add(
            IpDeviceConfig.router("a", InterfaceConfig.of("e0", "10.0.0.1/30"))
                .withRoutes(StaticRoute.via("10.0.1.0/30", "10.0.0.2")));
    world.add(
        IpDeviceConfig.router(
            "middle",
            InterfaceConfig.of("e0", "10.0.0.2/30"),
            InterfaceConfig.of("e1", "10.0.1.1/30")));
    b =
        world.add(
            IpDeviceConfig.router("b", InterfaceConfig.of("e0", "10.0.1.2/30"))
                .withRoutes(StaticRoute.via("10.0.0.0/30", "10.0.1.1")));
    world.link("a:e0", "middle:e0");
    link = world.link("middle:e1", "b:e0");
    world.boot();
  }

  @Test
  void multihop_comesUpOverARouter() {
    overARouter();
    IpAddress far = IpAddress.parse("10.0.1.2");
    BfdConfig config = BfdConfig.multihop(300 * MS, 3, 2);
    watch(a, A, far, config);
    watch(b, far, A, config);
    world.run(5 * SimTime.SECOND);
    assertThat(state("a", "10.0.1.2", "10.0.0.1 multihop")).isEqualTo("Up");
    assertThat(state("b", "10.0.0.1", "10.0.1.2 multihop")).isEqualTo("Up");
  }

  @Test
  void strangersPacket_isDroppedByReason() {
    direct();
    watch(a, A, B);
    world.run(3 * SimTime.SECOND);
    // The other end has no session at all: its port is closed, and says so.
    assertThat(world.recorder().steps("b", Step.Dropped.class))
        .isNotEmpty()
        .allMatch(drop -> drop.reason().label().equals("NoListener"));
    watch(b, B, IpAddress.parse("10.0.0.3"));
    world.run(3 * SimTime.SECOND);
    assertThat(world.recorder().steps("b", Step.Dropped.class))
        .anyMatch(drop -> drop.reason().label().equals("NoBfdSession"));
  }

  @Test
  void twoUsers_shareASession_andItEndsWithTheSecond() {
    direct();
    BfdSessions.Subscription first = watch(a, A, B);
    BfdSessions.Subscription second = watch(a, A, B);
    watch(b, B, A);
    world.run(5 * SimTime.SECOND);
    first.close();
    world.run(SimTime.SECOND);
    assertThat(second.state()).isEqualTo(BfdState.UP);
    second.close();
    assertThat(state("a", "10.0.0.2", "10.0.0.1")).isEqualTo("none");
  }

  @Test
  void captureOfASession_isBfdForWireshark(@TempDir Path directory) throws IOException {
    direct();
    Path file = directory.resolve("a.pcapng");
    List<CapturePort> ports = List.of(CapturePort.of(world.network().port("a", "e0")));
    try (CaptureSink capture = new CaptureSink(file, ports)) {
      Tracer tracer = world.tracer();
      tracer.attach(capture);
      watch(a, A, B);
      watch(b, B, A);
      world.run(5 * SimTime.SECOND);
      a.bfd().setEnabled(B, false);
      world.run(SimTime.SECOND);
      capture.finish();
    }
    TsharkReport report = TsharkReport.of(file).assertClean();
    for (String sta : List.of("0x00", "0x01", "0x02", "0x03")) {
      assertThat(report.layers("bfd.sta == " + sta)).as("packets in state " + sta).isNotEmpty();
    }
    assertThat(report.layers("bfd.flags.p == 1")).isNotEmpty();
    assertThat(report.layers("bfd.flags.f == 1")).isNotEmpty();
    assertThat(report.layers("udp.dstport == 3784 && !bfd")).isEmpty();
    assertThat(report.layers("bfd && ip.ttl != 255")).isEmpty();
    assertThat(report.layers("bfd && udp.srcport < 49152")).isEmpty();
  }

  /** RFC 5883 5: its own port, and the TTL of a packet that a router has passed on. */
  @Test
  void captureOfAMultihopSession_isBfdForWireshark(@TempDir Path directory) throws IOException {
    overARouter();
    Path file = directory.resolve("middle.pcapng");
    List<CapturePort> ports =
        List.of(
            CapturePort.of(world.network().port("middle", "e0")),
            CapturePort.of(world.network().port("middle", "e1")));
    IpAddress far = IpAddress.parse("10.0.1.2");
    BfdConfig config = BfdConfig.multihop(300 * MS, 3, 2);
    try (CaptureSink capture = new CaptureSink(file, ports)) {
      world.tracer().attach(capture);
      watch(a, A, far, config);
      watch(b, far, A, config);
      world.run(5 * SimTime.SECOND);
      a.bfd().setEnabled(far, false);
      world.run(SimTime.SECOND);
      capture.finish();
    }
    TsharkReport report = TsharkReport.of(file).assertClean();
    for (String sta : List.of("0x00", "0x01", "0x02", "0x03")) {
      assertThat(report.layers("bfd.sta == " + sta)).as("packets in state " + sta).isNotEmpty();
    }
    assertThat(report.layers("udp && !(udp.dstport == 4784 && bfd)")).isEmpty();
    assertThat(report.layers("bfd.detect_time_multiplier != 3 || bfd.version != 1")).isEmpty();
    int before = report.layers("bfd && ip.ttl == 255").size();
    int behind = report.layers("bfd && ip.ttl == 254").size();
    assertThat(before).as("each once before the router and once behind it").isEqualTo(behind);
    assertThat(report.layers("bfd")).hasSize(before + behind).hasSizeGreaterThan(60);
    assertThat(report.layers("bfd && udp.srcport < 49152")).isEmpty();
  }
}
