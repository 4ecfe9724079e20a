package io.sdnsim.bgp.mrt;

/** Bytes that are no MRT file; says where, what stands there and what should. */
public final class MrtException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param file as the user named it
   * @param offset of what is wrong, bytes from the start of the file; of a compressed one, of what
   *     it holds
   * @param expected what should stand there
   */
  MrtException(String file, long offset, String found, String expected) {
    super(file + ": at byte " + offset + ": found " + found + ", expected " + expected);
    this.offset = offset;
  }

  public long offset() {
    return offset;
  }
}
