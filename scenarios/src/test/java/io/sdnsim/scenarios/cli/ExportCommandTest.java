package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ExportCommandTest {
  private static final String EVERYTHING = "src/test/resources/good/everything.yaml";

  @TempDir Path folder;
  private Path everything;

  /** The replay's capture is no part of an export. */
  @BeforeEach
  void leaveTheReplayOut() throws IOException {
    everything = folder.resolve("everything.yaml");
    Files.write(
        everything,
        Files.readAllLines(Path.of(EVERYTHING)).stream()
            .filter(line -> !line.contains("replayed"))
            .toList());
    Files.copy(Path.of(EVERYTHING).resolveSibling("tiny.mrt"), folder.resolve("tiny.mrt"));
  }

  @Test
  void frr_writesEveryRouter_andSaysNothingOfWhatIsWhole() throws IOException {
    Path target = folder.resolve("out");

    Cli cli = Cli.run("export", "frr", "tor-mux-fabric", target.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    List<String> routers = List.of("border1", "border2", "mux1", "mux2", "tor1", "tor2");
    assertThat(cli.out().lines())
        .containsExactlyElementsOf(
            routers.stream()
                .flatMap(name -> Stream.of(name + "/daemons", name + "/frr.conf"))
                .map(file -> target.resolve(file).toString())
                .toList());
    for (String router : List.of("border1", "mux1", "tor1")) {
      Golden.check(
          "export/" + router + ".frr.conf",
          Files.readString(target.resolve(router).resolve("frr.conf")));
    }
  }

  @Test
  void frr_namesWhatItLeavesOut_onStderrAndInTheFile() throws IOException {
    Path target = folder.resolve("out");

    Cli cli = Cli.run("export", "frr", everything.toString(), target.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.err().lines())
        .contains(
            "not exported: traffic",
            "not exported: events",
            "not exported: r1: NAT; FRR leaves it to the kernel",
            "not exported: r1: the recorded routes of tiny.mrt; FRR announces nothing from MRT"
                + " files",
            "not exported: mux1: load balancing; the VIPs are announced from the start");
    assertThat(target.resolve("r1/frr.conf"))
        .content()
        .contains("! Not exported: NAT; FRR leaves it to the kernel");
    assertThat(target.resolve("mux1/frr.conf")).content().contains("  network 192.168.133.74/32");
    Golden.check("export/everything-r1.frr.conf", Files.readString(target.resolve("r1/frr.conf")));
  }

  @Test
  void containerlab_isATopologyWithTheRoutersFiles() throws IOException {
    Path target = folder.resolve("out");

    Cli cli =
        Cli.run("export", "containerlab", everything.toString(), target.toString(), "--image", "x");

    assertThat(cli.code()).isZero();
    String topology = Files.readString(target.resolve("everything.clab.yml"));
    new Load(LoadSettings.builder().build()).loadFromString(topology);
    assertThat(target.resolve("r1/frr.conf")).isRegularFile();
    assertThat(target.resolve("mux1/daemons")).isRegularFile();
    Golden.check("export/everything.clab.yml", topology);
  }

  @Test
  void directoryInUse_isRefusedAndNotTouched() throws IOException {
    Files.writeString(folder.resolve("mine"), "mine");

    Cli cli = Cli.run("export", "frr", "tor-mux-fabric", folder.toString());

    assertThat(cli.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(cli.err()).contains(folder + " is not empty: nothing was written");
    assertThat(entries(folder)).containsExactly("everything.yaml", "mine", "tiny.mrt");
  }

  @Test
  void emptyDirectory_isTaken_andNothingElseIsLeft() throws IOException {
    Path target = Files.createDirectory(folder.resolve("out"));

    assertThat(Cli.run("export", "frr", "tor-mux-fabric", target.toString()).code()).isZero();

    assertThat(entries(folder)).containsExactly("everything.yaml", "out", "tiny.mrt");
    assertThat(entries(target))
        .containsExactly("border1", "border2", "mux1", "mux2", "tor1", "tor2");
  }

  @Test
  void scenarioWithoutBgp_hasNothingForFrr() {
    Path target = folder.resolve("out");

    Cli cli = Cli.run("export", "frr", Cli.TINY, target.toString());

    assertThat(cli.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(cli.err()).contains("tiny has no router to export");
    assertThat(target).doesNotExist();
  }

  @Test
  void exportAlone_saysWhatThereIs() {
    Cli cli = Cli.run("export");
    assertThat(cli.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(cli.err()).contains("export for what? There are: frr, containerlab");
  }

  private static List<String> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
