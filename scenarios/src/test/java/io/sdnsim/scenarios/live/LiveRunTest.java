package io.sdnsim.scenarios.live;

import static io.sdnsim.scenarios.live.LiveFixture.UP1;
import static io.sdnsim.scenarios.live.LiveFixture.UP2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveRunTest {
  private static final int MANY = 10_000;

  @TempDir private Path folder = Path.of("");
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private LiveRun live(Scenario scenario, boolean listening, String... peers) {
    return new LiveRun(LivePeers.of(scenario, List.of(peers), listening), List.of(), lines::add);
  }

  private static List<Prefix> own(int count) {
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prefixes.add(Prefix.parse("60." + (i >> 8) + "." + (i & 0xFF) + ".0/24"));
    }
    return prefixes;
  }

  private RunResult replayed(Scenario scenario, Path file) {
    Replay replay = new Replay(RecordReader.read(file));
    replay.check(scenario);
    ScenarioRun again = new ScenarioRun(scenario, replay.options(RunOptions.of(replay.seed())));
    replay.prepare(again);
    RunResult result = again.finish();
    assertThat(replay.difference(result.fingerprint())).isEmpty();
    return result;
  }

  @Test
  void thousandsOfRoutesBothWays_andTheSameRunAgainFromTheRecord() throws Exception {
    Scenario scenario = LiveFixture.scenario(folder, own(MANY), "");
    Path file = folder.resolve("record.jsonl");
    try (ScriptedPeer one = new ScriptedPeer();
        ScriptedPeer two = new ScriptedPeer();
        LiveRun live = live(scenario, false, one.as(UP1), two.as(UP2))) {
      live.recordTo(file, scenario, scenario.seed());
      RunResult result =
          LiveFixture.run(
              live,
              scenario,
              () -> {
                one.accept().establish(65001, 90);
                two.accept().establish(65002, 90);
                one.send(ScriptedPeer.routes(65001, "10.0.1.2", MANY));
                assertThat(one.readRoutes(MANY)).containsAll(own(MANY));
                List<Prefix> expected = new ArrayList<>(own(MANY));
                expected.addAll(ScriptedPeer.prefixes(MANY));
                assertThat(two.readRoutes(2 * MANY)).containsExactlyInAnyOrderElementsOf(expected);
                return null;
              });

      assertThat(live.summaries())
          .extracting(LiveRun.Summary::state, LiveRun.Summary::received)
          .containsExactly(tuple("Established", MANY), tuple("Established", 0));
      assertThat(live.summaries().get(1).announced()).isEqualTo(2 * MANY);
      assertThat(one.readNotification())
          .isEqualTo(
              BgpMessage.Notification.cease(
                  BgpError.CEASE_ADMINISTRATIVE_SHUTDOWN, "the live run ends"));
      assertThat(one.next()).as("the end of the stream").isNull();
      assertThat(replayed(scenario, file)).isEqualTo(result);
    }
  }

  @Test
  void aPeerMayConnectToo() throws Exception {
    Scenario scenario = LiveFixture.scenario(folder, own(3), "");
    try (ScriptedPeer caller = new ScriptedPeer();
        LiveRun live = live(scenario, true, UP1 + "=127.0.0.1:" + ScriptedPeer.closedPort())) {
      InetSocketAddress at = live.listen(new InetSocketAddress(ScriptedPeer.LOOPBACK, 0));
      LiveFixture.run(
          live,
          scenario,
          () -> {
            caller.connect(at).establish(65001, 90);
            assertThat(caller.readRoutes(3)).containsExactlyElementsOf(own(3));
            return null;
          });
      assertThat(live.summaries().get(0).state()).isEqualTo("Established");
      assertThat(lines)
          .anyMatch(line -> line.contains("does not answer (connection refused)"))
          .anyMatch(line -> line.contains(UP1 + " connected from 127.0.0.1"))
          .anyMatch(line -> line.contains(UP1 + ": session up with AS 65001, hold time 90 s"));
    }
  }

  @Test
  void aStrangerIsRefused() throws Exception {
    Scenario scenario = LiveFixture.scenario(folder, own(1), "");
    try (ScriptedPeer peer = new ScriptedPeer();
        ScriptedPeer stranger = new ScriptedPeer();
        LiveRun live = live(scenario, true, UP1 + "=127.0.0.2:" + peer.port())) {
      InetSocketAddress at = live.listen(new InetSocketAddress(ScriptedPeer.LOOPBACK, 0));
      LiveFixture.run(
          live,
          scenario,
          () -> {
            assertThat(stranger.connect(at).next()).isNull();
            Thread.sleep(50);
            return null;
          });
      assertThat(lines).anyMatch(line -> line.contains("is refused: no --peer is there"));
    }
  }

  @Test
  void segmentsOfOneByte_areAsGoodAsOthers() throws Exception {
    Scenario scenario = LiveFixture.scenario(folder, own(1), "");
    try (ScriptedPeer one = new ScriptedPeer();
        ScriptedPeer two = new ScriptedPeer();
        LiveRun live = live(scenario, false, one.as(UP1), two.as(UP2))) {
      LiveFixture.run(
          live,
          scenario,
          () -> {
            two.accept().establish(65002, 90);
            one.accept();
            one.sendByteByByte(ScriptedPeer.open(65001, 90));
            one.sendByteByByte(ScriptedPeer.keepalive());
            one.sendByteByByte(ScriptedPeer.routes(65001, "10.0.1.2", 300));
            assertThat(two.readRoutes(301)).hasSize(301);
            return null;
          });
    }
  }

  @Test
  void garbage_costsItsOwnSessionOnly() throws Exception {
    Scenario scenario = LiveFixture.scenario(folder, own(1), "");
    try (ScriptedPeer good = new ScriptedPeer();
        ScriptedPeer bad = new ScriptedPeer();
        LiveRun live = live(scenario, false, good.as(UP1), bad.as(UP2))) {
      LiveFixture.run(
          live,
          scenario,
          () -> {
            good.accept().establish(65001, 90);
            bad.accept().establish(65002, 90);
            good.readRoutes(1);
            bad.readRoutes(1);
            bad.send(
                "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(bad.readNotification().code()).isEqualTo(BgpError.HEADER);
            // Half a message, and nothing behind it.
            bad.accept().establish(65002, 90);
            byte[] update = ScriptedPeer.routes(65002, "10.0.2.2", 10);
            bad.send(Arrays.copyOf(update, update.length / 2));
            bad.hangUp();
            good.send(ScriptedPeer.routes(65001, "10.0.1.2", 10));
            Thread.sleep(200);
            return null;
          });
      assertThat(live.summaries())
          .extracting(LiveRun.Summary::state)
          .first()
          .isEqualTo("Established");
      assertThat(live.summaries().get(0).received()).isEqualTo(10);
      assertThat(live.summaries().get(1).state()).isNotEqualTo("Established");
      assertThat(lines)
          .anyMatch(line -> line.contains(UP2 + ": session down: ") && line.contains("1/1"))
          .anyMatch(line -> line.contains(UP2 + ": session down: connection finished"))
          .noneMatch(
              line -> line.contains(UP1 + ": session down") && !line.contains("the live run ends"));
    }
  }

  @Test
  void scenarioEventsHappenInRealTime_andAreReplayed() throws Exception {
    Scenario scenario =
        LiveFixture.scenario(
            folder,
            own(1),
            """
            events:
              - { at: 1s, fail: { node: edge, how: process-crash } }
              - { at: 1500ms, restore: { node: edge } }
            """);
    Path file = folder.resolve("record.jsonl");
    try (ScriptedPeer peer = new ScriptedPeer();
        LiveRun live = live(scenario, false, peer.as(UP1))) {
      live.recordTo(file, scenario, scenario.seed());
      RunResult result =
          LiveFixture.run(
              live,
              scenario,
              () -> {
                peer.accept().establish(65001, 90);
                peer.readRoutes(1);
                while (peer.next() != null) {} // The kernel of the crashed router sends FIN.
                peer.accept().establish(65001, 90).readRoutes(1);
                return null;
              });
      assertThat(result.simulatedPs()).isGreaterThan(1_500_000_000_000L);
      assertThat(replayed(scenario, file)).isEqualTo(result);
    }
  }
}
