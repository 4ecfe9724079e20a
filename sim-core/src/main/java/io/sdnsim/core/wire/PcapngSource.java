package io.sdnsim.core.wire;

import io.sdnsim.core.packet.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pcapng file format (draft-ietf-opsawg-pcapng). Blocks other than section headers, interface
 * descriptions and packets (enhanced, simple, and the obsolete one) are skipped.
 */
final class PcapngSource implements FrameSource {
  private static final int OBSOLETE_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int OPTION_IF_TSOFFSET = 14;

  /** As Wireshark's own limit. */
  private static final int MAX_BLOCK_BYTES = 16 << 20;

  private static final int BLOCK_OVERHEAD_BYTES = 12;

  /** An interface of the current section. The link type is checked when a frame needs it. */
  private record Interface(
      int linkType,
      int snapLength,
      @Nullable String name,
      TimestampResolution resolution,
      long offsetSeconds,
      long describedAt) {}

  private final CaptureInput in;
  private final CaptureClock clock = new CaptureClock();
  private final List<Interface> interfaces = new ArrayList<>();
  private long lastSecond;
  private long lastPicosecond;
  private int frames;

  /** Reads the section header behind its block type, which was recognized already. */
  PcapngSource(CaptureInput in) throws IOException {
    this.in = in;
    readSectionHeader(in.offset() - 4);
  }

  @Override
  public @Nullable CapturedFrame next() throws IOException {
    byte[] typeField = new byte[4];
    while (true) {
      long at = in.offset();
      if (!in.readOrEnd(typeField, "a block type")) {
        return null;
      }
      int type = in.u32(typeField, 0);
      if (type == PcapngWriter.SECTION_HEADER) {
        readSectionHeader(at);
        continue;
      }
      byte[] body = readBody(at, in.u32(in.read(4, "a block length"), 0), 8);
      long bodyAt = at + 8;
      switch (type) {
        case PcapngWriter.INTERFACE_DESCRIPTION -> readInterface(body, bodyAt);
        case PcapngWriter.ENHANCED_PACKET -> {
          return enhancedPacket(body, bodyAt);
        }
        case SIMPLE_PACKET -> {
          return simplePacket(body, bodyAt);
        }
        case OBSOLETE_PACKET -> {
          return obsoletePacket(body, bodyAt);
        }
        default -> {} // a kind that the simulator has no use for
      }
    }
  }

  private void readSectionHeader(long at) throws IOException {
    byte[] lengthField = in.read(4, "the section header's length");
    byte[] magic = in.read(4, "the byte-order magic");
    in.setBigEndian(true);
    if (in.u32(magic, 0) != PcapngWriter.BYTE_ORDER_MAGIC) {
      in.setBigEndian(false);
      if (in.u32(magic, 0) != PcapngWriter.BYTE_ORDER_MAGIC) {
        in.setBigEndian(true);
        throw in.fail(
            at + 8, CaptureInput.hex(in.u32(magic, 0)), "the byte-order magic 0x1A2B3C4D");
      }
    }
    byte[] body = readBody(at, in.u32(lengthField, 0), 12);
    need(body, 12, at + 12, "a section header");
    int major = in.u16(body, 0);
    if (major != 1) {
      throw in.fail(at + 12, "pcapng version " + major, "version 1");
    }
    interfaces.clear();
  }

  /** Reads what is left of a block whose first bytes were consumed, and its trailing length. */
  private byte[] readBody(long at, int totalLength, int consumed) throws IOException {
    if (totalLength < BLOCK_OVERHEAD_BYTES
        || totalLength < consumed + 4
        || totalLength > MAX_BLOCK_BYTES
        || (totalLength & 3) != 0) {
      throw in.fail(
          at + 4,
          "a block length of " + CaptureInput.unsigned(totalLength),
          "a multiple of 4 from 12 to " + MAX_BLOCK_BYTES);
    }
    byte[] body = in.read(totalLength - consumed - 4, "a block");
    long trailerAt = in.offset();
    int trailer = in.u32(in.read(4, "a block's trailing length"), 0);
    if (trailer != totalLength) {
      throw in.fail(
          trailerAt,
          "a trailing block length of " + CaptureInput.unsigned(trailer),
          "the leading one, " + totalLength);
    }
    return body;
  }

  private void readInterface(byte[] body, long at) throws CaptureFormatException {
    need(body, 8, at, "an interface description");
    Options options = new Options(body, 8, at);
    String name = null;
    TimestampResolution resolution = TimestampResolution.MICROSECONDS;
    long offsetSeconds = 0;
    while (options.advance()) {
      if (options.code == PcapngWriter.OPTION_IF_NAME) {
        name = options.text();
      } else if (options.code == PcapngWriter.OPTION_IF_TSRESOL && options.length >= 1) {
        resolution = new TimestampResolution(body[options.valueAt] & 0xFF);
      } else if (options.code == OPTION_IF_TSOFFSET && options.length >= 8) {
        offsetSeconds = in.u64(body, options.valueAt);
      }
    }
    interfaces.add(
        new Interface(in.u16(body, 0), in.u32(body, 4), name, resolution, offsetSeconds, at));
  }

  private CapturedFrame enhancedPacket(byte[] body, long at) throws CaptureFormatException {
    need(body, 20, at, "an enhanced packet");
    int interfaceId = in.u32(body, 0);
    return timedPacket(body, at, interfaceId, PcapngWriter.OPTION_EPB_FLAGS);
  }

  private CapturedFrame obsoletePacket(byte[] body, long at) throws CaptureFormatException {
    need(body, 20, at, "an obsolete packet");
    return timedPacket(body, at, in.u16(body, 0), PcapngWriter.OPTION_EPB_FLAGS);
  }

  /** Enhanced and obsolete packets differ in their first four bytes only. */
  private CapturedFrame timedPacket(byte[] body, long at, int interfaceId, int flagsOption)
      throws CaptureFormatException {
    Interface from = interfaceAt(interfaceId, at);
    long units = in.u32Unsigned(body, 4) << 32 | in.u32Unsigned(body, 8);
    lastSecond = from.resolution().seconds(units) + from.offsetSeconds();
    lastPicosecond = from.resolution().picosecondOfSecond(units);
    int captured = capturedLength(in.u32(body, 12), body.length - 20, at + 12);
    int original = PcapReader.originalLength(in, at + 16, in.u32(body, 16), captured);
    String comment = null;
    CaptureDirection direction = CaptureDirection.UNKNOWN;
    Options options = new Options(body, 20 + ((captured + 3) & ~3), at);
    while (options.advance()) {
      if (options.code == PcapngWriter.OPTION_COMMENT) {
        comment = comment == null ? options.text() : comment + "\n" + options.text();
      } else if (options.code == flagsOption && options.length >= 4) {
        direction = CaptureDirection.ofFlags(in.u32(body, options.valueAt));
      }
    }
    Bytes bytes = Bytes.of(Arrays.copyOfRange(body, 20, 20 + captured));
    return frame(at, interfaceId, from, direction, original, bytes, comment);
  }

  /** A simple packet has no time stamp: it takes that of the frame before it. */
  private CapturedFrame simplePacket(byte[] body, long at) throws CaptureFormatException {
    need(body, 4, at, "a simple packet");
    Interface from = interfaceAt(0, at);
    int available = body.length - 4;
    int original = in.u32(body, 0);
    int captured = original < 0 ? available : Math.min(original, available);
    if (from.snapLength() > 0) {
      captured = Math.min(captured, from.snapLength());
    }
    captured = capturedLength(captured, available, at);
    original = PcapReader.originalLength(in, at, original, captured);
    Bytes bytes = Bytes.of(Arrays.copyOfRange(body, 4, 4 + captured));
    return frame(at, 0, from, CaptureDirection.UNKNOWN, original, bytes, null);
  }

  private CapturedFrame frame(
      long at,
      int interfaceId,
      Interface from,
      CaptureDirection direction,
      int original,
      Bytes bytes,
      @Nullable String comment)
      throws CaptureFormatException {
    return new CapturedFrame(
        ++frames,
        clock.sinceFirstPs(in, at, lastSecond, lastPicosecond),
        lastSecond,
        lastPicosecond,
        interfaceId,
        from.name(),
        PcapReader.linkType(in, from.describedAt(), from.linkType()),
        direction,
        original,
        bytes,
        comment);
  }

  private Interface interfaceAt(int id, long at) throws CaptureFormatException {
    if (id < 0 || id >= interfaces.size()) {
      throw in.fail(
          at,
          "a packet of interface " + CaptureInput.unsigned(id),
          "one of the " + interfaces.size() + " interfaces described before it");
    }
    return interfaces.get(id);
  }

  private int capturedLength(int captured, int available, long at) throws CaptureFormatException {
    int limit = Math.min(available, MAX_FRAME_BYTES);
    if (Integer.compareUnsigned(captured, limit) > 0) {
      throw in.fail(
          at,
          "a captured length of " + CaptureInput.unsigned(captured),
          "at most " + limit + ", by the block's length");
    }
    return captured;
  }

  private void need(byte[] body, int length, long at, String what) throws CaptureFormatException {
    if (body.length < length) {
      throw in.fail(at, what + " of " + body.length + " bytes", "at least " + length);
    }
  }

  /** Walks the options at the end of a block. */
  private final class Options {
    private final byte[] body;
    private final long bodyAt;
    private int next;
    private int code;
    private int length;
    private int valueAt;

    Options(byte[] body, int start, long bodyAt) {
      this.body = body;
      this.next = start;
      this.bodyAt = bodyAt;
    }

    boolean advance() throws CaptureFormatException {
      if (body.length - next < 4) {
        return false;
      }
      code = in.u16(body, next);
      length = in.u16(body, next + 2);
      valueAt = next + 4;
      if (code == PcapngWriter.OPTION_END) {
        return false;
      }
      if (length > body.length - valueAt) {
        throw in.fail(
            bodyAt + next + 2,
            "an option of " + length + " bytes",
            "at most " + (body.length - valueAt) + ", by the block's length");
      }
      next = valueAt + ((length + 3) & ~3);
      return true;
    }

    String text() {
      return new String(body, valueAt, length, StandardCharsets.UTF_8);
    }
  }
}
