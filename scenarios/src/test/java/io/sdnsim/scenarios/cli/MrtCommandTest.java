package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.testkit.RequiredTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MrtCommandTest {
  @TempDir private Path directory;

  @Test
  void everyFileOfARun_readsAsBgpdumpReadsIt() throws Exception {
    Path out = directory.resolve("mrt");
    Cli run = Cli.run("run", "tor-mux-fabric", "--mrt", out.toString());
    assertThat(run.code()).as(run.err()).isZero();

    List<Path> files = files(out);
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .contains("tor1.updates.mrt", "tor1.table.mrt", "mux2.updates.mrt", "border2.table.mrt")
        .noneMatch(name -> name.endsWith(".part"));
    for (Path file : files) {
      Cli lines = Cli.run("mrt", file.toString());
      assertThat(lines.code()).as(lines.err()).isZero();
      assertThat(lines.out()).as(file.toString()).isNotEmpty().isEqualTo(bgpdump(file));
    }
    String tor = Cli.run("mrt", out.resolve("tor1.updates.mrt").toString()).out();
    assertThat(tor).contains("|STATE|").contains("|A|").contains("|5|6");
  }

  @Test
  void withAndWithoutFiles_sameFingerprint() {
    String plain = fingerprint(Cli.run("run", "tor-mux-fabric"));
    String dumped = fingerprint(Cli.run("run", "tor-mux-fabric", "--mrt", directory.toString()));
    assertThat(dumped).isEqualTo(plain);
  }

  @Test
  void brokenFile_saysWhereAndWhat() throws IOException {
    Path file = Files.write(directory.resolve("half.mrt"), new byte[] {0, 0, 0, 1, 0, 13, 0});
    Cli half = Cli.run("mrt", file.toString());
    assertThat(half.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(half.err()).contains("half.mrt").contains("at byte");
    Cli missing = Cli.run("mrt", directory.resolve("none.mrt").toString());
    assertThat(missing.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(missing.err()).contains("no such file");
  }

  private static String fingerprint(Cli run) {
    List<String> lines =
        run.out()
            .lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).contains("fingerprint"))
            .toList();
    assertThat(lines).as(run.out()).hasSize(1);
    return lines.get(0);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private String bgpdump(Path file) throws Exception {
    String program =
        RequiredTools.require("bgpdump", "hold our MRT files against its reading").toString();
    Path out = directory.resolve("bgpdump.txt");
    Process process =
        new ProcessBuilder(program, "-m", file.toString())
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("bgpdump.err").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(out);
  }
}
