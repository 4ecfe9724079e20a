package io.sdnsim.core.wire;

import java.util.HexFormat;
import java.util.Locale;

/** Bytes that are not what the protocol says. A decoder throws nothing else, whatever the bytes. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int WINDOW_BYTES = 16;

  private final String field;
  private final int offset;
  private final String problem;
  private final String hexWindow;

  /**
   * @param field the header field, such as {@code ipv4.totalLength}
   * @param offset of the field, counted from the first byte given to the decoder
   * @param problem what was found and what was expected
   * @param hexWindow the bytes around the offset, in hexadecimal
   */
  public DecodeException(String field, int offset, String problem, String hexWindow) {
    super(String.format(Locale.ROOT, "%s at byte %d: %s [%s]", field, offset, problem, hexWindow));
    this.field = field;
    this.offset = offset;
    this.problem = problem;
    this.hexWindow = hexWindow;
  }

  /** The exception with the window that surrounds {@code position} in the array. */
  static DecodeException at(
      String field, byte[] bytes, int start, int limit, int position, String problem) {
    int from = Math.max(start, position - WINDOW_BYTES / 2);
    int to = Math.min(limit, from + WINDOW_BYTES);
    String window = HexFormat.ofDelimiter(" ").formatHex(bytes, from, Math.max(from, to));
    return new DecodeException(field, position - start, problem, window);
  }

  public String field() {
    return field;
  }

  public int offset() {
    return offset;
  }

  public String problem() {
    return problem;
  }

  public String hexWindow() {
    return hexWindow;
  }
}
