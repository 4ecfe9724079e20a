package io.sdnsim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.host.TracerouteResult.End;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.transport.TcpConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PacketAppsTest {
  private static final long MS = SimTime.MILLISECOND;
  private static final IpAddress SERVER = IpAddress.parse("10.0.0.2");

  private final FakeWorld world = new FakeWorld(MS);
  private final FakeWorld.Host client = world.host("10.0.0.1");
  private final FakeWorld.Host server = world.host("10.0.0.2");
  private final FlowRegistry flows = new FlowRegistry();

  private FlowStats startProbes(ProbeConfig config) {
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new ProbeApp(client, config, stats, TcpConfig.LINUX).start();
    return stats;
  }

  private void startServers() {
    new TcpServerApp(server, TcpServerConfig.on("web", TcpConfig.LINUX, 443), flows).start();
    new UdpServerApp(server, UdpServerConfig.echo("echo", 7), flows).start();
  }

  private void cut(long fromPs, long toPs) {
    world.at(fromPs, () -> world.cut = true);
    world.at(toPs, () -> world.cut = false);
  }

  @Test
  void ping_countsSendsAnswersAndRoundTrips() {
    FlowStats stats = startProbes(ProbeConfig.ping("ping", SERVER, 100 * MS, MS, 5));
    world.run(5 * SimTime.SECOND);
    FlowResult result = stats.result(5 * SimTime.SECOND);
    assertThat(result.sent()).isEqualTo(5);
    assertThat(result.received()).isEqualTo(5);
    assertThat(result.latency().minPs()).isEqualTo(2 * MS);
    assertThat(result.latency().maxPs()).isEqualTo(2 * MS);
    assertThat(result.jitterPs()).isZero();
    assertThat(result.outage()).isNull();
  }

  @Test
  void ping_beyond65536Probes_numbersGoOn() {
    FlowStats stats = startProbes(ProbeConfig.ping("ping", SERVER, MS / 10, 0, 70_000));
    world.run(8 * SimTime.SECOND);
    assertThat(stats.received()).isEqualTo(70_000);
    assertThat(stats.result(8 * SimTime.SECOND).late()).isZero();
  }

  @Test
  void probesOfEveryKind_wireCut_outageIsTheCutToOneInterval() {
    startServers();
    List<ProbeConfig> kinds =
        List.of(
            ProbeConfig.tcp("tcp", new Endpoint(SERVER, 443), 4, 10 * MS, 0),
            ProbeConfig.udp("udp", new Endpoint(SERVER, 7), 4, 10 * MS, 0),
            ProbeConfig.ping("icmp", SERVER, 10 * MS, 0, 0),
            ProbeConfig.tcp("tcp-rotating", new Endpoint(SERVER, 443), 1, 10 * MS, 0).rotating(),
            ProbeConfig.udp("udp-rotating", new Endpoint(SERVER, 7), 1, 10 * MS, 0).rotating());
    List<FlowStats> all = new ArrayList<>();
    kinds.forEach(kind -> all.add(startProbes(kind)));
    cut(SimTime.SECOND, 3 * SimTime.SECOND);
    world.run(6 * SimTime.SECOND);
    for (FlowStats stats : all) {
      Gap outage = stats.longestOutageAfter(SimTime.SECOND, 6 * SimTime.SECOND);
      assertThat(outage).as(stats.id()).isNotNull();
      assertThat(outage.lengthPs()).as(stats.id()).isBetween(1_990 * MS, 2_010 * MS);
      assertThat(outage.startPs()).as(stats.id()).isBetween(990 * MS, 1_010 * MS);
      // The fate of a probe of the last moment is not known yet, one of each prober.
      assertThat(stats.sent() - stats.received() - stats.lost(6 * SimTime.SECOND))
          .as(stats.id())
          .isBetween(0L, 4L);
    }
  }

  @Test
  void tcpProbe_refused_isALoss() {
    FlowStats stats = startProbes(ProbeConfig.tcp("tcp", new Endpoint(SERVER, 99), 1, 10 * MS, 0));
    world.run(95 * MS);
    assertThat(stats.received()).isZero();
    assertThat(stats.lost(95 * MS)).isEqualTo(10);
    assertThat(stats.errors()).containsEntry("REFUSED", 10L);
    assertThat(stats.result(95 * MS).outage().startPs()).isZero();
  }

  @Test
  void pinnedProbers_keepTheirPorts_rotatingOnesTakeFreshOnes() {
    startServers();
    TreeSet<Integer> ports = new TreeSet<>();
    world.wire =
        packet -> {
          if (packet.transport() instanceof UdpHeader udp && udp.destinationPort() == 7) {
            ports.add(udp.sourcePort());
          }
          return packet;
        };
    startProbes(ProbeConfig.udp("pinned", new Endpoint(SERVER, 7), 3, 10 * MS, 0));
    world.run(500 * MS);
    assertThat(ports).hasSize(3);
    ports.clear();
    startProbes(ProbeConfig.udp("fresh", new Endpoint(SERVER, 7), 1, 10 * MS, 0).rotating());
    world.run(SimTime.SECOND);
    assertThat(ports).hasSizeGreaterThan(50);
  }

  @Test
  void prober_stopped_closesWhatItHeld() {
    ProbeConfig config =
        ProbeConfig.udp("udp", new Endpoint(SERVER, 7), 2, 10 * MS, 0)
            .rotating()
            .withStop(200 * MS);
    startServers();
    startProbes(config);
    world.run(5 * SimTime.SECOND);
    assertThat(client.udps).isEmpty();
    ProbeConfig tcp =
        ProbeConfig.tcp("tcp", new Endpoint(SERVER, 443), 2, 10 * MS, 0)
            .withStop(6 * SimTime.SECOND);
    startProbes(tcp);
    world.run(8 * SimTime.SECOND);
    assertThat(client.connections).isEmpty();
  }

  @Test
  void prober_crashes_nothingMoreIsCounted() {
    ProbeConfig config = ProbeConfig.ping("ping", SERVER, 10 * MS, 0, 0);
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    ProbeApp app = new ProbeApp(client, config, stats, TcpConfig.LINUX);
    app.start();
    world.at(105 * MS, app::crash);
    world.run(SimTime.SECOND);
    assertThat(stats.sent()).isEqualTo(11);
    ProbeApp again = new ProbeApp(client, config, stats, TcpConfig.LINUX);
    again.start();
    world.run(SimTime.SECOND + 95 * MS);
    assertThat(stats.sent()).isEqualTo(21);
    again.shutDown();
  }

  @Test
  void pinnedTcpProbe_timeoutBeyondItsInterval_isRefusedWithTheRemedy() {
    assertThatThrownBy(
            () ->
                ProbeConfig.tcp("p", new Endpoint(SERVER, 443), 1, 10 * MS, 0).withTimeout(20 * MS))
        .hasMessage(
            "p.timeout=20ms: must not exceed the interval of 10ms, since a pinned port can hold one"
                + " connection; use rotating ports or a longer interval");
  }

  @Test
  void udpConstantRate_lossAndReorderingAreSeen() {
    UdpCbrConfig config =
        UdpCbrConfig.perSecond("udp", new Endpoint(SERVER, 9_000), 1_000, 100, MS, 1_000);
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new UdpServerApp(server, UdpServerConfig.sink("sink", 9_000), flows).start();
    new UdpCbrApp(client, config, stats).start();
    world.wire = packet -> packet.tag().number() % 10 == 3 ? null : packet;
    world.extraDelay = packet -> packet.tag().number() % 10 == 5 ? 5 * MS : 0;
    world.run(10 * SimTime.SECOND);
    FlowResult result = stats.result(10 * SimTime.SECOND);
    assertThat(result.sent()).isEqualTo(1_000);
    assertThat(result.received()).isEqualTo(900);
    assertThat(result.lost()).isEqualTo(100);
    assertThat(result.bytesReceived()).isEqualTo(90_000);
    assertThat(result.latency().minPs()).isEqualTo(MS);
    assertThat(result.latency().maxPs()).isEqualTo(6 * MS);
    assertThat(result.jitterPs()).isPositive();
    assertThat(result.outage().lengthPs()).isEqualTo(MS);
    assertThat(stats.sumReceivePs()).isPositive();
    assertThat(stats.throughputBps(100 * MS, 900 * MS)).isBetween(715_000.0, 725_000.0);
  }

  @Test
  void udp_nobodyListens_theErrorIsNamed() {
    UdpCbrConfig config =
        UdpCbrConfig.perSecond("udp", new Endpoint(SERVER, 9_000), 1_000, 100, 0, 3);
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new UdpCbrApp(client, config, stats).start();
    world.run(SimTime.SECOND);
    assertThat(stats.errors()).containsEntry("port unreachable from 10.0.0.2", 3L);
  }

  /** Three routers in front of the server, the second of which answers nobody. */
  private Packet routers(Packet packet) {
    if (!packet.ip().source().equals(client.address)) {
      return packet;
    }
    int hopLimit = packet.ip().hopLimit();
    if (hopLimit > 3) {
      return packet;
    }
    if (hopLimit != 2) {
      client.sendError(
          IpAddress.parse("10.1.0." + hopLimit), IcmpHeader.V4_TIME_EXCEEDED, 0, packet);
    }
    return null;
  }

  private TracerouteResult trace(TracerouteConfig config) {
    world.wire = this::routers;
    TracerouteResult result = new TracerouteResult();
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new TracerouteApp(client, config, stats, result).start();
    world.run(world.simulation.nowPs() + 60 * SimTime.SECOND);
    return result;
  }

  @Test
  void traceroute_udpAndIcmp_nameTheRoutersOnTheWay() {
    for (TracerouteConfig config :
        List.of(TracerouteConfig.udp("udp", SERVER, 0), TracerouteConfig.icmp("icmp", SERVER, 0))) {
      TracerouteResult result = trace(config);
      assertThat(result.end()).isEqualTo(End.REACHED);
      assertThat(result.hops())
          .containsExactly(IpAddress.parse("10.1.0.1"), null, IpAddress.parse("10.1.0.3"), SERVER);
      assertThat(result.probes()).hasSize(12);
      assertThat(result.toString()).contains(" 2  *  *  *\n");
    }
    assertThat(client.udps).isEmpty();
    assertThat(client.echoes).isEmpty();
  }

  @Test
  void traceroute_nobodyThere_givesUp() {
    IpAddress nowhere = IpAddress.parse("10.0.0.99");
    TracerouteResult result = trace(TracerouteConfig.udp("udp", nowhere, 0));
    assertThat(result.end()).isEqualTo(End.SILENT);
    assertThat(result.hops()).hasSize(8);
  }
}
