package io.sdnsim.bgp.mrt;

/** Bytes that are no MRT file; says where, what stands there and what should. */
public final class MrtException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final String found;
  private final String expected;

  /**
   * @param file as the user named it
   * @param offset of what is wrong, bytes from the start of the file; of a compressed one, of what
   *     it holds
   * @param expected what should stand there
   */
  MrtException(String file, long offset, String found, String expected) {
    super(file + ": at byte " + offset + ": found " + found + ", expected " + expected);
    this.offset = offset;
    this.found = found;
    this.expected = expected;
  }

  public String found() {
    return found;
  }

  public String expected() {
    return expected;
  }

  public long offset() {
    return offset;
  }
}
