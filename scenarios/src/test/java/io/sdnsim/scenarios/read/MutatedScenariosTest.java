package io.sdnsim.scenarios.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever somebody does to a scenario file: it is read, or refused with a place and a reason. */
class MutatedScenariosTest {
  private static final Path FOLDER = Path.of("src/test/resources/good");
  private static final List<String> WORDS =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "-1",
          "0",
          "1e400",
          "99999999999999999999",
          "\"\"",
          "10.0.0.1",
          "0.0.0.0/0",
          "::/0",
          "5s",
          "0s",
          "9999999d",
          "true",
          "*x",
          "&x y",
          "!!int z",
          "${hold}",
          "\"${hold}\"",
          "\"${\"",
          "<<: 3",
          "- a",
          "? b",
          "client",
          "r1",
          "web",
          "tcp",
          ": ",
          "# ",
          "\"\\0\"",
          "1-2",
          "0-70000",
          "300%",
          "1000000Tbps",
          "'",
          "eth0.9999",
          "-.inf",
          "\t");

  /**
   * @param position where, in millionths of the file's length
   * @param length how many tokens are replaced
   */
  record Mutation(int position, int length, String word) {
    int in(int size) {
      return (int) ((long) position * size / 1_000_000);
    }
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 999_999),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(WORDS))
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Property(tries = 600)
  void mutatedFile_isReadOrRefusedInOrder(@ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    List<String> tokens = new ArrayList<>(tokens());
    for (Mutation mutation : mutations) {
      int at = mutation.in(tokens.size());
      for (int i = 0; i < mutation.length() && at < tokens.size(); i++) {
        tokens.remove(at);
      }
      tokens.add(Math.min(at, tokens.size()), mutation.word());
    }
    assertReadOrRefused(String.join("", tokens).getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 150)
  void damagedBytes_areReadOrRefusedInOrder(@ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve("everything.yaml"));
    for (Mutation mutation : mutations) {
      bytes[mutation.in(bytes.length)] ^= (byte) (1 << mutation.length());
    }
    assertReadOrRefused(bytes);
  }

  private static List<String> tokens() throws IOException {
    String text = Files.readString(FOLDER.resolve("everything.yaml"));
    return List.of(text.split("(?<=[\\s,:\\[\\]{}])|(?=[\\s,:\\[\\]{}])", -1));
  }

  private static void assertReadOrRefused(byte[] bytes) {
    try {
      ScenarioReader.parse(
          "f", bytes, Map.of(), name -> FOLDER.toAbsolutePath().resolve("tiny.pcap").toUri());
    } catch (ScenarioErrors errors) {
      assertThat(errors.problems())
          .isNotEmpty()
          .isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()))
          .allSatisfy(problem -> assertThat(problem.at().line()).isPositive());
    }
  }
}
