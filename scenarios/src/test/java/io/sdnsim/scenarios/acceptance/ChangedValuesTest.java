package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever value somebody writes into a scenario: the file is refused with a place, or it runs.
 * Nothing that a file says is a fault of the simulator.
 */
class ChangedValuesTest {
  private static final Path LIBRARY = Path.of("src/main/resources/io/sdnsim/scenarios/library");
  private static final Path EVERYTHING = Path.of("src/test/resources/good/everything.yaml");
  private static final int CHANGES = 200;

  /** A run is long enough when sessions stand and policies are pushed. */
  private static final int STEPS = 1_500;

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "2",
          "65535",
          "65536",
          "100000000",
          "1000000000",
          "4294967295",
          "9223372036854775807",
          "0.000001",
          "1e-300");
  private static final List<String> UNITS =
      List.of(
          "0s",
          "1ps",
          "1s",
          "59s",
          "65535s",
          "30d",
          "106d",
          "9223372036854775807ps",
          "1bps",
          "9223372Tbps",
          "0%",
          "100%");
  private static final List<String> ADDRESSES =
      List.of(
          "0.0.0.0",
          "127.0.0.1",
          "224.0.0.1",
          "10.1.0.1",
          "10.0.0.4",
          "192.0.2.11",
          "192.168.133.74",
          "\"::\"",
          "\"ff02::1\"",
          "\"2001:db8:1::1\"",
          "0.0.0.0/0",
          "\"::/0\"",
          "10.1.0.0/24",
          "10.0.0.0/31",
          "0.0.0.0/32",
          "10.1.0.1/24",
          "\"2001:db8:1::1/64\"",
          "\"2001:db8::1/128\"",
          "00:00:00:00:00:00",
          "ff:ff:ff:ff:ff:ff");
  private static final List<String> WORDS =
      List.of(
          "\"\"",
          "{}",
          "[]",
          "[0]",
          "1-65535",
          "443-443",
          "true",
          "false",
          "client",
          "r1",
          "mux1",
          "nc",
          "host1",
          "vm1",
          "web",
          "blue",
          "eth0",
          "lo0",
          "tcp",
          "udp",
          "icmp",
          "freeze",
          "clean-stop",
          "process-crash",
          "down",
          "reset",
          "closed-loop",
          "poisson",
          "direct",
          "download",
          "next-hops",
          "backends",
          "\"r1:eth0\"");

  @TempDir Path directory;

  static Stream<Path> scenarios() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(LIBRARY)) {
      all = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    return Stream.concat(all.stream(), Stream.of(EVERYTHING));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void changedValue_isRefusedWithItsPlaceOrRuns(Path original) throws IOException {
    copyInputs(original.resolveSibling(""));
    String text = text(original);
    List<Scalar> scalars = Scalar.of(text);
    SplittableRandom random = new SplittableRandom(42);
    int ran = 0;
    int refused = 0;
    for (int i = 0; i < CHANGES; i++) {
      Scalar scalar = scalars.get(random.nextInt(scalars.size()));
      List<String> values = List.of(NUMBERS, UNITS, ADDRESSES, WORDS).get(random.nextInt(4));
      String value = values.get(random.nextInt(values.size()));
      if (runs(scalar.replaced(text, value), scalar.path() + " = " + value)) {
        ran++;
      } else {
        refused++;
      }
    }
    assertThat(ran).as("scenarios that ran").isPositive();
    assertThat(refused).as("scenarios that were refused").isPositive();
  }

  /** The captures and MRT files that scenarios of this folder read. */
  private void copyInputs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().matches(".*\\.(pcap|mrt)")).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
  }

  /** The replay of a capture takes long, and its values are few. */
  private static String text(Path original) throws IOException {
    String text = Files.readString(original);
    return original.equals(EVERYTHING)
        ? String.join("\n", text.lines().filter(line -> !line.contains("replayed")).toList())
        : text;
  }

  private boolean runs(String text, String change) throws IOException {
    Path file = directory.resolve("changed.yaml");
    Files.writeString(file, text);
    try {
      Scenario scenario = ScenarioLoader.load(file.toString(), Map.of());
      new ScenarioRun(scenario, RunOptions.of(1).withSinks(List.of(new StepLimit()))).finish();
      return true;
    } catch (StepsSpent e) {
      return true;
    } catch (ScenarioErrors e) {
      assertThat(e.problems())
          .as(change)
          .allSatisfy(problem -> assertThat(problem.at().line()).isPositive());
      return false;
    } catch (RuntimeException | AssertionError e) {
      return fail(change + " ended as a fault", e);
    }
  }

  /** The run went on for long enough. */
  @SuppressWarnings("serial")
  private static final class StepsSpent extends RuntimeException {
    StepsSpent() {
      super("enough steps", null, false, false);
    }
  }

  private static final class StepLimit implements TraceSink {
    private int steps;

    @Override
    public void step(long timePs, String node, Packet packet, Step step) {
      if (++steps > STEPS) {
        throw new StepsSpent();
      }
    }
  }
}
