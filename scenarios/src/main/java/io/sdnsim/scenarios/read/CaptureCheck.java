package io.sdnsim.scenarios.read;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a pcap or pcapng file, so that a truncated capture is refused before the run
 * and not in its middle. Packets are not looked at.
 */
final class CaptureCheck {
  private static final int PCAPNG_SECTION = 0x0A0D0D0A;
  private static final int PCAPNG_BYTE_ORDER = 0x1A2B3C4D;
  private static final int MAX_RECORD_BYTES = 1 << 24;

  private final InputStream in;

  private CaptureCheck(InputStream in) {
    this.in = in;
  }

  /** What is wrong with a capture, or null. */
  static @Nullable String complaint(InputStream in) throws IOException {
    try {
      return new CaptureCheck(in).walk();
    } catch (EOFException e) {
      return "a capture that ends in the middle of a record";
    }
  }

  private @Nullable String walk() throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4) {
      return "a file of " + magic.length + " bytes";
    }
    int number = ByteBuffer.wrap(magic).getInt();
    return switch (number) {
      case 0xA1B2C3D4, 0xA1B23C4D -> walkPcap(ByteOrder.BIG_ENDIAN);
      case 0xD4C3B2A1, 0x4D3CB2A1 -> walkPcap(ByteOrder.LITTLE_ENDIAN);
      case PCAPNG_SECTION -> walkPcapng();
      default -> "a file that is neither pcap nor pcapng";
    };
  }

  private @Nullable String walkPcap(ByteOrder order) throws IOException {
    read(20, order);
    while (true) {
      byte[] header = in.readNBytes(16);
      if (header.length == 0) {
        return null;
      }
      if (header.length < 16) {
        throw new EOFException();
      }
      int length = ByteBuffer.wrap(header).order(order).getInt(8);
      if (length < 0 || length > MAX_RECORD_BYTES) {
        return "a capture with a record of " + Integer.toUnsignedString(length) + " bytes";
      }
      skip(length);
    }
  }

  private @Nullable String walkPcapng() throws IOException {
    int type = PCAPNG_SECTION;
    ByteOrder order = ByteOrder.BIG_ENDIAN;
    while (true) {
      ByteBuffer length = read(4, order);
      int read = 8;
      if (type == PCAPNG_SECTION) {
        ByteOrder sectionOrder =
            read(4, ByteOrder.BIG_ENDIAN).getInt() == PCAPNG_BYTE_ORDER
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
        order = sectionOrder;
        read = 12;
      }
      int total = length.order(order).getInt();
      if (total < 12 || total % 4 != 0 || total > MAX_RECORD_BYTES || total < read + 4) {
        return "a capture with a block of " + Integer.toUnsignedString(total) + " bytes";
      }
      skip(total - read - 4);
      if (read(4, order).getInt() != total) {
        return "a capture with a block whose two lengths differ";
      }
      byte[] next = in.readNBytes(4);
      if (next.length == 0) {
        return null;
      }
      if (next.length < 4) {
        throw new EOFException();
      }
      type = ByteBuffer.wrap(next).order(order).getInt();
    }
  }

  /** Reads, because skipping in a file goes on beyond its end without a word. */
  private void skip(int count) throws IOException {
    if (in.readNBytes(count).length < count) {
      throw new EOFException();
    }
  }

  private ByteBuffer read(int count, ByteOrder order) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).order(order);
  }
}
