package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.result.RunResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Events from a file. */
final class EventFile implements EventStream {
  private final Path file;
  private final BufferedReader reader;

  EventFile(Path file) {
    this.file = file;
    try {
      this.reader = Files.newBufferedReader(file);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public @Nullable String next() {
    try {
      return reader.readLine();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public String story(long packetId, long timePs) {
    StringBuilder story = new StringBuilder();
    try (BufferedReader again = Files.newBufferedReader(file)) {
      String line;
      while ((line = again.readLine()) != null) {
        EventLine event = EventLine.parse(line);
        if (event.timePs() > timePs) {
          break;
        }
        if (event.packetId() == packetId) {
          story.append(event.text());
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return story.toString();
  }

  @Override
  public @Nullable RunResult result() {
    return null;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private BadInput unreadable(IOException problem) {
    return new BadInput(
        "cannot read "
            + file
            + (problem instanceof NoSuchFileException ? ": no such file" : ": " + problem),
        problem);
  }
}
