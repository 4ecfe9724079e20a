package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The events of one run, one after the other, as {@code --events} writes them. */
interface EventStream extends Closeable {
  /** The next line; null at the end. */
  @Nullable String next();

  /** What happened to a packet up to a time, as text. */
  String story(long packetId, long timePs);

  /** Runs to the end; null when only events are known. */
  @Nullable RunResult result();

  @Override
  void close();

  /**
   * Opens what a user named: a file of events, or a scenario with options.
   *
   * @throws BadInput when it is neither
   * @throws ScenarioErrors when the scenario is not valid
   */
  static EventStream open(String text) throws ScenarioErrors {
    Path file = pathOrNull(text);
    if (file != null && isEvents(file)) {
      return new EventFile(file);
    }
    return RunEvents.of(text);
  }

  private static @Nullable Path pathOrNull(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static boolean isEvents(Path file) {
    if (file.toString().endsWith(".jsonl")) {
      return true;
    }
    if (!Files.isRegularFile(file)) {
      return false;
    }
    byte[] wanted = EventLine.BEGINNING.getBytes(StandardCharsets.UTF_8);
    try (var in = Files.newInputStream(file)) {
      return java.util.Arrays.equals(in.readNBytes(wanted.length), wanted);
    } catch (IOException e) {
      return false;
    }
  }
}
