package io.sdnsim.scenarios.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Malformed scenarios, each with one mistake and in its first line the first error that it must
 * give: {@code # expect: LINE:COLUMN: text}. {@code -Dsdnsim.update} rewrites these lines.
 */
class BadScenariosTest {
  private static final Path FOLDER = Path.of("src/test/resources/bad");
  private static final String MARK = "# expect: ";

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void firstErrorIsAsExpected(Path file) throws IOException {
    ScenarioErrors errors =
        catchThrowableOfType(ScenarioErrors.class, () -> ScenarioReader.read(file, Map.of()));

    assertThat(errors).as("%s must be refused", file).isNotNull();
    String first = errors.problems().get(0).toString().substring(file.toString().length() + 1);
    // Not every file is UTF-8, but every first line is ASCII.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (System.getProperty("sdnsim.update") != null) {
      String rest = text.substring(text.indexOf('\n'));
      Files.writeString(file, MARK + first + rest, StandardCharsets.ISO_8859_1);
    } else {
      assertThat(first).isEqualTo(text.lines().findFirst().orElseThrow().substring(MARK.length()));
    }
  }

  @Test
  void corpusIsLargeEnough() throws IOException {
    assertThat(files()).hasSizeGreaterThanOrEqualTo(40);
  }

  @Test
  void severalMistakes_areAllReportedInTheOrderOfTheirLines() {
    String text =
        """
        schema: 1
        name: two words
        duration: 5
        topology:
          nodes:
            a: { kind: hots }
        sed: 3
        """;

    ScenarioErrors errors =
        catchThrowableOfType(
            ScenarioErrors.class,
            () ->
                ScenarioReader.parse(
                    "f.yaml", text.getBytes(StandardCharsets.UTF_8), Map.of(), Library::locate));

    assertThat(errors.getMessage().lines())
        .containsExactly(
            "f.yaml:2:7: found 'two words'; expected a name of letters, digits, '-' and '_'",
            "f.yaml:3:11: found the number 5; expected a time with its unit, such as 250ms or 1.5s,"
                + " up to 30d (did you mean 5s?)",
            "f.yaml:6:16: found 'hots'; expected one of host, router, switch, slb-mux,"
                + " virtual-host, network-controller (did you mean host?)",
            "f.yaml:7:1: found the unknown key 'sed'; expected a key of scenario: schema, name,"
                + " description, seed, duration, parameters, topology, virtual-networks,"
                + " network-security-groups, route-tables, slb,"
                + " external-prefixes, traffic, events, expect, capture (did you mean seed?)");
  }

  @Test
  void missingFile_isAnErrorWithoutALine() {
    assertThat(
            catchThrowableOfType(
                ScenarioErrors.class, () -> ScenarioReader.read("no/such.yaml", Map.of())))
        .hasMessage("no/such.yaml: found no such file; expected a scenario file");
  }

  @Test
  void directory_isAnError() {
    assertThat(
            catchThrowableOfType(ScenarioErrors.class, () -> ScenarioReader.read(FOLDER, Map.of())))
        .hasMessageContaining("found a directory");
  }

  @Test
  void misspeltName_suggestsTheBuiltInScenario() {
    assertThat(
            catchThrowableOfType(
                ScenarioErrors.class, () -> ScenarioReader.read("asdk-protal", Map.of())))
        .hasMessageEndingWith("(did you mean asdk-portal?)");
  }

  @Test
  void unknownSet_isRefusedWithASuggestion() {
    assertThat(
            catchThrowableOfType(
                ScenarioErrors.class,
                () -> ScenarioReader.read("asdk-portal", Map.of("hodl", "3s"))))
        .hasMessageStartingWith("--set hodl=3s: found the parameter 'hodl'")
        .hasMessageEndingWith("(did you mean hold?)");
  }
}
