package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.sdnsim.core.engine.RadixEventQueue;
import io.sdnsim.core.engine.SortedEventQueue;
import io.sdnsim.scenarios.cli.Main;
import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.testkit.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** The same scenario and seed give the same steps, whatever the JVM and its memory. */
class FingerprintTest {
  private static final String PORTAL = "asdk-portal";
  private static final long TIMEOUT_SECONDS = 120;

  @TempDir private Path folder = Path.of("");

  private static Stream<String> names() {
    return Library.names().stream();
  }

  private static String inProcess(String scenario, RunOptions options) {
    return Runs.of(scenario, options).fingerprint();
  }

  @ParameterizedTest
  @MethodSource("names")
  void eventQueue_doesNotMatter(String scenario) {
    assertThat(inProcess(scenario, RunOptions.of(3).withEventQueue(RadixEventQueue::new)))
        .isEqualTo(inProcess(scenario, RunOptions.of(3).withEventQueue(SortedEventQueue::new)));
  }

  @Test
  void otherSeed_otherFingerprint() {
    assertThat(inProcess(PORTAL, RunOptions.of(1)))
        .isNotEqualTo(inProcess(PORTAL, RunOptions.of(2)));
  }

  @Test
  void processesAndHeapSizes_doNotMatter() throws Exception {
    Path javaHome = Path.of(System.getProperty("java.home"));
    String here = inProcess(PORTAL, RunOptions.of(1));
    assertThat(inJvm(javaHome)).isEqualTo(here);
    assertThat(inJvm(javaHome, "-Xmx256m")).isEqualTo(here);
    assertThat(inJvm(javaHome, "-Xmx4g")).isEqualTo(here);
  }

  @Test
  void otherJdk_doesNotMatter() throws Exception {
    assertThat(inJvm(otherJdk())).isEqualTo(inProcess(PORTAL, RunOptions.of(1)));
  }

  /** The fingerprint that the command line reports from a JVM of its own. */
  private String inJvm(Path javaHome, String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "run", PORTAL, "--seed", "1", "--json"));
    Path output = folder.resolve("out");
    Path errors = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("longer than " + TIMEOUT_SECONDS + " s: " + command);
    }
    String report = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue())
        .as("%s\n%s", report, Files.readString(errors, StandardCharsets.UTF_8))
        .isZero();
    return Objects.requireNonNull(Json.at(Json.parse(report), "fingerprint")).toString();
  }

  /** The JDK of {@code -Dsdnsim.otherJdk}, else one of 17 or 25 that this test doesn't run on. */
  private static Path otherJdk() throws IOException {
    String given = System.getProperty("sdnsim.otherJdk");
    if (given != null) {
      return Path.of(given);
    }
    Optional<Path> found = installedJdk();
    if (found.isPresent()) {
      return found.get();
    }
    String complaint =
        "SKIPPED: no other JDK 17 or 25 in /usr/lib/jvm and no -Dsdnsim.otherJdk; it is needed to"
            + " compare fingerprints across JDKs";
    if ("all".equals(System.getProperty("sdnsim.require"))) {
      fail(complaint + " (-Dsdnsim.require=all)");
    }
    System.err.println(complaint);
    throw new TestAbortedException(complaint);
  }

  private static Optional<Path> installedJdk() throws IOException {
    Path folder = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    int current = Runtime.version().feature();
    try (Stream<Path> homes = Files.list(folder)) {
      return homes
          .sorted()
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .filter(home -> feature(home) != current)
          .filter(home -> feature(home) == 17 || feature(home) == 25)
          .findFirst();
    }
  }

  /** The feature version in a JDK's release file, or 0. */
  private static int feature(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceAll("\\D+", " ").trim().split(" ", 2)[0])
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
