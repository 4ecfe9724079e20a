package io.sdnsim.core.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears whole or not at all: it is written under another name beside its place, and
 * moved there by {@link #commit}. Closing it uncommitted leaves nothing behind.
 *
 * <p>Between writes the file is not open, so that a thousand captures need no thousand handles.
 */
public final class AtomicFile extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path target;
  private final Path partial;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private boolean closed;

  /**
   * Begins the file; its directory is made when it is missing.
   *
   * @throws IOException when the place can't be written
   */
  public AtomicFile(Path target) throws IOException {
    this.target = target.toAbsolutePath();
    this.partial = this.target.resolveSibling("." + this.target.getFileName() + ".partial");
    Path directory = this.target.getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    if (Files.isDirectory(this.target)) {
      throw new IOException(target + " is a directory");
    }
    Files.write(partial, new byte[0]);
  }

  @Override
  public void write(int value) throws IOException {
    buffer.write(value);
    spillIfFull();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    buffer.write(bytes, offset, length);
    spillIfFull();
  }

  private void spillIfFull() throws IOException {
    if (closed) {
      throw new IOException(target + " is closed");
    }
    if (buffer.size() >= BUFFER_BYTES) {
      spill();
    }
  }

  private void spill() throws IOException {
    Files.write(partial, buffer.toByteArray(), StandardOpenOption.APPEND);
    buffer.reset();
  }

  /** Finishes the file and puts it in its place, over one that is there. */
  public void commit() throws IOException {
    if (closed) {
      throw new IOException(target + " is closed");
    }
    spill();
    Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    closed = true;
  }

  /** Discards the file unless it was committed. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      Files.deleteIfExists(partial);
    }
  }
}
