package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are no well-formed BGP message and that the session can't go on after; says what to
 * answer with a NOTIFICATION. Errors that a session survives are in {@link
 * BgpMessage.Update#errors}.
 */
public final class BgpDecodeException extends Exception {
  private final transient DecodeError error;
  private final transient @Nullable BgpMessage partial;

  /**
   * An error that is not of this codec's finding.
   *
   * @param data of the NOTIFICATION
   * @param attribute the type of the path attribute, or 0
   * @param offset of the field from the start of the message, bytes
   */
  public BgpDecodeException(
      int code, int subcode, byte[] data, int attribute, int offset, String field) {
    this(
        new DecodeError(
            ErrorAction.SESSION_RESET,
            code,
            subcode,
            Bytes.of(data),
            attribute,
            offset,
            null,
            "RFC 4271 6",
            field));
  }

  BgpDecodeException(DecodeError error) {
    this(error, null);
  }

  BgpDecodeException(DecodeError error, @Nullable BgpMessage partial) {
    super(error.toString());
    this.error = error;
    this.partial = partial;
  }

  public DecodeError error() {
    return error;
  }

  /** What could be read all the same, to show it to people; null for nothing. */
  public @Nullable BgpMessage partial() {
    return partial;
  }

  public int code() {
    return error.code();
  }

  public int subcode() {
    return error.subcode();
  }

  public Bytes data() {
    return error.data();
  }

  /** The type of the path attribute, or 0. */
  public int attribute() {
    return error.attribute();
  }

  public int offset() {
    return error.offset();
  }

  public String field() {
    return error.field();
  }
}
