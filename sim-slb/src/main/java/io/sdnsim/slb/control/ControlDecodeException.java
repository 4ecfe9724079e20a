package io.sdnsim.slb.control;

/** Bytes that are no control message. */
public final class ControlDecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  ControlDecodeException(String problem, int offset) {
    super(problem + " at byte " + offset + " of the message");
    this.offset = offset;
  }

  /** Where in the message, counted from its type. */
  public int offset() {
    return offset;
  }
}
