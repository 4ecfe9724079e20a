package io.sdnsim.bgp.wire;

import static io.sdnsim.bgp.wire.PathAttribute.FLAG_PARTIAL;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A path attribute as its header says it is, with its value not yet read; and the ways to report
 * that it is malformed, each of which returns null, for there is no attribute then.
 */
final class RawAttribute {
  private final byte[] message;
  private final int start;
  private final int flags;
  private final int type;
  private final int length;
  private final ByteReader value;
  private final Outbox<DecodeError> errors;

  /**
   * @param message the whole message
   * @param start where the flags stand in it
   * @param errors takes the reports
   */
  RawAttribute(
      byte[] message,
      int start,
      int flags,
      int type,
      ByteReader value,
      Outbox<DecodeError> errors) {
    this.message = message;
    this.start = start;
    this.flags = flags;
    this.type = type;
    this.length = value.remaining();
    this.value = value;
    this.errors = errors;
  }

  /** AS_PATH, or {@code attribute 99} for one that this speaker doesn't know. */
  static String name(int type) {
    AttributeType known = AttributeType.of(type);
    return known == null ? "attribute " + type : known.name();
  }

  String name() {
    return name(type);
  }

  int type() {
    return type;
  }

  int flags() {
    return flags;
  }

  boolean isPartial() {
    return (flags & FLAG_PARTIAL) != 0;
  }

  /** Of the value, bytes. */
  int length() {
    return length;
  }

  /** RFC 7606 4: zero is no length of an attribute that lists something. */
  boolean isMultipleOf(int bytes) {
    return length > 0 && length % bytes == 0;
  }

  ByteReader value() {
    return value;
  }

  /** The family that an attribute with prefixes begins with, or null for an unknown one. */
  @Nullable AddressFamily family() {
    if (length < 3) {
      return null;
    }
    int at = value.position();
    int afi = (message[at] & 0xFF) << 8 | (message[at + 1] & 0xFF);
    return AddressFamily.of(afi, message[at + 2] & 0xFF);
  }

  /** {@code ORIGIN of 2 bytes}. */
  String lengthText() {
    return name() + " of " + length + (length == 1 ? " byte" : " bytes");
  }

  @Nullable PathAttribute wrongLength(String expected) {
    return malformed(BgpError.UPDATE_ATTRIBUTE_LENGTH, lengthText() + ", not " + expected);
  }

  /** RFC 7607 2. */
  @Nullable PathAttribute asZero(int subcode) {
    AttributeType known = known();
    return report(known.whenMalformed(), subcode, "RFC 7607 2", known.name() + " with AS 0");
  }

  /** RFC 7606 7.5, 7.9, 7.10: attributes that mean something within an AS only. */
  @Nullable PathAttribute notFromExternal() {
    AttributeType known = known();
    return report(
        ErrorAction.ATTRIBUTE_DISCARD, 0, known.clause(), known.name() + " from an external peer");
  }

  /** What the attribute's own clause calls for. */
  @Nullable PathAttribute malformed(int subcode, String field) {
    AttributeType known = known();
    return report(known.whenMalformed(), subcode, known.clause(), field);
  }

  private AttributeType known() {
    AttributeType known = AttributeType.of(type);
    if (known == null) {
      throw new IllegalStateException("attribute " + type + " has no rule");
    }
    return known;
  }

  @Nullable PathAttribute report(ErrorAction action, int subcode, String clause, String field) {
    return report(action, subcode, null, start, clause, field);
  }

  /**
   * Reports that prefixes can't be read: their family goes, or the session where not even the
   * family is known (RFC 7606 3.j, RFC 4760 7).
   *
   * @param offset of what is wrong
   */
  @Nullable PathAttribute unreadable(
      @Nullable AddressFamily family, int subcode, int offset, String clause, String field) {
    ErrorAction action = family == null ? ErrorAction.SESSION_RESET : ErrorAction.AFI_DISABLE;
    return report(action, subcode, family, offset, clause, field);
  }

  /** As above, with the start of the attribute for the offset. */
  @Nullable PathAttribute unreadable(
      @Nullable AddressFamily family, int subcode, String clause, String field) {
    return unreadable(family, subcode, start, clause, field);
  }

  private @Nullable PathAttribute report(
      ErrorAction action,
      int subcode,
      @Nullable AddressFamily family,
      int offset,
      String clause,
      String field) {
    // RFC 4271 6.3: the data is the attribute, but for AS_PATH there is none.
    Bytes data =
        Bytes.of(
            subcode == BgpError.UPDATE_MALFORMED_AS_PATH
                ? new byte[0]
                : Arrays.copyOfRange(message, start, value.end()));
    errors.add(
        new DecodeError(
            action, BgpError.UPDATE, subcode, data, type, offset, family, clause, field));
    return null;
  }
}
