package io.sdnsim.core.wire;

import java.io.IOException;

/** A file that is no capture, or one that is cut short. */
public final class CaptureFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is found where a capture is cut short. */
  static final String END_OF_FILE = "the end of the file";

  private final long offset;
  private final String found;
  private final String expected;

  /**
   * @param source the file's name
   * @param offset in bytes from the start of the file
   */
  public CaptureFormatException(String source, long offset, String found, String expected) {
    super(source + ": byte " + offset + ": found " + found + ", expected " + expected);
    this.offset = offset;
    this.found = found;
    this.expected = expected;
  }

  public long offset() {
    return offset;
  }

  /** Whether the file ends before its last record does; the offset is then the file's length. */
  public boolean isCutShort() {
    return found.equals(END_OF_FILE);
  }

  public String found() {
    return found;
  }

  public String expected() {
    return expected;
  }
}
