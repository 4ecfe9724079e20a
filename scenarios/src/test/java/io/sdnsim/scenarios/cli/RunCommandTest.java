package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.testkit.Golden;
import io.sdnsim.testkit.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RunCommandTest {
  @TempDir private Path folder = Path.of("");

  private List<String> files() throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static String masked(String report) {
    return report
        .replaceAll("in [0-9.]+ s wall", "in W s wall")
        .replaceAll("\\([0-9.,]+ ([Mk] )?events/s\\)", "(R events/s)");
  }

  @Test
  void text_tellsStoriesThenResults() {
    Cli run = Cli.run("run", Cli.TINY);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    Golden.check("run-tiny.txt", masked(run.out()));
  }

  @Test
  void failedExpectation_exitsWithOneAndSaysWhere() {
    Cli run = Cli.run("run", Cli.TINY, "--set", "answers=false");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("FAIL  route", Cli.TINY + ":20:11", "FAILED: 1 of 3 expectations do not hold")
        .contains("./sdnsim run " + Cli.TINY + " --seed 7 --set answers=false");
  }

  @Test
  void json_keepsItsContract() {
    Cli run = Cli.run("run", Cli.TINY, "--json", "--seed", "3");
    Object json = Json.parse(run.out());
    assertThat(keys(json))
        .containsExactly(
            "scenario",
            "seed",
            "settings",
            "passed",
            "simulatedSeconds",
            "wallSeconds",
            "events",
            "packetHops",
            "fingerprint",
            "warnings",
            "expectations",
            "flows",
            "traceroutes",
            "drops");
    assertThat(keys(Json.at(json, "expectations", "0")))
        .containsExactly("id", "passed", "detail", "at");
    assertThat(keys(Json.at(json, "flows", "0")))
        .containsExactly(
            "id",
            "sent",
            "received",
            "lost",
            "bytesReceived",
            "latencySeconds",
            "jitterSeconds",
            "outageSeconds",
            "stallSeconds",
            "connections",
            "errors");
    assertThat(keys(Json.at(json, "flows", "0", "latencySeconds")))
        .containsExactly("min", "mean", "p50", "p99", "max");
    assertThat(Json.at(json, "seed")).isEqualTo(3.0);
    assertThat(Json.at(json, "passed")).isEqualTo(true);
    assertThat(Json.at(json, "simulatedSeconds")).isEqualTo(2.0);
  }

  static List<String> keys(Object json) {
    return ((Map<?, ?>) json).keySet().stream().map(String::valueOf).toList();
  }

  @Test
  void seeds_giveOneResultEachInTheirOrder() {
    Cli run = Cli.run("run", Cli.TINY, "--seeds", "3..12", "--json");
    List<?> results = (List<?>) Json.parse(run.out());
    assertThat(results).hasSize(10);
    for (int i = 0; i < 10; i++) {
      assertThat(Json.at(results.get(i), "seed")).isEqualTo(3.0 + i);
    }
  }

  @Test
  void seedsWithFailures_printTheirDetailsAndASummary() {
    Cli run = Cli.run("run", Cli.TINY, "--seeds", "1..2", "--set", "answers=false");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsSubsequence("Seed 1", "FAIL  route", "Seed 2", "FAIL  route", "Runs")
        .endsWith("FAILED: 2 of 2 runs\n");
  }

  @Test
  void junit_isWellFormedWithASuiteForEachRun() throws Exception {
    Cli run =
        Cli.run(
            "run", Cli.TINY, "--seeds", "1..2", "--set", "answers=false", "--junit", path("r.xml"));
    assertThat(run.code()).isEqualTo(1);
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Files.readString(folder.resolve("r.xml")))));
    assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(6);
    assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(2);
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .startsWith(Cli.TINY + ":20:11: ");
    assertThat(files()).containsExactly("r.xml");
  }

  @Test
  void events_areTheSameEveryTime() throws IOException {
    Cli.run("run", Cli.TINY, "--events", path("a.jsonl"));
    Cli.run("run", Cli.TINY, "--events", path("b.jsonl"), "--json", "--pcap", path("p"));
    List<String> lines = Files.readAllLines(folder.resolve("a.jsonl"));
    assertThat(lines)
        .hasSizeGreaterThan(50)
        .isEqualTo(Files.readAllLines(folder.resolve("b.jsonl")));
    lines.forEach(Json::parse);
  }

  @Test
  void pcap_writesAFileForEachNode() throws IOException {
    Cli run = Cli.run("run", Cli.TINY, "--pcap", path("p/q"));
    assertThat(run.code()).isZero();
    assertThat(files()).containsExactly("p/q/left.pcapng", "p/q/middle.pcapng", "p/q/right.pcapng");
    assertThat(Files.size(folder.resolve("p/q/middle.pcapng"))).isGreaterThan(2000);
  }

  @Test
  void pcapOfManySeeds_getsAFolderForEach() throws IOException {
    Cli.run("run", Cli.TINY, "--seeds", "1..2", "--pcap", path("p"));
    assertThat(files()).hasSize(6).contains("p/seed-1/left.pcapng", "p/seed-2/right.pcapng");
  }

  @Test
  void unwritablePlaces_areRefusedBeforeTheRun() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    for (String[] option :
        List.of(
            new String[] {"--junit", path("file/r.xml")},
            new String[] {"--events", path("file/e.jsonl")},
            new String[] {"--events", folder.toString()},
            new String[] {"--pcap", path("file")},
            new String[] {"--pcap", path("file/p")})) {
      Cli run = Cli.run("run", Cli.TINY, option[0], option[1]);
      assertThat(run.code()).as("%s %s", option[0], option[1]).isEqualTo(2);
      assertThat(run.err()).startsWith("sdnsim: cannot write ").hasLineCount(1);
      assertThat(run.out()).isEmpty();
    }
    assertThat(files()).containsExactly("file");
  }

  @Test
  void refusedScenario_leavesNothingBehind() throws IOException {
    Cli run =
        Cli.run("run", "src/test/resources/bad/unknown-key.yaml", "--events", path("e.jsonl"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("src/test/resources/bad/unknown-key.yaml:");
    assertThat(run.out()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void metrics_followTheReportInPrometheusForm() {
    Cli run = Cli.run("run", Cli.TINY, "--metrics");
    assertThat(run.out())
        .contains(
            "# TYPE sdnsim_packets_total counter",
            "sdnsim_packets_total{node=\"middle\",scenario=\"tiny\",seed=\"7\"} ",
            "sdnsim_flow_messages_sent_total{scenario=\"tiny\",seed=\"7\"} 8.0",
            "sdnsim_simulated_seconds{scenario=\"tiny\",seed=\"7\"} 2.0",
            "sdnsim_wall_seconds{")
        .doesNotContain("flow=");
  }

  @Test
  void optionsThatContradict_areRefused() {
    assertThat(Cli.run("run", Cli.TINY, "--json", "--metrics").code()).isEqualTo(2);
    assertThat(Cli.run("run", Cli.TINY, "--seed", "1", "--seeds", "1..2").code()).isEqualTo(2);
    assertThat(Cli.run("run", Cli.TINY, "--seeds", "1..2", "--events", path("e")).code())
        .isEqualTo(2);
    assertThat(Cli.run("run", Cli.TINY, "--junit", path("x"), "--events", path("x")).code())
        .isEqualTo(2);
  }
}
