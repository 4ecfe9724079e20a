package io.sdnsim.core.wire;

import io.sdnsim.core.packet.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The libpcap file format 2.4 (draft-ietf-opsawg-pcap): a header, then records. */
final class ClassicPcapSource implements FrameSource {
  static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
  static final int MAGIC_NANOSECONDS = 0xA1B23C4D;

  private static final int HEADER_BYTES_BEHIND_MAGIC = 20;
  private static final int RECORD_HEADER_BYTES = 16;
  private static final int LINK_TYPE_MASK = 0xFFFF;

  private final CaptureInput in;
  private final TimestampResolution resolution;
  private final LinkType linkType;
  private final CaptureClock clock = new CaptureClock();
  private final byte[] recordHeader = new byte[RECORD_HEADER_BYTES];
  private int frames;

  /** Reads the header behind the magic number, from which the input's byte order is known. */
  ClassicPcapSource(CaptureInput in, TimestampResolution resolution) throws IOException {
    this.in = in;
    this.resolution = resolution;
    final long at = in.offset();
    byte[] header = in.read(HEADER_BYTES_BEHIND_MAGIC, "the file header");
    int major = in.u16(header, 0);
    if (major != 2) {
      throw in.fail(at, "version " + major + "." + in.u16(header, 2), "version 2.4");
    }
    this.linkType = PcapReader.linkType(in, at + 16, in.u32(header, 16) & LINK_TYPE_MASK);
  }

  @Override
  public @Nullable CapturedFrame next() throws IOException {
    long at = in.offset();
    if (!in.readOrEnd(recordHeader, "a record header")) {
      return null;
    }
    long second = in.u32Unsigned(recordHeader, 0);
    long fraction = in.u32Unsigned(recordHeader, 4);
    if (resolution.seconds(fraction) != 0) {
      throw in.fail(at + 4, fraction + " as the fraction of a second", "less than a second");
    }
    int captured = in.u32(recordHeader, 8);
    if (Integer.compareUnsigned(captured, MAX_FRAME_BYTES) > 0) {
      throw in.fail(
          at + 8,
          "a frame of " + CaptureInput.unsigned(captured) + " bytes",
          "at most " + MAX_FRAME_BYTES);
    }
    int original = PcapReader.originalLength(in, at + 12, in.u32(recordHeader, 12), captured);
    long picosecond = resolution.picosecondOfSecond(fraction);
    return new CapturedFrame(
        ++frames,
        clock.sinceFirstPs(in, at, second, picosecond),
        second,
        picosecond,
        0,
        null,
        linkType,
        CaptureDirection.UNKNOWN,
        original,
        Bytes.of(in.read(captured, "frame " + frames)),
        null);
  }
}
