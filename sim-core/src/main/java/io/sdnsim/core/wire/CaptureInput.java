package io.sdnsim.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/** A capture file as a stream that knows its position and its byte order. */
final class CaptureInput {
  private final InputStream in;
  private final String source;
  private long offset;
  private boolean bigEndian;

  CaptureInput(InputStream in, String source) {
    this.in = in;
    this.source = source;
  }

  /** The position of the next byte to read. */
  long offset() {
    return offset;
  }

  boolean isBigEndian() {
    return bigEndian;
  }

  void setBigEndian(boolean newBigEndian) {
    bigEndian = newBigEndian;
  }

  /**
   * Reads exactly so many bytes, or none at the end of the file.
   *
   * @return whether there were bytes
   */
  boolean readOrEnd(byte[] target, String what) throws IOException {
    int count = in.readNBytes(target, 0, target.length);
    if (count == 0 && target.length > 0) {
      return false;
    }
    complainIfShort(count, target.length, what);
    offset += count;
    return true;
  }

  /** Reads exactly so many bytes; allocates no more than the file holds. */
  byte[] read(int length, String what) throws IOException {
    byte[] bytes = in.readNBytes(length);
    complainIfShort(bytes.length, length, what);
    offset += length;
    return bytes;
  }

  private void complainIfShort(int found, int needed, String what) throws CaptureFormatException {
    if (found < needed) {
      throw fail(
          offset + found,
          CaptureFormatException.END_OF_FILE,
          (needed - found) + " more bytes of " + what + ": the capture is cut short");
    }
  }

  CaptureFormatException fail(long at, String found, String expected) {
    return new CaptureFormatException(source, at, found, expected);
  }

  int u16(byte[] bytes, int at) {
    int high = bytes[bigEndian ? at : at + 1] & 0xFF;
    return high << 8 | (bytes[bigEndian ? at + 1 : at] & 0xFF);
  }

  int u32(byte[] bytes, int at) {
    return bigEndian
        ? u16(bytes, at) << 16 | u16(bytes, at + 2)
        : u16(bytes, at + 2) << 16 | u16(bytes, at);
  }

  long u32Unsigned(byte[] bytes, int at) {
    return u32(bytes, at) & 0xFFFF_FFFFL;
  }

  long u64(byte[] bytes, int at) {
    return bigEndian
        ? u32Unsigned(bytes, at) << 32 | u32Unsigned(bytes, at + 4)
        : u32Unsigned(bytes, at + 4) << 32 | u32Unsigned(bytes, at);
  }

  static String hex(int value) {
    return "0x" + HexFormat.of().withUpperCase().toHexDigits(value);
  }

  static String unsigned(int value) {
    return Integer.toUnsignedString(value);
  }
}
