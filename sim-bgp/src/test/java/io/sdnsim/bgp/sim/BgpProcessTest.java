package io.sdnsim.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.TimingModel;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.capture.CapturePort;
import io.sdnsim.core.capture.CaptureSink;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.testkit.TsharkReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real devices, links, TCP and timers: one router and up to three Muxes on links of their own. */
class BgpProcessTest {
  private static final Prefix VIP = Prefix.parse("192.168.133.74/32");
  private static final long HOLD_PS = 9 * SimTime.SECOND;

  private final Simulation simulation = new Simulation(7);
  private final Tracer tracer = new Tracer();
  private final Network network = new Network(simulation, tracer);
  private final Tables tables = new Tables();
  private final Map<String, BgpProcess> processes = new TreeMap<>();
  private final Map<String, Link> links = new TreeMap<>();

  /** The tables as a reader of the log sees them. */
  private static final class Tables implements TraceSink {
    final Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
    final List<String> flows = new ArrayList<>();
    final List<Long> silencesAtSessionEndPs = new ArrayList<>();

    @Override
    public void step(long timePs, String node, Packet packet, Step step) {
      if (step instanceof Step.Originated && packet.tag().flow() != null) {
        flows.add(node + " " + packet.tag().flow().flow());
      }
    }

    @Override
    public void tableChanged(TableChange change) {
      String key = change.node() + " " + change.table() + " " + change.key();
      Map<String, Object> before = rows.get(key);
      if (change.table().equals("sessions")
          && before != null
          && before.get("state").equals("Established")
          && change.row() != null
          && !change.row().get("state").equals("Established")) {
        silencesAtSessionEndPs.add(change.timePs() - (Long) change.row().get("lastReceivedPs"));
      }
      if (change.row() == null) {
        rows.remove(key);
      } else {
        rows.put(key, change.row());
      }
    }

    List<Map<String, Object>> of(String node, String table) {
      List<Map<String, Object>> result = new ArrayList<>();
      rows.forEach(
          (key, row) -> {
            if (key.startsWith(node + " " + table + " ")) {
              result.add(row);
            }
          });
      return result;
    }
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  private static IpAddress muxAddress(int number) {
    return ip("10.0." + number + ".2");
  }

  private IpDevice build(int muxes, BgpConfig.Builder torConfig) {
    tracer.attach(tables);
    List<InterfaceConfig> interfaces = new ArrayList<>();
    for (int i = 1; i <= muxes; i++) {
      interfaces.add(InterfaceConfig.of("m" + i, "10.0." + i + ".1/30"));
    }
    IpDevice tor =
        network.add(
            IpDeviceConfig.router("tor", interfaces.toArray(InterfaceConfig[]::new))
                .withProcesses(
                    BgpProcess.factory(torConfig.build(), p -> processes.put("tor", p))));
    for (int i = 1; i <= muxes; i++) {
      String name = "mux" + i;
      BgpConfig config =
          BgpConfig.builder(64513, muxAddress(i))
              .neighbor(ip("10.0." + i + ".1"), PeerConfig.builder(64512).datacenter().build())
              .build();
      network.add(
          IpDeviceConfig.host(name, InterfaceConfig.of("eth0", "10.0." + i + ".2/30"))
              .withProcesses(BgpProcess.factory(config, p -> processes.put(name, p))));
      links.put(
          name,
          network.connect(
              "tor",
              "m" + i,
              name,
              "eth0",
              LinkConfig.ethernet(10_000_000_000L, 5 * SimTime.MICROSECOND)));
    }
    network.bootAll();
    for (int i = 1; i <= muxes; i++) {
      processes.get("mux" + i).originate(VIP);
    }
    return tor;
  }

  private static BgpConfig.Builder listening() {
    return BgpConfig.builder(64512, ip("10.0.0.1"))
        .decision(new DecisionConfig(8, 8, false, false))
        .listenRange(
            Prefix.parse("10.0.0.0/16"), 8, PeerConfig.builder(64513).datacenter().build());
  }

  private static List<NextHop> nextHops(IpDevice device, Prefix prefix) {
    Route route = device.routes().exact(prefix);
    return route == null ? List.of() : route.nextHops();
  }

  private void runFor(long durationPs) {
    simulation.runUntil(simulation.nowPs() + durationPs);
  }

  @Test
  void threeMuxes_sessionsComeUpAndTheVipHasThreeNextHops() {
    IpDevice tor = build(3, listening());
    runFor(SimTime.SECOND);
    assertThat(nextHops(tor, VIP))
        .containsExactly(
            NextHop.via(muxAddress(1)), NextHop.via(muxAddress(2)), NextHop.via(muxAddress(3)));
    assertThat(tor.routes().exact(VIP).source().distance()).isEqualTo(20);
    assertThat(tables.of("tor", "bgp")).hasSize(3);
    assertThat(tables.of("tor", "bgp").get(0).keySet())
        .containsExactly(
            "prefix",
            "nextHop",
            "best",
            "multipath",
            "asPath",
            "origin",
            "med",
            "localPref",
            "weight",
            "peer",
            "reason");
    assertThat(tables.of("tor", "sessions").get(0).keySet())
        .containsExactly(
            "neighbor",
            "remoteAs",
            "state",
            "since",
            "holdTime",
            "receivedPrefixes",
            "lastReceivedPs",
            "lastEvent",
            "lastError",
            "stalePrefixes",
            "overPrefixLimit");
    assertThat(tables.flows).contains("mux1 bgp:mux1-10.0.1.1");
    assertThat(network.conservation().isBalanced()).isTrue();
  }

  @Test
  void frozenMux_routeIsWithdrawnOneHoldTimeAfterItsLastMessage() {
    IpDevice tor = build(3, listening());
    runFor(20 * SimTime.SECOND);
    long frozenAtPs = simulation.nowPs();
    network.freeze(network.node("mux1"));
    simulation.runUntil(frozenAtPs + HOLD_PS - 3 * SimTime.SECOND - SimTime.MILLISECOND);
    assertThat(nextHops(tor, VIP)).hasSize(3);
    simulation.runUntil(frozenAtPs + HOLD_PS + SimTime.MILLISECOND);
    assertThat(nextHops(tor, VIP)).hasSize(2);

    network.thaw(network.node("mux1"));
    runFor(60 * SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).hasSize(3);
  }

  @Test
  void holdTimerExpires_rowHasTheTimeOfTheLastMessage_oneHoldTimeBefore() {
    build(1, listening());
    runFor(20 * SimTime.SECOND);
    assertThat(processes.get("tor").session(muxAddress(1)).lastReceivedPs())
        .isBetween(17 * SimTime.SECOND, 20 * SimTime.SECOND);
    network.freeze(network.node("mux1"));
    runFor(HOLD_PS);
    assertThat(tables.silencesAtSessionEndPs).containsExactly(HOLD_PS);
  }

  @Test
  void silentCut_bothEndsNoticeByTheirHoldTimers_andComeBack() {
    IpDevice tor = build(2, listening());
    runFor(5 * SimTime.SECOND);
    Link link = links.get("mux1");
    link.setSilentlyCut(Link.Side.A_TO_B, true);
    link.setSilentlyCut(Link.Side.B_TO_A, true);
    runFor(HOLD_PS);
    assertThat(nextHops(tor, VIP)).containsExactly(NextHop.via(muxAddress(2)));
    assertThat(processes.get("mux1").isEstablished(ip("10.0.1.1"))).isFalse();
    link.setSilentlyCut(Link.Side.A_TO_B, false);
    link.setSilentlyCut(Link.Side.B_TO_A, false);
    runFor(90 * SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).hasSize(2);
    assertThat(network.conservation().isBalanced()).isTrue();
  }

  @Test
  void linkDown_nextHopGoesAtOnce() {
    IpDevice tor = build(2, listening());
    runFor(5 * SimTime.SECOND);
    links.get("mux1").setCarrier(Link.Side.A_TO_B, false);
    links.get("mux1").setCarrier(Link.Side.B_TO_A, false);
    runFor(SimTime.MILLISECOND);
    assertThat(nextHops(tor, VIP)).containsExactly(NextHop.via(muxAddress(2)));
    assertThat(processes.get("tor").speaker().paths(VIP))
        .anyMatch(path -> path.reason().equals("next hop 10.0.1.2 unreachable"));
  }

  @Test
  void linkDown_frrTiming_nextHopStaysUntilTheDecisionIsInstalled() {
    IpDevice tor = build(2, listening().timing(TimingModel.FRR));
    runFor(5 * SimTime.SECOND);
    links.get("mux1").setCarrier(Link.Side.A_TO_B, false);
    links.get("mux1").setCarrier(Link.Side.B_TO_A, false);
    runFor(59 * SimTime.MILLISECOND);
    assertThat(tor.stack().fib().route(VIP).nextHops()).hasSize(2);
    // 50 ms to decide and 10 ms to install.
    runFor(12 * SimTime.MILLISECOND);
    assertThat(tor.stack().fib().route(VIP).nextHops()).hasSize(1);
    assertThat(nextHops(tor, VIP)).containsExactly(NextHop.via(muxAddress(2)));
  }

  @Test
  void crash_kernelClosesTheConnection_withdrawnAtOnce_andBackAfterRestart() {
    IpDevice tor = build(2, listening());
    runFor(5 * SimTime.SECOND);
    network.crashProcesses(network.node("mux1"));
    runFor(SimTime.MILLISECOND);
    assertThat(nextHops(tor, VIP)).containsExactly(NextHop.via(muxAddress(2)));
    network.restartProcesses(network.node("mux1"));
    processes.get("mux1").originate(VIP);
    runFor(30 * SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).hasSize(2);
  }

  @Test
  void torCrash_itsRoutesLeaveTheTable_andComeBackAfterRestart() {
    IpDevice tor = build(2, listening());
    runFor(5 * SimTime.SECOND);
    network.crashProcesses(tor);
    assertThat(nextHops(tor, VIP)).isEmpty();
    assertThat(tables.of("tor", "bgp")).isEmpty();
    runFor(SimTime.SECOND);
    network.restartProcesses(tor);
    runFor(60 * SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).hasSize(2);
  }

  @Test
  void cleanStop_sendsCease_andTheTorKnowsWhy() {
    IpDevice tor = build(2, listening());
    runFor(5 * SimTime.SECOND);
    network.shutDown(network.node("mux1"));
    runFor(SimTime.MILLISECOND);
    assertThat(nextHops(tor, VIP)).containsExactly(NextHop.via(muxAddress(2)));
    assertThat(tables.of("tor", "sessions"))
        .anyMatch(row -> row.get("lastError").toString().contains("Peer De-configured"));
    assertThat(tables.of("mux1", "bgp")).isEmpty();
    network.restartProcesses(network.node("mux1"));
    runFor(SimTime.SECOND);
    assertThat(processes.get("mux1").isEstablished(ip("10.0.1.1"))).isTrue();
  }

  @Test
  void powerOffAndOn_sessionComesBack() {
    IpDevice tor = build(2, listening());
    runFor(5 * SimTime.SECOND);
    network.powerOff(network.node("mux1"));
    runFor(20 * SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).hasSize(1);
    network.powerOn(network.node("mux1"));
    processes.get("mux1").originate(VIP);
    runFor(30 * SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).hasSize(2);
  }

  @Test
  void resetDownUp_ofOneSession() {
    IpDevice tor = build(1, listening());
    runFor(5 * SimTime.SECOND);
    BgpProcess mux = processes.get("mux1");
    mux.reset(ip("10.0.1.1"), "");
    runFor(SimTime.MILLISECOND);
    assertThat(nextHops(tor, VIP)).isEmpty();
    runFor(5 * SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).hasSize(1);
    mux.down(ip("10.0.1.1"), "");
    runFor(60 * SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).isEmpty();
    assertThat(mux.session(ip("10.0.1.1")).state()).isEqualTo(BgpState.IDLE);
    mux.up(ip("10.0.1.1"));
    runFor(SimTime.SECOND);
    assertThat(nextHops(tor, VIP)).hasSize(1);
    mux.withdraw(VIP);
    runFor(SimTime.MILLISECOND);
    assertThat(nextHops(tor, VIP)).isEmpty();
  }

  /** left - middle - right; loopbacks peer over static routes, ebgp-multihop. */
  @Test
  void multihopBetweenLoopbacks_networksFollowTheRouteTable() {
    tracer.attach(tables);
    PeerConfig.Builder toRight =
        PeerConfig.builder(2).datacenter().ebgpMultihop(3).updateSource(ip("1.1.1.1"));
    PeerConfig.Builder toLeft =
        PeerConfig.builder(1).datacenter().ebgpMultihop(3).updateSource(ip("3.3.3.3"));
    IpDevice left =
        network.add(
            IpDeviceConfig.router(
                    "left",
                    InterfaceConfig.loopback("lo", "1.1.1.1/32"),
                    InterfaceConfig.of("e0", "10.0.1.1/30"))
                .withRoutes(StaticRoute.via("3.3.3.3/32", "10.0.1.2"))
                .withProcesses(
                    BgpProcess.factory(
                        BgpConfig.builder(1, ip("1.1.1.1"))
                            .network(Prefix.parse("10.0.1.0/30"))
                            .network(Prefix.parse("10.99.0.0/16"))
                            .neighbor(ip("3.3.3.3"), toRight.build())
                            .build())));
    network.add(
        IpDeviceConfig.router(
                "middle",
                InterfaceConfig.of("e0", "10.0.1.2/30"),
                InterfaceConfig.of("e1", "10.0.2.1/30"))
            .withRoutes(
                StaticRoute.via("1.1.1.1/32", "10.0.1.1"),
                StaticRoute.via("3.3.3.3/32", "10.0.2.2")));
    IpDevice right =
        network.add(
            IpDeviceConfig.router(
                    "right",
                    InterfaceConfig.loopback("lo", "3.3.3.3/32"),
                    InterfaceConfig.of("e0", "10.0.2.2/30"))
                .withRoutes(StaticRoute.via("1.1.1.1/32", "10.0.2.1"))
                .withProcesses(
                    BgpProcess.factory(
                        BgpConfig.builder(2, ip("3.3.3.3"))
                            .redistributeConnected(true)
                            .redistributeStatic(true)
                            .neighbor(ip("1.1.1.1"), toLeft.build())
                            .build())));
    LinkConfig cable = LinkConfig.ethernet(1_000_000_000L, SimTime.MICROSECOND);
    network.connect("left", "e0", "middle", "e0", cable);
    Link second = network.connect("middle", "e1", "right", "e0", cable);
    network.bootAll();
    runFor(20 * SimTime.SECOND);

    assertThat(nextHops(right, Prefix.parse("10.0.1.0/30")))
        .containsExactly(NextHop.via(ip("1.1.1.1")));
    assertThat(right.routes().exact(Prefix.parse("10.99.0.0/16"))).isNull();
    assertThat(nextHops(left, Prefix.parse("10.0.2.0/30")))
        .containsExactly(NextHop.via(ip("3.3.3.3")));
    // 3.3.3.3/32 and 1.1.1.1/32 were offered too, but the static route has the lower distance.
    assertThat(left.routes().exact(Prefix.parse("3.3.3.3/32")).source().name()).isEqualTo("static");

    second.setCarrier(Link.Side.A_TO_B, false);
    second.setCarrier(Link.Side.B_TO_A, false);
    runFor(SimTime.MILLISECOND);
    assertThat(nextHops(right, Prefix.parse("10.0.1.0/30"))).isEmpty();
  }

  @Test
  void captureOfASession_isBgpForWireshark(@TempDir Path directory) throws IOException {
    build(2, listening());
    Path file = directory.resolve("tor.pcapng");
    List<CapturePort> ports =
        List.of(
            CapturePort.of(network.port("tor", "m1")), CapturePort.of(network.port("tor", "m2")));
    try (CaptureSink capture = new CaptureSink(file, ports)) {
      tracer.attach(capture);
      runFor(10 * SimTime.SECOND);
      network.shutDown(network.node("mux1"));
      runFor(SimTime.SECOND);
      capture.finish();
    }
    TsharkReport report = TsharkReport.of(file).assertClean();
    for (String type : List.of("1", "2", "3", "4")) {
      assertThat(report.layers("bgp.type == " + type)).as("messages of type " + type).isNotEmpty();
    }
    assertThat(report.layers("bgp.type == 2 && bgp.nlri_prefix == 192.168.133.74"))
        .as("announcements of the VIP")
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(report.layers("tcp.port == 179 && tcp.len > 0 && !bgp")).isEmpty();
    assertThat(report.layers("tcp.analysis.flags")).isEmpty();
  }

  @Test
  void sameSeed_sameTables() {
    build(3, listening());
    runFor(30 * SimTime.SECOND);
    String first = tables.rows.toString();
    BgpProcessTest again = new BgpProcessTest();
    again.build(3, listening());
    again.runFor(30 * SimTime.SECOND);
    assertThat(again.tables.rows.toString()).isEqualTo(first);
  }

  /** FRR's times: 50 ms until the choice, 10 ms more until packets follow it. */
  @Test
  void timing_frr_choiceAndForwardingLagBehindTheChange() {
    IpDevice tor =
        build(
            2,
            BgpConfig.builder(64512, ip("1.1.1.1"))
                .timing(TimingModel.FRR)
                .decision(new DecisionConfig(8, 8, true, false))
                .neighbor(muxAddress(1), PeerConfig.builder(64513).datacenter().build())
                .neighbor(muxAddress(2), PeerConfig.builder(64513).datacenter().build()));
    network.bootAll();
    simulation.runUntil(5 * SimTime.SECOND);
    processes.get("mux1").originate(VIP);
    long changePs = simulation.nowPs();
    runUntilAfter(changePs, 45);
    assertThat(tables.of("tor", "bgp")).isEmpty();
    runUntilAfter(changePs, 55);
    assertThat(tables.of("tor", "bgp")).hasSize(1);
    assertThat(tor.routes().exact(VIP)).isNull();
    // What is chosen while routes wait goes along with them.
    runUntilAfter(changePs, 65);
    assertThat(tor.routes().exact(VIP)).isNotNull();
    processes.get("mux1").withdraw(VIP);
    runUntilAfter(changePs, 120);
    assertThat(tables.of("tor", "bgp")).isEmpty();
    assertThat(tor.routes().exact(VIP)).isNotNull();
    runUntilAfter(changePs, 130);
    assertThat(tor.routes().exact(VIP)).isNull();
  }

  private void runUntilAfter(long timePs, long milliseconds) {
    simulation.runUntil(timePs + milliseconds * SimTime.MILLISECOND);
  }

  @Test
  void crashWhileRoutesWait_leavesNoneBehind() {
    IpDevice tor =
        build(
            1,
            BgpConfig.builder(64512, ip("1.1.1.1"))
                .timing(TimingModel.IDEAL.withFibInstall(SimTime.SECOND))
                .neighbor(muxAddress(1), PeerConfig.builder(64513).datacenter().build()));
    network.bootAll();
    simulation.runUntil(5 * SimTime.SECOND);
    processes.get("mux1").originate(VIP);
    simulation.runUntil(7 * SimTime.SECOND);
    assertThat(tor.routes().exact(VIP)).isNotNull();
    processes.get("mux1").withdraw(VIP);
    simulation.runUntil(7 * SimTime.SECOND + 500 * SimTime.MILLISECOND);
    network.crashProcesses(tor);
    assertThat(tor.routes().exact(VIP)).isNull();
    simulation.runUntil(20 * SimTime.SECOND);
    assertThat(tor.routes().exact(VIP)).isNull();
  }
}
