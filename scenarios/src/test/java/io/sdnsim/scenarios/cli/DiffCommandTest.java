package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
  @TempDir private Path folder = Path.of("");

  private String eventsOf(String name) {
    Path file = folder.resolve(name);
    Cli.run("run", Cli.TINY, "--events", file.toString());
    return file.toString();
  }

  @Test
  void sameRun_isEqual() {
    Cli diff = Cli.run("diff", Cli.TINY, Cli.TINY + " --seed 7 --set count=3");
    assertThat(diff.out()).matches("all [0-9]+ events are equal\nall results are equal\n");
    assertThat(diff.code()).isZero();
  }

  @Test
  void otherParameter_showsTheFirstEventThatDiffersAndTheResults() {
    Cli diff = Cli.run("diff", Cli.TINY, Cli.TINY + " --set count=2");
    assertThat(diff.code()).isEqualTo(1);
    // The third echo request is the first thing that is missing.
    assertThat(diff.out())
        .containsSubsequence(
            "the first difference is event ",
            "  A  at 300ms on left",
            "\"flow\":\"ping\",\"connection\":0,\"reply\":false,\"number\":2,\"type\":\"Originated\"",
            "  B  at ",
            "the packet's story in A so far:",
            "ping, connection 0, packet 2: left",
            "results that differ",
            "flow ping sent",
            "fingerprint");
  }

  @Test
  void fileOfEvents_equalsTheRunThatWroteIt() {
    String file = eventsOf("a.jsonl");
    assertThat(Cli.run("diff", file, Cli.TINY).code()).isZero();
    assertThat(Cli.run("diff", file, file).code()).isZero();
  }

  @Test
  void changedLine_isFoundInAFile() throws IOException {
    Path changed = Path.of(eventsOf("b.log"));
    List<String> lines = new ArrayList<>(Files.readAllLines(changed));
    int number = 0;
    while (!lines.get(number).contains("\"type\":\"Delivered\"")) {
      number++;
    }
    lines.set(number, lines.get(number).replace("Delivered", "Mislaid"));
    Files.write(changed, lines);
    Cli diff = Cli.run("diff", Cli.TINY, changed.toString());
    assertThat(diff.code()).isEqualTo(1);
    assertThat(diff.out())
        .contains("the first difference is event " + number + "\n", "mislaid")
        .doesNotContain("results");
  }

  /** The tiny scenario's events with another row in the first of some lines. */
  private Cli diffWithChangedRow(String... parts) throws IOException {
    Path changed = Path.of(eventsOf("row.jsonl"));
    List<String> lines = new ArrayList<>(Files.readAllLines(changed));
    int number = 0;
    while (!Stream.of(parts).allMatch(lines.get(number)::contains)) {
      number++;
    }
    lines.set(number, lines.get(number).replace("\"row\":{", "\"row\":{\"odd\":true,"));
    Files.write(changed, lines);
    Cli diff = Cli.run("diff", Cli.TINY, changed.toString());
    assertThat(diff.code()).isEqualTo(1);
    assertThat(diff.out()).contains("the first difference is event " + number + "\n");
    return diff;
  }

  @Test
  void changedRow_comesWithTheStoryOfThePacketThatCausedIt() throws IOException {
    Cli diff =
        diffWithChangedRow("\"node\":\"middle\",\"table\":\"arp\"", "\"state\":\"reachable\"");
    assertThat(diff.out())
        .containsSubsequence(
            "the story in A of the packet that came just before the change:",
            "left",
            "originated",
            "middle",
            "received",
            "the story in B of the packet that came just before the change:",
            "middle  received: arp");
  }

  @Test
  void rowThatChangedWithoutAPacket_saysSo() throws IOException {
    Cli diff = diffWithChangedRow("\"node\":\"middle\",\"table\":\"fib\"");
    assertThat(diff.out())
        .contains("no packet caused the change in A: a timer, or the scenario")
        .doesNotContain("story");
  }

  @Test
  void shorterFile_hasEnded() throws IOException {
    Path cut = Path.of(eventsOf("c.jsonl"));
    List<String> lines = Files.readAllLines(cut);
    Files.write(cut, lines.subList(0, 40));
    Cli diff = Cli.run("diff", Cli.TINY, cut.toString());
    assertThat(diff.out()).contains("the first difference is event 40\n", "  B  has ended");
    assertThat(diff.code()).isEqualTo(1);
  }

  @Test
  void fileOfSomethingElse_isRefused() throws IOException {
    Path text = folder.resolve("d.jsonl");
    Files.writeString(text, "hello\n");
    Cli diff = Cli.run("diff", Cli.TINY, text.toString());
    assertThat(diff.code()).isEqualTo(2);
    assertThat(diff.err()).contains("not a line that --events writes: hello");
  }

  @Test
  void wrongOptionInTheWords_isRefused() {
    Cli diff = Cli.run("diff", Cli.TINY, Cli.TINY + " --speed 2");
    assertThat(diff.code()).isEqualTo(2);
    assertThat(diff.err()).contains("--speed");
  }
}
