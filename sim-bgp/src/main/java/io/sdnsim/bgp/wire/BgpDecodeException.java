package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;

/** Bytes that are no well-formed BGP message; says what to answer with a NOTIFICATION. */
public final class BgpDecodeException extends Exception {
  private final int code;
  private final int subcode;
  private final transient Bytes data;
  private final int attribute;
  private final int offset;
  private final String field;

  /**
   * @param code as {@link BgpError}
   * @param subcode as {@link BgpError}
   * @param data of the NOTIFICATION
   * @param attribute the type of the path attribute, or 0
   * @param offset of the field from the start of the message, bytes
   * @param field the RFC's name of the field, and what is wrong with it
   */
  public BgpDecodeException(
      int code, int subcode, byte[] data, int attribute, int offset, String field) {
    super(BgpError.text(code, subcode) + " at offset " + offset + ": " + field);
    this.code = code;
    this.subcode = subcode;
    this.data = Bytes.of(data);
    this.attribute = attribute;
    this.offset = offset;
    this.field = field;
  }

  public int code() {
    return code;
  }

  public int subcode() {
    return subcode;
  }

  public Bytes data() {
    return data;
  }

  /** The type of the path attribute, or 0. */
  public int attribute() {
    return attribute;
  }

  public int offset() {
    return offset;
  }

  public String field() {
    return field;
  }

  /** What to do about it: always a session reset (RFC 4271 6). */
  public UpdateError action() {
    return UpdateError.SESSION_RESET;
  }
}
