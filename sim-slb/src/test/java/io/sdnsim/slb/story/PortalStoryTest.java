package io.sdnsim.slb.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.capture.CapturePort;
import io.sdnsim.core.capture.CaptureSink;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.SnatConfig;
import io.sdnsim.slb.story.PortalNetwork.Exchange;
import io.sdnsim.testkit.TsharkReport;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import io.sdnsim.vxlan.vswitch.ReturnPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load balancer with real devices: TCP, BGP, VXLAN and control channels over links. */
class PortalStoryTest {
  private final PortalNetwork.Settings settings = new PortalNetwork.Settings();

  private PortalNetwork started() {
    PortalNetwork network = new PortalNetwork(settings);
    network.runSeconds(15);
    return network;
  }

  private static void assertBooksBalance(PortalNetwork network) {
    assertThat(network.network.conservation())
        .matches(books -> books.isBalanced(), "balanced: " + network.network.conservation());
  }

  @Test
  void vip_isAdvertisedByBothMuxes_onceTheControllerHasProgrammedThem() {
    PortalNetwork network = started();
    assertThat(network.vipNextHops()).isEqualTo(2);
    assertBooksBalance(network);
  }

  @Test
  void virtualHosts_knowTheirVms() {
    PortalNetwork network = new PortalNetwork(settings);
    assertThat(network.hosts.get(0).vmNames()).containsExactly("web1");
    assertThat(network.hosts.get(1).vmNames()).containsExactly("web2");
  }

  @Test
  void captureOfAVipFlow_isVxlanForWireshark_withInnerChecksumsRight(@TempDir Path directory)
      throws IOException {
    PortalNetwork network = new PortalNetwork(settings);
    Path file = directory.resolve("router.pcapng");
    List<CapturePort> ports = network.router.ports().stream().map(CapturePort::of).toList();
    try (CaptureSink capture = new CaptureSink(file, ports)) {
      network.network.tracer().attach(capture);
      network.runSeconds(15);
      List<Exchange> exchanges = network.fetchMany("web", 4);
      network.runSeconds(5);
      assertThat(exchanges).allMatch(Exchange::isComplete);
      capture.finish();
    }
    // The Mux sends the client's packets back to the router, in VXLAN.
    TsharkReport report = TsharkReport.of(file).assertClean();
    TsharkReport fromMux = TsharkReport.of(directory.resolve("router+pass2.pcapng")).assertClean();
    List<TsharkReport.Frame> tunnelled =
        fromMux.frames().stream()
            .filter(frame -> frame.protocols().startsWith("eth:ethertype:ip:udp:vxlan:eth"))
            .toList();
    assertThat(tunnelled).isNotEmpty();
    // Two IPv4 headers and the inner TCP; the outer UDP has none (RFC 7348 5).
    assertThat(tunnelled).allMatch(frame -> frame.goodChecksums() >= 3);
    assertThat(fromMux.layers("vxlan && ip.dst == 192.168.133.74 && tcp.dstport == 443"))
        .isNotEmpty();
    assertThat(report.layers("bgp.type == 2 && bgp.nlri_prefix == 192.168.133.74")).isNotEmpty();
    assertThat(report.layers("!vxlan && tcp.port == 443")).isNotEmpty();
  }

  @Test
  void controllerUnreachable_noVipIsAdvertised() {
    PortalNetwork network = new PortalNetwork(settings);
    network.network.powerOff(network.controller);
    network.runSeconds(15);
    assertThat(network.vipNextHops()).isZero();
  }

  @Test
  void connections_reachTheirBackendsThroughAMux_andAnswersReturnPastIt() {
    PortalNetwork network = started();
    List<Exchange> exchanges = network.fetchMany("web", 20);
    network.runSeconds(5);
    assertThat(exchanges).allMatch(Exchange::isComplete);
    assertThat(network.path("web", false))
        .contains("client", "router", "mux1", "mux2", "host1", "host2");
    assertThat(network.path("web", true))
        .containsExactlyInAnyOrder("web1", "web2", "host1", "host2", "router");
    assertBooksBalance(network);
  }

  @Test
  void directServerReturnReplaced_answersCrossAMux() {
    settings.returnPath = ReturnPath.THROUGH_MUX;
    PortalNetwork network = started();
    List<Exchange> exchanges = network.fetchMany("web", 5);
    network.runSeconds(5);
    assertThat(exchanges).allMatch(Exchange::isComplete);
    assertThat(network.path("web", true)).containsAnyOf("mux1", "mux2");
  }

  @Test
  void muxFreezes_connectionsMoveToTheOther_andGoOnAtTheirBackend() {
    assertThat(completeAfterMuxFailure()).isEqualTo(30);
  }

  @Test
  void muxFreezes_withAnotherHashPerMux_connectionsBreak() {
    settings.hashSeed = mux -> mux;
    assertThat(completeAfterMuxFailure()).isLessThan(30);
  }

  /** Connections that are open while a Mux stops, and go on when the route is withdrawn. */
  private int completeAfterMuxFailure() {
    PortalNetwork network = started();
    List<Exchange> exchanges = network.fetchMany("web", 30);
    // The handshakes are over, the answers are on their way.
    network.simulation.runUntil(network.simulation.nowPs() + 60 * SimTime.MICROSECOND);
    network.network.freeze(network.muxes.get(0));
    network.runSeconds(60);
    assertThat(network.vipNextHops()).isEqualTo(1);
    return (int) exchanges.stream().filter(Exchange::isComplete).count();
  }

  @Test
  void muxLosesPower_andReturns_itIsProgrammedAgain_beforeItAdvertises() {
    PortalNetwork network = started();
    network.network.powerOff(network.muxes.get(1));
    network.runSeconds(20);
    assertThat(network.vipNextHops()).isEqualTo(1);
    network.network.powerOn(network.muxes.get(1));
    network.runSeconds(60);
    assertThat(network.vipNextHops()).isEqualTo(2);
    List<Exchange> exchanges = network.fetchMany("web", 10);
    network.runSeconds(5);
    assertThat(exchanges).allMatch(Exchange::isComplete);
    assertBooksBalance(network);
  }

  @Test
  void muxShutsDown_itsRouteGoesAtOnce() {
    PortalNetwork network = started();
    network.network.shutDown(network.muxes.get(0));
    network.runSeconds(1);
    assertThat(network.vipNextHops()).isEqualTo(1);
    network.network.restartProcesses(network.muxes.get(0));
    network.runSeconds(60);
    assertThat(network.vipNextHops()).isEqualTo(2);
  }

  @Test
  void controllerDies_dataPathGoesOn() {
    PortalNetwork network = started();
    network.network.powerOff(network.controller);
    network.runSeconds(60);
    List<Exchange> exchanges = network.fetchMany("web", 10);
    network.runSeconds(5);
    assertThat(exchanges).allMatch(Exchange::isComplete);
    assertThat(network.vipNextHops()).isEqualTo(2);
  }

  @Test
  void goalChanged_newConnectionsUseTheNewPool() {
    PortalNetwork network = started();
    network.controllerProcess.changeGoal(network.goal(1));
    network.runSeconds(1);
    List<Exchange> exchanges = network.fetchMany("later", 10);
    network.runSeconds(5);
    assertThat(exchanges).allMatch(Exchange::isComplete);
    assertThat(network.path("later", false)).doesNotContain("host2");
  }

  @Test
  void goalThatContradictsItself_isRefused_andTheOldOneStays() {
    PortalNetwork network = started();
    GoalState goal = network.goal(2);
    SnatConfig clash = new SnatConfig("portal", "web1", 440, 8, OutboundMode.VIA_MUX);
    GoalState wrong =
        new GoalState(
            goal.networks(), goal.hosts(), goal.vms(), goal.muxes(), goal.vips(), List.of(clash));
    assertThatThrownBy(() -> network.controllerProcess.changeGoal(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contains port 443");
    network.runSeconds(1);
    network.controllerProcess.changeGoal(network.goal(1));
    network.runSeconds(1);
    assertThat(network.fetchMany("later", 10)).hasSize(10);
    network.runSeconds(5);
    assertThat(network.path("later", false)).contains("host1").doesNotContain("host2");
  }

  @Test
  void hostReboots_itsPortIsOpenedAgain() {
    PortalNetwork network = started();
    network.network.powerOff(network.hosts.get(0));
    network.runSeconds(5);
    network.network.powerOn(network.hosts.get(0));
    network.runSeconds(60);
    List<Exchange> exchanges = network.fetchMany("web", 10);
    network.runSeconds(5);
    assertThat(exchanges).allMatch(Exchange::isComplete);
    assertThat(network.path("web", true)).contains("web1");
    assertBooksBalance(network);
  }

  @Test
  void outboundViaMux_bothVmsUseTheSameSourcePort_andLeaveFromDifferentOnes() {
    PortalNetwork network = started();
    Exchange first = network.browse(0, 40_000);
    Exchange second = network.browse(1, 40_000);
    network.runSeconds(5);
    assertThat(first.isComplete() && second.isComplete()).isTrue();
    assertThat(network.remotePortsAtClient).containsExactlyInAnyOrder(1024, 1032);
    assertThat(network.path("out0", false)).containsAnyOf("mux1", "mux2");
    assertThat(network.path("out0", true)).containsAnyOf("mux1", "mux2");
    assertBooksBalance(network);
  }

  @Test
  void outboundDirect_onlyAnswersCrossAMux() {
    settings.outbound = OutboundMode.DIRECT;
    PortalNetwork network = started();
    Exchange first = network.browse(0, 40_000);
    network.runSeconds(5);
    assertThat(first.isComplete()).isTrue();
    assertThat(network.path("out0", false)).containsExactly("web1", "host1", "router");
    assertThat(network.path("out0", true)).containsAnyOf("mux1", "mux2");
  }

  @Test
  void snatPortUsedTwice_connectionsBreak() {
    settings.snatAllocator = (range, inside, taken) -> range.firstPort();
    PortalNetwork network = started();
    Exchange first = network.browse(0, 40_000);
    Exchange second = network.browse(0, 40_001);
    network.runSeconds(30);
    assertThat(first.isComplete() && second.isComplete()).isFalse();
  }

  @Test
  void fabricTooNarrowForTheTunnel_bothEndsAreTold_andTcpGoesOnWithSmallerSegments() {
    settings.fabricMtuBytes = 1500;
    PortalNetwork network = started();
    Exchange exchange = network.fetch("web", 0);
    Exchange outbound = network.browse(0, 40_000);
    network.runSeconds(30);
    assertThat(exchange.isComplete()).isTrue();
    assertThat(outbound.isComplete()).isTrue();
    assertThat(network.trace.drops()).contains("TunnelTooBig");
    assertThat(network.trace.steps(Step.Fragmented.class)).isEmpty();
  }

  @Test
  void vmsOfOneSubnet_onDifferentHosts_talkDirectly() {
    PortalNetwork network = started();
    Exchange exchange = new Exchange(0);
    network
        .vms
        .get(0)
        .transport()
        .connect(
            TcpConfig.LINUX,
            null,
            0,
            IpAddress.parse("10.0.0.5"),
            PortalNetwork.WEB_PORT,
            new FlowTag("east-west", 0, false),
            exchange);
    network.runSeconds(5);
    assertThat(exchange.isComplete()).isTrue();
    assertThat(network.path("east-west", false))
        .containsExactly("web1", "host1", "router", "host2");
    assertBooksBalance(network);
  }
}
