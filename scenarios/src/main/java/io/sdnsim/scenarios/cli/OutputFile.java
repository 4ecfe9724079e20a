package io.sdnsim.scenarios.cli;

import io.sdnsim.core.capture.AtomicFile;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A text file that a command writes: refused at once or written whole. */
final class OutputFile implements Closeable {
  private final AtomicFile file;
  private final Writer writer;

  /**
   * Begins the file.
   *
   * @throws BadInput when it can't be written
   */
  OutputFile(Path path) {
    // A device or a pipe has no place to move a file to: it would be replaced.
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new BadInput("cannot write " + path + ": it is not a regular file");
    }
    try {
      this.file = new AtomicFile(path);
    } catch (IOException e) {
      throw unwritable(e);
    }
    this.writer = new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.UTF_8), 1 << 15);
  }

  void line(String text) {
    write(text + "\n");
  }

  void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts the file in its place. */
  void commit() {
    try {
      writer.flush();
      file.commit();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Discards the file unless it was committed. */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  static BadInput unwritable(IOException problem) {
    String message = String.valueOf(problem.getMessage());
    String why =
        problem instanceof AccessDeniedException
            ? message + ": permission denied"
            : problem instanceof NoSuchFileException
                ? message + ": no such directory"
                : problem instanceof FileAlreadyExistsException
                        || problem instanceof NotDirectoryException
                    ? message + ": a file is in the way"
                    : message;
    return new BadInput("cannot write " + why, problem);
  }
}
