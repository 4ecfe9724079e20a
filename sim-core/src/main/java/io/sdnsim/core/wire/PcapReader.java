package io.sdnsim.core.wire;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads capture files, frame by frame: pcap in both byte orders with microseconds or nanoseconds,
 * and pcapng. Which format it is, the file says.
 *
 * <p>A file that is neither, or is cut short, or has a link type that {@link LinkType} lacks, is a
 * {@link CaptureFormatException}; the frames before the fault have been returned by then.
 */
public final class PcapReader implements Closeable {
  private static final int GZIP_MAGIC = 0x1F8B;

  private final InputStream stream;
  private final FrameSource frames;

  private PcapReader(InputStream stream, String source) throws IOException {
    this.stream = stream;
    this.frames = open(new CaptureInput(stream, source));
  }

  /** Opens a file and reads its header. */
  public static PcapReader open(Path file) throws IOException {
    InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return new PcapReader(stream, file.toString());
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  /**
   * Reads from a stream, which is closed with the reader.
   *
   * @param source the name that complaints begin with
   */
  public static PcapReader of(InputStream stream, String source) throws IOException {
    return new PcapReader(stream, source);
  }

  /** All frames of a file. */
  public static List<CapturedFrame> readAll(Path file) throws IOException {
    try (PcapReader reader = open(file)) {
      List<CapturedFrame> all = new ArrayList<>();
      for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
        all.add(frame);
      }
      return all;
    }
  }

  /** The next frame, or null at the end of the file. */
  public @Nullable CapturedFrame next() throws IOException {
    return frames.next();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private static FrameSource open(CaptureInput in) throws IOException {
    byte[] magic = in.read(4, "a capture file's magic number");
    in.setBigEndian(true);
    int number = in.u32(magic, 0);
    if (number == PcapngWriter.SECTION_HEADER) {
      return new PcapngSource(in);
    }
    boolean swapped =
        number == Integer.reverseBytes(ClassicPcapSource.MAGIC_MICROSECONDS)
            || number == Integer.reverseBytes(ClassicPcapSource.MAGIC_NANOSECONDS);
    in.setBigEndian(!swapped);
    return switch (in.u32(magic, 0)) {
      case ClassicPcapSource.MAGIC_MICROSECONDS ->
          new ClassicPcapSource(in, TimestampResolution.MICROSECONDS);
      case ClassicPcapSource.MAGIC_NANOSECONDS ->
          new ClassicPcapSource(in, TimestampResolution.NANOSECONDS);
      default ->
          throw in.fail(
              0,
              number >>> 16 == GZIP_MAGIC ? "a gzip file" : CaptureInput.hex(number),
              "the magic number of an uncompressed pcap or pcapng file");
    };
  }

  static LinkType linkType(CaptureInput in, long at, int code) throws CaptureFormatException {
    LinkType type = LinkType.ofCode(code);
    if (type == null) {
      throw in.fail(
          at, "link type " + code, "1 (Ethernet), 101 (raw IP), 113 or 276 (Linux cooked capture)");
    }
    return type;
  }

  /** The length on the wire; some writers say less than they captured. */
  static int originalLength(CaptureInput in, long at, int original, int captured)
      throws CaptureFormatException {
    if (original < 0) {
      throw in.fail(
          at, "an original length of " + CaptureInput.unsigned(original), "less than 2 GiB");
    }
    return Math.max(original, captured);
  }
}
