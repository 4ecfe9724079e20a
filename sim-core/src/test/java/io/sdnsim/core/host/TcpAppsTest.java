package io.sdnsim.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.host.TcpClientConfig.Schedule;
import io.sdnsim.core.host.TcpClientConfig.Work;
import io.sdnsim.core.transport.TcpConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TcpAppsTest {
  private static final long MS = SimTime.MILLISECOND;
  private static final Endpoint TARGET = new Endpoint(IpAddress.parse("10.0.0.2"), 80);

  private final FakeWorld world = new FakeWorld(MS);
  private final FakeWorld.Host client = world.host("10.0.0.1");
  private final FakeWorld.Host server = world.host("10.0.0.2");
  private final FlowRegistry flows = new FlowRegistry();

  private TcpServerApp startServer() {
    TcpServerApp app =
        new TcpServerApp(server, TcpServerConfig.on("server", TcpConfig.LINUX, 80), flows);
    app.start();
    return app;
  }

  private FlowStats startClient(Schedule schedule, Work work) {
    return startClient(new TcpClientConfig("web", TARGET, schedule, work, TcpConfig.LINUX));
  }

  private FlowStats startClient(TcpClientConfig config) {
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new TcpClientApp(client, config, stats).start();
    return stats;
  }

  private static Schedule every(long intervalPs, int connections) {
    return Schedule.of(0, connections, new ArrivalProcess.Constant(intervalPs));
  }

  @Test
  void exchange_everyConnectionGetsItsAnswer_bytesCountBothWays() {
    startServer();
    FlowStats stats = startClient(every(10 * MS, 5), Work.exchange(300, 20_000));
    world.run(SimTime.SECOND);

    FlowResult result = stats.result(SimTime.SECOND);
    assertThat(result.connections()).isEqualTo(new FlowResult.Connections(5, 5, 5, 0, 0, 0));
    assertThat(result.sent()).isEqualTo(5);
    assertThat(result.received()).isEqualTo(5);
    assertThat(result.lost()).isZero();
    assertThat(result.bytes()).isEqualTo(new FlowResult.Bytes(1500, 1500, 100_000, 100_000));
    assertThat(result.bytesReceived()).isEqualTo(100_000);
    assertThat(result.outage()).isNull();
    assertThat(client.connections).isEmpty();
    assertThat(server.connections).isEmpty();
  }

  @Test
  void exchange_latency_isFromRequestToLastByte() {
    startServer();
    FlowStats stats = startClient(every(10 * MS, 1), Work.exchange(300, 47));
    world.run(SimTime.SECOND);
    assertThat(stats.latency().minPs()).isEqualTo(2 * MS);
    assertThat(stats.latency().maxPs()).isEqualTo(2 * MS);
    assertThat(stats.latency().percentilePs(50)).isEqualTo(2 * MS);
  }

  @Test
  void severalFlowsToOnePort_eachGetsItsOwnSizes() {
    startServer();
    FlowStats small = startClient(every(MS, 3), Work.exchange(100, 50));
    TcpClientConfig other =
        new TcpClientConfig(
            "big", TARGET, every(MS, 2), Work.exchange(5_000, 70_000), TcpConfig.LINUX);
    FlowStats big = startClient(other);
    world.run(SimTime.SECOND);
    assertThat(small.result(SimTime.SECOND).bytes())
        .isEqualTo(new FlowResult.Bytes(300, 300, 150, 150));
    assertThat(big.result(SimTime.SECOND).bytes())
        .isEqualTo(new FlowResult.Bytes(10_000, 10_000, 140_000, 140_000));
  }

  @Test
  void session_wireCutWhileWaiting_stallsLongerThanTheCutAndSurvives() {
    startServer();
    FlowStats stats = startClient(every(MS, 1), Work.session(100, 10 * MS, 300, 1_000));
    world.at(100 * MS, () -> world.cut = true);
    world.at(350 * MS, () -> world.cut = false);
    world.run(5 * SimTime.SECOND);

    FlowResult result = stats.result(5 * SimTime.SECOND);
    assertThat(result.connections().completed()).isEqualTo(1);
    assertThat(result.connections().broken()).isZero();
    // The fake's TCP tries again after 200 ms and 400 ms more.
    assertThat(result.stall().lengthPs()).isBetween(500 * MS, 700 * MS);
    assertThat(stats.longestStallAfter(100 * MS, 5 * SimTime.SECOND)).isEqualTo(result.stall());
    assertThat(stats.longestStallAfter(2 * SimTime.SECOND, 5 * SimTime.SECOND)).isNull();
  }

  @Test
  void longTransfersEitherWay_thatProgress_doNotStall() {
    startServer();
    FlowStats stats = startClient(every(MS, 1), Work.exchange(3_000_000, 3_000_000));
    world.run(5 * SimTime.SECOND);
    FlowResult result = stats.result(5 * SimTime.SECOND);
    assertThat(result.latency().minPs()).isGreaterThan(300 * MS);
    assertThat(result.stall().lengthPs()).isLessThan(10 * MS);
  }

  @Test
  void stall_stillOpenAtTheEnd_countsUntilNow() {
    startServer();
    FlowStats stats = startClient(every(MS, 1), Work.session(100, 10 * MS, 300, 1_000));
    world.at(105 * MS, () -> world.cut = true);
    world.run(SimTime.SECOND);
    assertThat(stats.result(SimTime.SECOND).stall().lengthPs()).isGreaterThan(850 * MS);
    assertThat(stats.result(SimTime.SECOND).connections().open()).isEqualTo(1);
  }

  @Test
  void noListener_connectionsBreakAsRefused() {
    FlowStats stats = startClient(every(10 * MS, 3), Work.exchange(300, 1_000));
    world.run(SimTime.SECOND);
    assertThat(stats.result(SimTime.SECOND).connections())
        .isEqualTo(new FlowResult.Connections(3, 0, 0, 3, 0, 0));
    assertThat(stats.brokenConnections())
        .extracting(BrokenConnection::reason)
        .containsOnly("REFUSED");
    assertThat(stats.brokenIn(0, 10 * MS)).isEqualTo(1);
  }

  @Test
  void deadlinePassed_connectionBreaksAndMessageIsLost() {
    startServer();
    FlowStats stats = startClient(every(MS, 1), Work.exchange(300, 1_000).withDeadline(50 * MS));
    world.at(1, () -> world.cut = true);
    world.run(SimTime.SECOND);
    assertThat(stats.brokenConnections())
        .containsExactly(new BrokenConnection(0, 50 * MS, true, "DEADLINE"));
    assertThat(stats.result(SimTime.SECOND).lost()).isEqualTo(1);
  }

  @Test
  void serverCrashes_openConnectionsBreak() {
    TcpServerApp app = startServer();
    FlowStats stats = startClient(every(MS, 1), Work.session(100, 10 * MS, 300, 1_000));
    world.at(
        200 * MS,
        () -> {
          app.crash();
          server.kernelClosesSockets();
        });
    world.run(SimTime.SECOND);
    assertThat(stats.brokenConnections())
        .extracting(BrokenConnection::reason)
        .containsExactly("PEER_CLOSED");
  }

  @Test
  void clientCrashesAndRestarts_goesOnWithTheRemainingConnections() {
    startServer();
    TcpClientConfig config =
        new TcpClientConfig(
            "web",
            TARGET,
            every(100 * MS, 10),
            Work.session(3, 30 * MS, 300, 1_000),
            TcpConfig.LINUX);
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    TcpClientApp first = new TcpClientApp(client, config, stats);
    first.start();
    world.at(
        320 * MS,
        () -> {
          first.crash();
          client.kernelClosesSockets();
        });
    world.at(2 * SimTime.SECOND, () -> new TcpClientApp(client, config, stats).start());
    world.run(5 * SimTime.SECOND);
    FlowResult.Connections connections = stats.result(5 * SimTime.SECOND).connections();
    assertThat(connections.opened()).isEqualTo(10);
    assertThat(connections.broken()).isEqualTo(1);
    assertThat(connections.completed()).isEqualTo(9);
    assertThat(stats.brokenConnections().get(0).reason()).isEqualTo("PROCESS_ENDED");
  }

  @Test
  void upload_completesWhenAcknowledged() {
    startServer();
    FlowStats stats = startClient(every(MS, 1), Work.upload(10_000_000));
    world.run(10 * SimTime.SECOND);
    FlowResult result = stats.result(10 * SimTime.SECOND);
    assertThat(result.connections().completed()).isEqualTo(1);
    assertThat(result.bytesReceived()).isEqualTo(10_000_000);
    assertThat(result.bytes().replySent()).isZero();
  }

  @Test
  void uploadFor_endsAfterItsDurationAndKeepsThePipeFull() {
    startServer();
    FlowStats stats = startClient(every(MS, 1), Work.uploadFor(300 * MS));
    world.run(5 * SimTime.SECOND);
    FlowResult result = stats.result(5 * SimTime.SECOND);
    assertThat(result.connections().completed()).isEqualTo(1);
    // The fake carries one chunk of 32 KiB in each round trip of 2 ms.
    assertThat(result.bytesReceived()).isGreaterThan(100 * 32_768);
    assertThat(result.bytes().forwardSent()).isEqualTo(result.bytesReceived());
  }

  @Test
  void downloadFor_endsAfterItsDuration() {
    startServer();
    FlowStats stats = startClient(every(MS, 1), Work.downloadFor(300 * MS));
    world.run(5 * SimTime.SECOND);
    FlowResult result = stats.result(5 * SimTime.SECOND);
    assertThat(result.connections().completed()).isEqualTo(1);
    assertThat(result.bytesReceived()).isGreaterThan(100 * 32_768);
    assertThat(stats.throughputBps(100 * MS, 200 * MS)).isBetween(1.2e8, 1.4e8);
    assertThat(client.connections).isEmpty();
    assertThat(server.connections).isEmpty();
  }

  @Test
  void closedLoop_holdsAsManyConnectionsAsUsers() {
    startServer();
    ArrivalProcess loop = new ArrivalProcess.ClosedLoop(4, 6 * MS);
    FlowStats stats = startClient(Schedule.of(0, 0, loop), Work.exchange(300, 47));
    List<Integer> open = new ArrayList<>();
    for (int i = 1; i < 100; i++) {
      long timePs = i * MS / 2;
      world.at(timePs, () -> open.add(stats.result(timePs).connections().open()));
    }
    world.run(SimTime.SECOND);
    assertThat(open).allMatch(count -> count <= 4).contains(4);
    // 2 ms for the handshake, 2 for the exchange, 6 of thinking.
    assertThat(stats.result(SimTime.SECOND).connections().completed()).isBetween(396, 404);
  }

  @Test
  void closedLoop_refused_retriesAfterThePauseOnly() {
    ArrivalProcess loop = new ArrivalProcess.ClosedLoop(1, 0, 100 * MS);
    FlowStats stats = startClient(Schedule.of(0, 0, loop), Work.exchange(300, 1_000));
    world.run(SimTime.SECOND);
    assertThat(stats.result(SimTime.SECOND).connections().broken()).isEqualTo(10);
  }

  @Test
  void poisson_sameSeed_sameArrivals_andMeanAsAsked() {
    startServer();
    FlowStats stats =
        startClient(
            Schedule.of(0, 0, ArrivalProcess.poissonPerSecond(1_000)), Work.exchange(300, 1_000));
    world.run(SimTime.SECOND);
    assertThat(stats.result(SimTime.SECOND).connections().opened()).isBetween(900, 1_100);

    TcpAppsTest again = new TcpAppsTest();
    again.startServer();
    FlowStats second =
        again.startClient(
            Schedule.of(0, 0, ArrivalProcess.poissonPerSecond(1_000)), Work.exchange(300, 1_000));
    again.world.run(SimTime.SECOND);
    assertThat(second.result(SimTime.SECOND)).isEqualTo(stats.result(SimTime.SECOND));
  }

  /** The smallest rate of a scenario: a mean of 10^18 ps, of which a long holds nine. */
  @Test
  void poisson_distanceBeyondALong_isNever() {
    startServer();
    var arrivals = (ArrivalProcess.Poisson) ArrivalProcess.poissonPerSecond(0.000_001);
    String flow =
        Stream.iterate(0, i -> i + 1)
            .map(i -> "f" + i)
            .filter(name -> firstDistancePs(name, arrivals) == Long.MAX_VALUE)
            .findFirst()
            .orElseThrow();
    TcpClientConfig config =
        new TcpClientConfig(
            flow,
            TARGET,
            Schedule.of(SimTime.SECOND, 2, arrivals),
            Work.exchange(100, 47),
            TcpConfig.LINUX);
    FlowStats stats = flows.add(config.newStats(FlowStatsConfig.DEFAULT));
    new TcpClientApp(client, config, stats).start();
    world.run(20 * SimTime.SECOND);
    assertThat(stats.result(20 * SimTime.SECOND).connections().opened()).isOne();
  }

  private long firstDistancePs(String flow, ArrivalProcess.Poisson arrivals) {
    return client
        .context()
        .random("flow/" + flow + "/arrivals/0")
        .nextExponential(arrivals.meanIntervalPs());
  }

  @Test
  void tooManyOpen_arrivalsAreCountedAndNotOpened() {
    startServer();
    Schedule schedule = new Schedule(0, SimTime.NEVER, 10, new ArrivalProcess.Constant(MS), 3);
    FlowStats stats = startClient(schedule, Work.session(2, SimTime.SECOND, 300, 1_000));
    world.run(5 * SimTime.SECOND);
    assertThat(stats.result(5 * SimTime.SECOND).connections())
        .isEqualTo(new FlowResult.Connections(3, 3, 3, 0, 0, 7));
  }

  @Test
  void server_garbage_isCutOffWithReset() {
    TcpServerApp app = startServer();
    FlowStats stats = startClient(every(MS, 1), Work.exchange(300, 1_000));
    client.connect(
        TcpConfig.LINUX,
        null,
        0,
        TARGET.address(),
        80,
        new io.sdnsim.core.packet.FlowTag("junk", 0, false),
        new io.sdnsim.core.transport.TcpHandler() {
          @Override
          public void connected(io.sdnsim.core.transport.TcpSocket socket) {
            socket.send(
                io.sdnsim.core.packet.Bytes.of(
                    "HELO you\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
          }

          @Override
          public void received(
              io.sdnsim.core.transport.TcpSocket socket, io.sdnsim.core.packet.Payload data) {}

          @Override
          public void closed(
              io.sdnsim.core.transport.TcpSocket socket,
              io.sdnsim.core.transport.CloseReason reason) {}
        });
    world.run(SimTime.SECOND);
    assertThat(app.malformed()).isEqualTo(1);
    assertThat(stats.result(SimTime.SECOND).connections().completed()).isEqualTo(1);
  }

  @Test
  void config_requestTooShortForItsHead_isRefusedWithTheRemedy() {
    assertThatThrownBy(
            () ->
                new TcpClientConfig(
                    "web", TARGET, every(MS, 1), Work.exchange(20, 20_000), TcpConfig.LINUX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "web.request-bytes=20: must be 37 (an HTTP request line that names the size of the"
                + " answer) to 9999999999");
    assertThatThrownBy(
            () ->
                new TcpClientConfig(
                    "web", TARGET, every(MS, 1), Work.exchange(200, 20), TcpConfig.LINUX))
        .hasMessageContaining("web.response-bytes=20: must be 0 for no answer, or 47");
  }
}
