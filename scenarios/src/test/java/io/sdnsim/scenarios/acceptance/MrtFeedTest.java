package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.sdnsim.bgp.mrt.MrtReader;
import io.sdnsim.bgp.mrt.RecordedPeers;
import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.capture.RunDumps;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.result.DropCount;
import io.sdnsim.scenarios.result.ExpectationResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** MRT files as the routes of a router in a scenario. */
class MrtFeedTest {
  private static final Path LIBRARY = Path.of("src/main/resources/io/sdnsim/scenarios/library");
  private static final Path DUMPS =
      Path.of("../sim-bgp/src/test/resources/io/sdnsim/bgp/mrt").toAbsolutePath();
  private static final List<String> FILES = List.of("collector.table.mrt", "collector.updates.mrt");
  private static final long TABLE_PS = 15_000_000_000_000L;

  @TempDir private Path directory;

  @Test
  void filesOfTheBuiltInScenario_areWhatTheCollectorWrote() throws Exception {
    Scenario collector = ScenarioLoader.load("src/test/resources/run/mrt-collector.yaml", Map.of());
    dump(collector, TABLE_PS, directory.resolve("early"));
    dump(collector, collector.durationPs(), directory.resolve("whole"));
    for (String name : FILES) {
      Path written = directory.resolve(name.contains("table") ? "early" : "whole").resolve(name);
      byte[] bytes = Files.readAllBytes(written);
      if (System.getProperty("sdnsim.update") != null) {
        Files.write(LIBRARY.resolve(name), bytes);
      }
      assertThat(LIBRARY.resolve(name))
          .as("rewrite it with -Dsdnsim.update")
          .hasBinaryContent(bytes);
    }
  }

  private static RunResult dump(Scenario scenario, long untilPs, Path folder) throws Exception {
    ScenarioRun run = new ScenarioRun(scenario, RunOptions.of(1));
    try (RunDumps dumps = new RunDumps(run.world(), folder)) {
      run.runUntil(untilPs);
      dumps.finish();
    }
    return run.finish();
  }

  // ---- The built-in scenario, altered

  private List<String> failures(String from, String to) throws Exception {
    String text = Files.readString(LIBRARY.resolve("mrt-feed.yaml"));
    assertThat(text).contains(from);
    for (String name : FILES) {
      Files.copy(LIBRARY.resolve(name), directory.resolve(name));
    }
    Path file = directory.resolve("altered.yaml");
    Files.writeString(file, text.replace(from, to));
    return new ScenarioRun(ScenarioLoader.load(file.toString(), Map.of()), RunOptions.of(1))
        .finish().expectations().stream()
            .filter(each -> !each.passed())
            .map(ExpectationResult::id)
            .toList();
  }

  @Test
  void laterStart_everythingIsLater() throws Exception {
    assertThat(failures("at: 5s", "at: 5500ms"))
        .containsExactly("west-goes", "west-is-back", "all-gone", "east-unreachable");
  }

  @Test
  void twiceAsSlow_updatesComeLater() throws Exception {
    assertThat(failures("at: 5s", "at: 5s, time-scale: 2"))
        .containsExactly(
            "west-goes", "west-is-back", "west-unreachable", "all-gone", "east-unreachable");
  }

  @Test
  void withoutTheUpdates_nothingGoes() throws Exception {
    assertThat(failures("[collector.table.mrt, collector.updates.mrt]", "collector.table.mrt"))
        .containsExactly("west-goes", "west-unreachable", "all-gone", "east-unreachable");
  }

  @Test
  void withoutTheTable_updatesCountFromTheirOwnBeginning() throws Exception {
    assertThat(failures("[collector.table.mrt, collector.updates.mrt]", "collector.updates.mrt"))
        .containsExactly(
            "west-goes", "west-is-back", "west-unreachable", "all-gone", "east-unreachable");
  }

  @Test
  void withoutNextHop_routesAreToldButLeadNowhere() throws Exception {
    assertThat(failures(", next-hop: 10.0.0.6", ""))
        .containsExactly("provider-leads-on", "path", "west-unreachable", "east-unreachable");
  }

  @Test
  void otherPaths_areFiltered() throws Exception {
    assertThat(failures("^64501 64502$", "^64502$")).contains("east", "east-holds");
    Files.delete(directory.resolve("collector.table.mrt"));
    Files.delete(directory.resolve("collector.updates.mrt"));
    assertThat(failures("\"64501:1:2\"", "\"64501:1:3\"")).contains("east", "east-holds");
  }

  // ---- Two routers, of which the first takes the place of a recorded one

  private Scenario pair(long asn, String recordings, String events, String expectations)
      throws Exception {
    Path file = directory.resolve("pair.yaml");
    Files.writeString(
        file,
        """
        schema: 1
        name: pair
        duration: 60s
        topology:
          nodes:
            fed:
              kind: router
              interfaces: { eth0: { addresses: [100.64.0.1/30, "fd00::1/64"] } }
              bgp:
                asn: ASN
                mrt: [RECORDINGS]
                neighbors:
                  - { address: 100.64.0.2, remote-as: 64999, connect-retry: 5s }
                  - { address: "fd00::2", remote-as: 64999, connect-retry: 5s }
            told:
              kind: router
              interfaces:
                eth0: { addresses: [100.64.0.2/30, "fd00::2/64"] }
                eth1: { addresses: [100.64.1.1/24] }
              bgp:
                asn: 64999
                redistribute: [connected]
                neighbors:
                  - { address: 100.64.0.1, remote-as: ASN, connect-retry: 5s }
                  - { address: "fd00::1", remote-as: ASN, connect-retry: 5s }
            user: { kind: host, interfaces: { eth0: { addresses: [100.64.1.2/24] } }, gateway: 100.64.1.1 }
          links:
            - { endpoints: ["fed:eth0", "told:eth0"] }
            - { endpoints: ["told:eth1", "user:eth0"] }
        traffic:
          - { id: lost, from: user, to: { address: 203.0.113.9, port: 9 }, probe: { every: 1s, count: 3, protocol: udp }, start: 10s }
        external-prefixes: [{ prefix: 203.0.113.0/24, node: user }]
        events: [EVENTS]
        expect: [EXPECTATIONS]
        """
            .replace("RECORDINGS", recordings)
            .replace("ASN", Long.toString(asn))
            .replace("EVENTS", events)
            .replace("EXPECTATIONS", expectations));
    return ScenarioLoader.load(file.toString(), Map.of());
  }

  static Stream<Arguments> recordedPeers() throws Exception {
    List<Arguments> all = new ArrayList<>();
    for (String name :
        List.of(
            "frr-table",
            "frr-all",
            "frr-updates-et",
            "bird-table4",
            "bird-table6",
            "bird-messages")) {
      RecordedPeers peers = new RecordedPeers();
      Path file = DUMPS.resolve(name + ".mrt");
      try (MrtReader reader = new MrtReader(name, Files.newInputStream(file))) {
        peers.add(reader);
      }
      peers.asns().forEach((peer, asn) -> all.add(Arguments.of(name, peer.toString(), asn)));
    }
    return all.stream();
  }

  /** Every peer in every file that FRR and BIRD wrote: its neighbor has what the lines say. */
  @ParameterizedTest
  @MethodSource("recordedPeers")
  void peerOfARealRecording_itsNeighborHearsTheSameRoutes(String name, String peer, long asn)
      throws Exception {
    Path file = DUMPS.resolve(name + ".mrt");
    Map<String, String> recorded = RecordedLines.told(file, peer, asn);
    Scenario scenario =
        pair(asn, "{ file: \"" + file + "\", peer: \"" + peer + "\", time-scale: 0 }", "", "");

    dump(scenario, scenario.durationPs(), directory.resolve("out"));

    Path told = directory.resolve("out").resolve("told.table.mrt");
    Map<String, String> heard = RecordedLines.told(told, peerAddress(peer), asn);
    assertThat(heard).isEqualTo(recorded);
  }

  private static String peerAddress(String recorded) {
    return recorded.contains(":") ? "fd00::1" : "100.64.0.1";
  }

  @Test
  void realRecordings_haveRoutesOfManyKinds() throws Exception {
    int routes = 0;
    for (Arguments each : recordedPeers().toList()) {
      Path file = DUMPS.resolve(each.get()[0] + ".mrt");
      routes += RecordedLines.told(file, (String) each.get()[1], (Long) each.get()[2]).size();
    }
    assertThat(recordedPeers()).hasSizeGreaterThan(20);
    assertThat(routes).isGreaterThan(80);
  }

  private static String collector(String more) {
    return "{ file: [\""
        + LIBRARY.resolve("collector.table.mrt").toAbsolutePath()
        + "\", \""
        + LIBRARY.resolve("collector.updates.mrt").toAbsolutePath()
        + "\"]"
        + more
        + " }";
  }

  private static List<String> failures(RunResult result) {
    return result.expectations().stream()
        .filter(each -> !each.passed())
        .map(each -> each.id() + ": " + each.detail())
        .toList();
  }

  @Test
  void routerThatStartsAgain_hasWhatThePeerHadByThen() throws Exception {
    Scenario scenario =
        pair(
            64501,
            collector(""),
            """
            { at: 3s, fail: { node: fed, how: power-off } }, { at: 6s, restore: { node: fed } },
            { at: 20s, fail: { node: fed, how: bgp-crash } }, { at: 21s, restore: { node: fed } }
            """,
            """
            { id: before, at: 2s, route: { node: fed, prefix: 198.51.100.0/24 } },
            { id: not-while-away, never: { from: 6100ms, to: 15s }, route: { node: told, prefix: 198.51.100.0/24 } },
            { id: others, at: 14s, route: { node: told, prefix: 203.0.113.0/24, protocol: bgp } },
            { id: back, at: 19s, route: { node: told, prefix: 198.51.100.0/24 } },
            { id: after-crash, at: 31s, route: { node: told, prefix: 198.51.100.0/24, protocol: bgp } },
            { id: ended, never: { from: 33001ms, to: 60s }, route: { node: fed, prefix: 203.0.113.0/24 } }
            """);
    assertThat(failures(new ScenarioRun(scenario, RunOptions.of(1)).finish())).isEmpty();
  }

  @Test
  void withoutNextHop_packetsEndInABlackhole() throws Exception {
    Scenario scenario = pair(64501, collector(""), "", "");
    RunResult result = new ScenarioRun(scenario, RunOptions.of(1)).finish();
    assertThat(result.drops())
        .extracting(DropCount::node, DropCount::reason, DropCount::packets)
        .containsExactly(tuple("fed", "Blackhole", 3L));
  }

  @Test
  void sameSeed_sameFingerprint() throws ScenarioErrors {
    Scenario scenario = ScenarioLoader.load("mrt-feed", Map.of());
    String first = new ScenarioRun(scenario, RunOptions.of(5)).finish().fingerprint();
    assertThat(new ScenarioRun(scenario, RunOptions.of(5)).finish().fingerprint()).isEqualTo(first);
  }
}
