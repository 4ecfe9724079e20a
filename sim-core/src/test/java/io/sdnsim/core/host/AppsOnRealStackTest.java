package io.sdnsim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.host.TcpClientConfig.Schedule;
import io.sdnsim.core.host.TcpClientConfig.Work;
import io.sdnsim.core.host.TracerouteResult.End;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.testkit.TestNetwork;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** client - r1 - r2 - server, with the real links, IP stacks and TCP. */
class AppsOnRealStackTest {
  private static final long MS = SimTime.MILLISECOND;
  private static final IpAddress SERVER = IpAddress.parse("10.3.0.2");

  private final Simulation simulation = new Simulation(7);
  private final Network network = new Network(simulation, new Tracer());
  private final FlowRegistry flows = new FlowRegistry();
  private IpDevice client;
  private IpDevice server;
  private Link core;

  @BeforeEach
  void build() {
    client =
        network.add(
            IpDeviceConfig.host("client", InterfaceConfig.of("eth0", "10.1.0.2/24"))
                .withRoutes(StaticRoute.via("0.0.0.0/0", "10.1.0.1")));
    network.add(
        IpDeviceConfig.router(
                "r1",
                InterfaceConfig.of("eth0", "10.1.0.1/24"),
                InterfaceConfig.of("eth1", "10.2.0.1/24"))
            .withRoutes(StaticRoute.via("10.3.0.0/24", "10.2.0.2")));
    network.add(
        IpDeviceConfig.router(
                "r2",
                InterfaceConfig.of("eth0", "10.2.0.2/24"),
                InterfaceConfig.of("eth1", "10.3.0.1/24"))
            .withRoutes(StaticRoute.via("10.1.0.0/24", "10.2.0.1")));
    server =
        network.add(
            IpDeviceConfig.host("server", InterfaceConfig.of("eth0", "10.3.0.2/24"))
                .withRoutes(StaticRoute.via("0.0.0.0/0", "10.3.0.1")));
    LinkConfig link = LinkConfig.ethernet(1_000_000_000L, 50 * SimTime.MICROSECOND);
    network.connect("client", "eth0", "r1", "eth0", link);
    core = network.connect("r1", "eth1", "r2", "eth0", link);
    network.connect("r2", "eth1", "server", "eth0", link);
    network.bootAll();
    new TcpServerApp(server, TcpServerConfig.on("web", TcpConfig.LINUX, 80, 443), flows).start();
    new UdpServerApp(server, UdpServerConfig.echo("echo", 7), flows).start();
    new UdpServerApp(server, UdpServerConfig.sink("sink", 9_000), flows).start();
  }

  private FlowStats web(Schedule schedule, Work work) {
    TcpClientConfig config =
        new TcpClientConfig("web", new Endpoint(SERVER, 80), schedule, work, TcpConfig.LINUX);
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new TcpClientApp(client, config, stats).start();
    return stats;
  }

  private void cutCore(long fromPs, long toPs) {
    for (Link.Side side : Link.Side.values()) {
      at(fromPs, () -> core.setSilentlyCut(side, true));
      at(toPs, () -> core.setSilentlyCut(side, false));
    }
  }

  private void at(long timePs, Runnable action) {
    simulation.at(timePs, client.context().source(), EventClass.SCENARIO, action);
  }

  private void run(long untilPs) {
    simulation.runUntil(untilPs);
    assertThat(network.conservation().isBalanced()).isTrue();
  }

  @Test
  void requests_areAnsweredToTheByte() {
    FlowStats stats =
        web(
            Schedule.of(10 * MS, 200, ArrivalProcess.poissonPerSecond(200)),
            Work.session(2, 20 * MS, 300, 20_000));
    run(5 * SimTime.SECOND);
    FlowResult result = stats.result(5 * SimTime.SECOND);
    assertThat(result.connections()).isEqualTo(new FlowResult.Connections(200, 200, 200, 0, 0, 0));
    assertThat(result.bytes())
        .isEqualTo(new FlowResult.Bytes(120_000, 120_000, 8_000_000, 8_000_000));
    assertThat(result.latency().minPs()).isBetween(300 * SimTime.MICROSECOND, 2 * MS);
  }

  @Test
  void bulkTransfers_fillTheLink() {
    FlowStats up =
        web(Schedule.of(10 * MS, 1, new ArrivalProcess.Constant(MS)), Work.upload(50_000_000));
    run(5 * SimTime.SECOND);
    assertThat(up.result(5 * SimTime.SECOND).connections().completed()).isEqualTo(1);
    assertThat(up.bytesReceivedIn(0, 5 * SimTime.SECOND)).isEqualTo(50_000_000);
    assertThat(up.throughputBps(100 * MS, 300 * MS)).isBetween(0.8e9, 1e9);
  }

  @Test
  void coreCut_probeSeesTheOutage_connectionStallsLonger_andSurvives() {
    FlowStats stats =
        web(
            Schedule.of(10 * MS, 1, new ArrivalProcess.Constant(MS)),
            Work.session(400, 10 * MS, 300, 1_000));
    ProbeConfig config = ProbeConfig.tcp("probe", new Endpoint(SERVER, 443), 3, 10 * MS, 0);
    FlowStats probe = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new ProbeApp(client, config, probe, TcpConfig.LINUX).start();
    cutCore(SimTime.SECOND, 3 * SimTime.SECOND);
    run(12 * SimTime.SECOND);

    Gap outage = probe.longestOutageAfter(SimTime.SECOND, 12 * SimTime.SECOND);
    assertThat(outage.lengthPs()).isBetween(1_980 * MS, 2_020 * MS);
    FlowResult result = stats.result(12 * SimTime.SECOND);
    assertThat(result.connections()).isEqualTo(new FlowResult.Connections(1, 1, 1, 0, 0, 0));
    assertThat(result.stall().lengthPs()).isGreaterThan(outage.lengthPs());
  }

  /**
   * The first SYN waits for the address, so its probe is given up while the answer is on its way:
   * half a connection meets the second SYN from the same port, and then all is well.
   */
  @Test
  void probeIsGivenUpTooEarly_costsTheNextOneToo_andNoFurther() {
    TestNetwork world = new TestNetwork(3);
    IpDevice near = world.add(IpDeviceConfig.host("near", InterfaceConfig.of("e0", "10.0.0.1/24")));
    IpDevice far = world.add(IpDeviceConfig.host("far", InterfaceConfig.of("e0", "10.0.0.2/24")));
    world.link("near:e0", "far:e0", LinkConfig.ethernet(1_000_000_000L, 4 * MS));
    world.boot();
    new TcpServerApp(far, TcpServerConfig.on("web", TcpConfig.LINUX, 443), flows).start();
    Endpoint target = new Endpoint(IpAddress.parse("10.0.0.2"), 443);
    ProbeConfig config = ProbeConfig.tcp("probe", target, 1, 10 * MS, 0);
    FlowStats probe = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new ProbeApp(near, config, probe, TcpConfig.LINUX).start();
    world.run(SimTime.SECOND - MS);
    FlowResult result = probe.result(SimTime.SECOND - MS);
    assertThat(result.sent()).isEqualTo(100);
    assertThat(result.lost()).isEqualTo(2);
    assertThat(result.received()).isEqualTo(98);
    assertThat(world.recorder().records())
        .filteredOn(record -> record.step() instanceof Step.Dropped)
        .isNotEmpty()
        .allMatch(record -> record.timePs() < 40 * MS);
    world.assertConserved();
  }

  @Test
  void serverProcessesCrash_connectionsBreak() {
    FlowStats stats =
        web(
            Schedule.of(10 * MS, 5, new ArrivalProcess.Constant(MS)),
            Work.session(400, 10 * MS, 300, 1_000));
    at(SimTime.SECOND, () -> network.powerOff(server));
    at(SimTime.SECOND + 500 * MS, () -> network.powerOn(server));
    run(60 * SimTime.SECOND);
    assertThat(stats.result(60 * SimTime.SECOND).connections().broken()).isEqualTo(5);
    assertThat(stats.brokenConnections())
        .extracting(BrokenConnection::reason)
        .containsOnly("RESET");
  }

  @Test
  void pingTracerouteAndUdp_workThroughRouters() {
    ProbeConfig ping = ProbeConfig.ping("ping", SERVER, 100 * MS, 10 * MS, 10);
    FlowStats pinged = flows.add(ping.newStats(FlowStatsConfig.DEFAULT));
    new ProbeApp(client, ping, pinged, TcpConfig.LINUX).start();
    UdpCbrConfig cbr =
        UdpCbrConfig.perSecond("udp", new Endpoint(SERVER, 9_000), 1_000, 500, 50 * MS, 500);
    FlowStats udp = flows.add(cbr.newStats(FlowStatsConfig.DEFAULT));
    new UdpCbrApp(client, cbr, udp).start();
    ProbeConfig echo = ProbeConfig.udp("echo", new Endpoint(SERVER, 7), 2, 50 * MS, 10 * MS);
    FlowStats echoed = flows.add(echo.newStats(FlowStatsConfig.DEFAULT));
    new ProbeApp(client, echo, echoed, TcpConfig.LINUX).start();
    for (Function<String, TracerouteConfig> kind :
        java.util.List.<Function<String, TracerouteConfig>>of(
            id -> TracerouteConfig.udp(id + "-udp", SERVER, 2 * SimTime.SECOND),
            id -> TracerouteConfig.icmp(id + "-icmp", SERVER, 3 * SimTime.SECOND))) {
      TracerouteConfig config = kind.apply("trace");
      TracerouteResult result = new TracerouteResult();
      FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
      new TracerouteApp(client, config, stats, result).start();
      at(
          9 * SimTime.SECOND,
          () -> {
            assertThat(result.end()).isEqualTo(End.REACHED);
            assertThat(result.hops())
                .containsExactly(IpAddress.parse("10.1.0.1"), IpAddress.parse("10.2.0.2"), SERVER);
          });
    }
    run(10 * SimTime.SECOND);
    assertThat(pinged.received()).isEqualTo(10);
    assertThat(udp.result(10 * SimTime.SECOND).received()).isEqualTo(500);
    assertThat(udp.result(10 * SimTime.SECOND).lost()).isZero();
    assertThat(echoed.result(10 * SimTime.SECOND).outage()).isNull();
    assertThat(echoed.received()).isGreaterThan(390);
  }

  @Test
  void capturedSession_replayedBetweenHosts_whileOtherFlowsRun_isFaithful() throws Exception {
    ReplayPlan plan =
        CaptureImport.read(Path.of("src/test/resources/captures/portal-session.pcap"))
            .plan(ReplayConfig.of("replayed", new Endpoint(SERVER, 443), SimTime.SECOND));
    ReplayRun replay = new ReplayRun(plan);
    ReplayApp.server(server, replay).start();
    ReplayApp.client(client, replay).start();
    FlowStats stats =
        web(Schedule.of(10 * MS, 100, ArrivalProcess.perSecond(50)), Work.exchange(300, 20_000));
    run(10 * SimTime.SECOND);
    assertThat(replay.result().isFaithful()).isTrue();
    assertThat(replay.result().flow().received()).isEqualTo(764);
    assertThat(stats.result(10 * SimTime.SECOND).connections().completed()).isEqualTo(100);
  }
}
