package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.testkit.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at a scenario or a run: list, init, validate, trace, show. */
class LookingCommandsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void list_hasALineForEachBuiltInScenario() {
    Cli list = Cli.run("list");
    assertThat(list.code()).isZero();
    assertThat(list.out().lines())
        .hasSameSizeAs(Library.names())
        .allMatch(line -> line.matches("[a-z0-9-]+ {2,}[A-Z].*\\."));
  }

  @Test
  void init_copiesAScenarioThatIsValidAndKeepsWhatIsThere() throws IOException {
    String name = Library.names().get(0);
    Path target = folder.resolve("new");
    Cli init = Cli.run("init", name, target.toString());
    assertThat(init.code()).isZero();
    Path copy = target.resolve(name + ".yaml");
    assertThat(init.out()).contains(copy.toString());
    assertThat(Cli.run("validate", copy.toString()).out()).startsWith("ok: ");

    Files.writeString(copy, "mine");
    Cli again = Cli.run("init", name, target.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("exists: nothing was written");
    assertThat(copy).hasContent("mine");
  }

  @Test
  void validate_countsWhatItFound() {
    Cli validate = Cli.run("validate", Cli.TINY);
    assertThat(validate.out())
        .isEqualTo("ok: 3 nodes, 2 links, 2 flows, 0 events, 3 expectations\n");
    assertThat(validate.code()).isZero();
  }

  @Test
  void validateOfABadScenario_printsItsErrors() {
    Cli validate = Cli.run("validate", "src/test/resources/bad/duplicate-key.yaml");
    assertThat(validate.code()).isEqualTo(2);
    assertThat(validate.err())
        .matches("(?s)src/test/resources/bad/duplicate-key.yaml:\\d+:\\d+: .*");
  }

  @Test
  void trace_tellsTheStoryAndTheAnswers() {
    Cli trace = Cli.run("trace", Cli.TINY, "--flow", "ping", "--connection", "0");
    assertThat(trace.out())
        .containsSubsequence(
            "ping, connection 0, packet 0: left -> right",
            "delivered",
            "packet 0 of the reply: right -> left",
            "delivered");
  }

  @Test
  void traceJson_keepsItsContract() {
    Cli trace = Cli.run("trace", Cli.TINY, "--flow", "data", "--packet", "2", "--json");
    Object json = Json.parse(trace.out());
    assertThat(RunCommandTest.keys(json))
        .containsExactly("flow", "connection", "packet", "direction", "hops", "reply");
    assertThat(Json.at(json, "packet")).isEqualTo(2.0);
    assertThat(Json.at(json, "direction")).isEqualTo("forward");
    assertThat(Json.at(json, "reply")).isNull();
    assertThat(RunCommandTest.keys(Json.at(json, "hops", "1")))
        .containsExactly("node", "timePs", "parentHop", "steps");
    assertThat(Json.at(json, "hops", "2", "node")).isEqualTo("right");
    assertThat(Json.at(json, "hops", "2", "parentHop")).isEqualTo(1.0);
    assertThat(Json.at(json, "hops", "0", "steps", "0", "type")).isEqualTo("Originated");
  }

  @Test
  void traceOfAReply_beginsAtTheOtherEnd() {
    Cli trace = Cli.run("trace", Cli.TINY, "--flow", "ping", "--reply", "--json");
    Object json = Json.parse(trace.out());
    assertThat(Json.at(json, "direction")).isEqualTo("reply");
    assertThat(Json.at(json, "hops", "0", "node")).isEqualTo("right");
  }

  @Test
  void show_printsATableAsItStoodAtATime() {
    Cli early = Cli.run("show", Cli.TINY, "middle", "arp", "--at", "50ms");
    Cli late = Cli.run("show", Cli.TINY, "middle", "arp", "--at", "1s");
    assertThat(late.out()).contains("10.0.1.2", "10.0.2.2");
    assertThat(early.out()).doesNotContain("10.0.2.2");
    assertThat(late.out().lines().map(String::stripTrailing)).hasSizeGreaterThan(2);
  }

  @Test
  void showOfAnEmptyTable_saysSo() {
    Cli show = Cli.run("show", Cli.TINY, "left", "connections", "--at", "1s");
    assertThat(show.out()).isEqualTo("connections of left at 1s: empty\n");
    assertThat(Cli.run("show", Cli.TINY, "left", "connections", "--json").out().strip())
        .matches("\\[\\s*\\]");
  }

  @Test
  void showJson_ofTheFibKeepsItsContract() {
    Object json = Json.parse(Cli.run("show", Cli.TINY, "left", "fib", "--json").out());
    assertThat(RunCommandTest.keys(Json.at(json, "0")))
        .containsExactly("prefix", "protocol", "nextHops");
    assertThat(Json.at(json, "0", "prefix")).isEqualTo("0.0.0.0/0");
    assertThat(RunCommandTest.keys(Json.at(json, "0", "nextHops", "0")))
        .containsExactly("address", "port");
  }

  @Test
  void showJson_ofBgpKeepsItsContract() {
    Cli show = Cli.run("show", "asdk-portal", "bgpvm", "bgp", "--at", "5s", "--json");
    Object json = Json.parse(show.out());
    assertThat(RunCommandTest.keys(Json.at(json, "0")))
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
    assertThat(Json.at(json, "0", "origin")).isEqualTo("IGP");
  }

  @Test
  void show_timesOfSessions_areInSecondsForPeople() {
    Cli show = Cli.run("show", "asdk-portal", "bgpvm", "sessions", "--at", "5s");
    assertThat(show.out().lines().findFirst().orElseThrow())
        .contains(" lastReceived ")
        .doesNotContain("Ps");
    assertThat(show.out()).containsPattern(" 3\\.\\d{6}  KeepAliveMsg ");
  }

  @Test
  void everyTableOfARun_canBeShown() throws Exception {
    for (String name : Library.names()) {
      Scenario scenario = Library.read(name, Map.of());
      Map<String, List<String>> known = NodeTables.of(scenario);
      TraceSink seen =
          new TraceSink() {
            @Override
            public void step(long timePs, String node, Packet packet, Step step) {}

            @Override
            public void tableChanged(TableChange change) {
              assertThat(known.get(change.node())).as(change.node()).contains(change.table());
            }
          };
      new ScenarioRun(scenario, RunOptions.of(1).withSinks(List.of(seen)))
          .runUntil(8_000_000_000_000L);
    }
  }

  @Test
  void showSessions_knowsTheLastMessageAtTheTime() throws Exception {
    List<Long> heardPs = new ArrayList<>();
    TraceSink sink =
        (timePs, node, packet, step) -> {
          if (step instanceof Step.Delivered
              && node.equals("bgpvm")
              && packet.payload().lengthBytes() > 0
              && packet.transport() instanceof TcpHeader) {
            heardPs.add(timePs);
          }
        };
    Scenario scenario = Library.read("asdk-portal", Map.of());
    new ScenarioRun(scenario, RunOptions.of(1).withSinks(List.of(sink))).finish();
    assertThat(heardPs).hasSizeGreaterThan(3);
    for (long atSeconds : new long[] {9, 20, 28}) {
      Object rows =
          Json.parse(
              Cli.run("show", "asdk-portal", "bgpvm", "sessions", "--json", "--at", atSeconds + "s")
                  .out());
      long last =
          heardPs.stream().filter(t -> t <= atSeconds * SimTime.SECOND).reduce(0L, Math::max);
      assertThat(Json.at(rows, "0", "lastReceivedPs"))
          .as("%d s", atSeconds)
          .isEqualTo((double) last);
    }
  }

  private static List<String> bgpTable(String node, String table, String at) {
    Cli show = Cli.run("show", "edge-policy", node, table, "--at", at);
    assertThat(show.code()).as(show.err()).isZero();
    return show.out().lines().map(line -> line.strip().replaceAll(" {2,}", " | ")).toList();
  }

  @Test
  void showBgpTables_tellWhatCameInWhatWasAcceptedAndWhatWentOut() {
    assertThat(bgpTable("edge1", "bgp-summary", "3s"))
        .contains("198.51.100.1 | 100 | Established | 0.001000 | 2 | 1 | 1");
    assertThat(bgpTable("edge1", "bgp-received", "3s"))
        .contains(
            "198.51.100.1 | 203.0.113.0/24 | - | 198.51.100.1 | 100 300 | IGP | - | - | 100:1"
                + " | yes",
            "198.51.100.1 | 203.0.113.128/25 | - | 198.51.100.1 | 100 300 200 666 | IGP | - | -"
                + " | 100:1 | no");
    assertThat(bgpTable("edge1", "bgp-advertised", "3s"))
        .contains("198.51.100.1 | 10.1.0.0/16 | - | 198.51.100.2 | 64600 | IGP | - | - | -");
    assertThat(bgpTable("rr", "bgp-advertised", "3s"))
        .contains("10.0.0.4 | 203.0.113.0/24 | 1 | 10.0.0.1 | 100 300 | IGP | - | 200 | 100:1");
  }

  @Test
  void showBgp_saysWhyAPathLost_andBgpBestHasTheWinnersOnly() {
    assertThat(bgpTable("world", "bgp", "3s"))
        .anyMatch(line -> line.endsWith("| 192.0.2.6 | AS path longer (4 > 2)"));
    assertThat(bgpTable("world", "bgp-best", "3s"))
        .anyMatch(line -> line.contains("| 192.0.2.2 |"))
        .noneMatch(line -> line.contains("longer"));
  }

  @Test
  void showVfp_listsLayersInOrder_withTheCountsOfTheirRules() {
    Cli show = Cli.run("show", "nsg-blocks-and-allows", "host1", "vfp", "--at", "14s");
    assertThat(show.out().lines().map(line -> line.replaceAll("  +", " ")))
        .contains("vm-admin1 acl 100 inbound IPv4 nsg sealed 4096 nobody 3 180")
        .containsSubsequence(
            "vm-web1 unified flow table - - hit 146 -",
            "vm-web1 acl 100 inbound IPv4 nsg web 65500 DenyAllInBound 3 180");
    assertThat(show.out()).containsSubsequence(" acl ", " metering ", " nat ", " virtual network ");
  }

  @Test
  void showMeters_hasABillForEachVm() {
    Cli show = Cli.run("show", "nsg-blocks-and-allows", "host1", "meters", "--json");
    Object json = Json.parse(show.out());
    assertThat(RunCommandTest.keys(Json.at(json, "0")))
        .containsExactly("port", "vm", "packetsOut", "bytesOut", "packetsIn", "bytesIn");
    assertThat(Json.at(json, "1", "vm")).isEqualTo("admin1");
    assertThat(Json.at(json, "1", "packetsOut")).isEqualTo(9.0);
  }

  @Test
  void showBgpTables_ofADeadSpeaker_areEmpty() {
    assertThat(bgpTable("edge1", "bgp-summary", "30s"))
        .containsExactly("bgp-summary of edge1 at 30s: empty");
  }
}
