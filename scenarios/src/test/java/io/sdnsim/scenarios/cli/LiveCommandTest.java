package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LiveCommandTest {
  @TempDir private Path folder = Path.of("");
  private String scenario = "";

  @BeforeEach
  void write() throws IOException {
    scenario = file("live.yaml", text(""));
  }

  private static String text(String more) {
    return """
    schema: 1
    name: live-command
    duration: 1s
    parameters: { as: 65001 }
    topology:
      nodes:
        edge:
          kind: router
          interfaces: { eth0: { addresses: [10.0.0.1/24] } }
          bgp:
            asn: 65000
            neighbors:
              - address: 10.0.0.2
                remote-as: ${as}
              - { address: 10.0.0.3, remote-as: 65003, passive: true }
              - { range: 10.0.0.128/25, remote-as: 65004 }
        up: { kind: host, interfaces: { eth0: { addresses: [10.0.0.2/24] } } }
      links: [ { endpoints: ["edge:eth0", "up:eth0"] } ]
    """
        + more;
  }

  private String file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, content);
    return file.toString();
  }

  @Test
  void nothingReal_isExplained() {
    Cli live = Cli.run("live", scenario);
    assertThat(live.code()).isEqualTo(2);
    assertThat(live.err()).contains("nothing real to run with: give --peer or --vtep");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host2             | expected HOST=ADDR[:PORT]",
        "hots2=127.0.0.1   | there is no such node in vxlan-live; did you mean 'host2'?",
        "router=127.0.0.1  | there is no such node in vxlan-live; virtual hosts: host1, host2",
        "ncvm=127.0.0.1    | the node is no virtual-host; virtual hosts: host1, host2",
        "host1=127.0.0.1   | the flow ping-lab starts at webvm, which would not be simulated",
        "host2=nowhere.invalid | there is no host 'nowhere.invalid'",
        "host2=127.0.0.1:x | a port is a number from 0 to 65535"
      })
  void wrongVtep_isExplained(String vtep, String why) {
    Cli live = Cli.run("live", "vxlan-live", "--vtep", vtep.strip());
    assertThat(live.code()).isEqualTo(2);
    assertThat(live.err()).contains(why.strip());
    assertThat(live.out()).isEmpty();
  }

  @Test
  void vtepThatIsGivenTwice_isExplained() {
    Cli live =
        Cli.run("live", "vxlan-live", "--vtep", "host2=127.0.0.1", "--vtep", "host2=127.0.0.2");
    assertThat(live.code()).isEqualTo(2);
    assertThat(live.err()).contains("--vtep host2 is given twice");
  }

  @Test
  void portForTunnelsThatIsTaken_isExplained() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String at = "127.0.0.1:" + taken.getLocalPort();
      Cli live = Cli.run("live", "vxlan-live", "--vtep", "host2=127.0.0.2", "--vtep-listen", at);
      assertThat(live.code()).isEqualTo(2);
      assertThat(live.err()).contains("cannot listen at " + at + ": the port is in use");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "edge                     | expected NODE/NEIGHBOR=ADDR[:PORT][,source=ADDR]",
        "edgy/10.0.0.2=127.0.0.1  | there is no such node; did you mean 'edge'?",
        "xx/10.0.0.2=127.0.0.1    | there is no such node; nodes with bgp: edge",
        "up/10.0.0.2=127.0.0.1    | the node has no bgp in this scenario; nodes with bgp: edge",
        "edge/10.0.0.20=127.0.0.1 | edge has no such neighbor; did you mean '10.0.0.2'?",
        "edge/192.0.2.77=127.0.0.1 | it has: 10.0.0.2, 10.0.0.3, 10.0.0.128/25",
        "edge/upstream=127.0.0.1  | the neighbor is named by its address",
        "edge/10.0.0.2=nowhere.invalid:179 | there is no host 'nowhere.invalid'",
        "edge/10.0.0.2=127.0.0.1:x | a port is a number from 0 to 65535",
        "edge/10.0.0.2=127.0.0.1,sauce=127.0.0.2 | expected"
            + " NODE/NEIGHBOR=ADDR[:PORT][,source=ADDR]",
        "edge/10.0.0.3=127.0.0.1  | edge waits for 10.0.0.3 to connect (passive): give --listen",
        "edge/10.0.0.200=127.0.0.1 | edge waits for 10.0.0.200 to connect (passive): give --listen"
      })
  void wrongPeer_isExplained(String peer, String why) {
    Cli live = Cli.run("live", scenario, "--peer", peer.strip());
    assertThat(live.code()).isEqualTo(2);
    assertThat(live.err()).contains(why.strip());
    assertThat(live.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password: secret | a password, and TCP-MD5 (RFC 2385) is not spoken with real routers",
        "ttl-security: 1  | ttl-security, and RFC 5082 is not spoken with real routers"
      })
  void guardThatRealSocketsLack_isRefused(String guard, String why) throws IOException {
    String guarded =
        file(
            "guarded.yaml",
            text("")
                .replace(
                    "remote-as: ${as}\n", "remote-as: ${as}\n" + " ".repeat(12) + guard + "\n"));
    Cli live = Cli.run("live", guarded, "--peer", "edge/10.0.0.2=127.0.0.1:5");
    assertThat(live.code()).isEqualTo(2);
    assertThat(live.err()).contains(why);
  }

  @Test
  void peersThatCannotBeToldApart_areRefused() {
    String one = "edge/10.0.0.2=127.0.0.1:5";
    String two = "edge/10.0.0.3=127.0.0.1:6";
    Cli twice = Cli.run("live", scenario, "--peer", one, "--peer", one);
    assertThat(twice.code()).isEqualTo(2);
    assertThat(twice.err()).contains("--peer edge/10.0.0.2 is given twice");
    Cli alike = Cli.run("live", scenario, "--peer", one, "--peer", two, "--listen", "127.0.0.1:0");
    assertThat(alike.code()).isEqualTo(2);
    assertThat(alike.err())
        .contains("a connection from 127.0.0.1 could be edge/10.0.0.2 or edge/10.0.0.3");
  }

  @Test
  void portInUse_isExplained() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String at = "127.0.0.1:" + taken.getLocalPort();
      Cli live = Cli.run("live", scenario, "--peer", "edge/10.0.0.2=127.0.0.1:5", "--listen", at);
      assertThat(live.code()).isEqualTo(2);
      assertThat(live.err()).contains("cannot listen at " + at + ": the port is in use");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5  | --for '5' has no unit: did you mean 5s or 5ms?",
        "0s | --for 0s: must be longer than that"
      })
  void wrongDuration_isExplained(String duration, String why) {
    Cli live =
        Cli.run("live", scenario, "--peer", "edge/10.0.0.2=127.0.0.1:5", "--for", duration.strip());
    assertThat(live.code()).isEqualTo(2);
    assertThat(live.err()).contains(why.strip());
  }

  @Test
  void refusedConnection_isShownWithWhatIsDoneAboutIt_andTheReplayIsTheSameRun()
      throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    String record = folder.resolve("record.jsonl").toString();
    Cli live =
        Cli.run(
            "live",
            scenario,
            "--set",
            "as=65009",
            "--peer",
            "edge/10.0.0.2=127.0.0.1:" + port,
            "--for",
            "3s",
            "--record",
            record);

    assertThat(live.err()).isEmpty();
    assertThat(live.code()).isZero();
    assertThat(live.out())
        .contains("live-command in real time, for 3s; Ctrl-C ends it sooner.")
        .contains(
            "edge/10.0.0.2: 127.0.0.1:"
                + port
                + " does not answer (connection refused); trying again every second")
        .contains("edge/10.0.0.2  127.0.0.1:" + port + "  Connect ")
        .contains("./sdnsim run " + scenario + " --replay " + record + " --set as=65009");

    Cli again = Cli.run("run", scenario, "--replay", record);
    assertThat(again.err()).isEmpty();
    assertThat(again.code()).isZero();
    assertThat(fingerprint(again)).isEqualTo(fingerprint(live));
    assertThat(again.out()).contains(" --replay " + record);
  }

  private static List<String> fingerprint(Cli run) {
    List<String> lines = run.out().lines().filter(line -> line.startsWith("fingerprint ")).toList();
    assertThat(lines).hasSize(1);
    return lines;
  }

  @Test
  void runThatEndsEarly_doesNotJudge() throws IOException {
    String judged =
        file(
            "judged.yaml",
            text(
                """
                expect:
                  - { id: up, at: 900ms, session: { node: edge, neighbor: 10.0.0.2, state: established } }
                """));
    Cli early = Cli.run("live", judged, "--peer", "edge/10.0.0.2=127.0.0.1:5", "--for", "50ms");
    assertThat(early.code()).isZero();
    assertThat(early.out())
        .contains("simulated 50ms")
        .contains("before the scenario's duration, 1s, was over: its expectations were not judged");
    Cli whole = Cli.run("live", judged, "--peer", "edge/10.0.0.2=127.0.0.1:5");
    assertThat(whole.code()).isEqualTo(1);
    assertThat(whole.out()).contains("FAIL  up");
  }

  @Test
  void recordOfAnotherRun_isExplained() throws IOException {
    String record = folder.resolve("record.jsonl").toString();
    String peer = "edge/10.0.0.2=127.0.0.1:5";
    Cli.run("live", scenario, "--peer", peer, "--for", "50ms", "--record", record);

    Cli other = Cli.run("run", Cli.TINY, "--replay", record);
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("live-command");
    Cli set = Cli.run("run", scenario, "--replay", record, "--set", "as=7");
    assertThat(set.code()).isEqualTo(2);
    assertThat(set.err()).contains("--set as=7: the recorded run had as=65001");
    Cli seed = Cli.run("run", scenario, "--replay", record, "--seed", "7");
    assertThat(seed.code()).isEqualTo(2);
    assertThat(seed.err()).contains("--replay has the seed of the recorded run");

    String changed = Files.readString(Path.of(scenario)).replace("10.0.0.1/24", "10.0.0.9/24");
    Files.writeString(Path.of(scenario), changed);
    Cli since = Cli.run("run", scenario, "--replay", record);
    assertThat(since.err()).contains("the scenario or sdnsim has changed since");

    Files.writeString(
        Path.of(record),
        Files.readString(Path.of(record))
            .replaceFirst(
                "\n", "\n{\"timePs\":5,\"connection\":99,\"type\":\"sent\",\"bytes\":1}\n"));
    Cli unknown = Cli.run("run", scenario, "--replay", record);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("connection 99, which this run has not opened");
  }
}
