package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a message, and what to do about it (RFC 4271 6, RFC 7606).
 *
 * @param code of the NOTIFICATION that a session reset sends, as {@link BgpError}
 * @param subcode as {@link BgpError}; 0 where the RFCs name none
 * @param data of the NOTIFICATION
 * @param attribute the type of the path attribute, or 0
 * @param offset of the field from the start of the message, bytes
 * @param family which family an {@link ErrorAction#AFI_DISABLE} is about, else null
 * @param clause the clause that asks for the action, such as {@code RFC 7606 7.1}
 * @param field the RFC's name of the field, and what is wrong with it
 */
public record DecodeError(
    ErrorAction action,
    int code,
    int subcode,
    Bytes data,
    int attribute,
    int offset,
    @Nullable AddressFamily family,
    String clause,
    String field) {

  /** One that ends the session. */
  static DecodeError reset(
      int code, int subcode, byte[] data, int offset, String clause, String field) {
    return new DecodeError(
        ErrorAction.SESSION_RESET, code, subcode, Bytes.of(data), 0, offset, null, clause, field);
  }

  /** The strongest one, the first of equals; null for none. */
  public static @Nullable DecodeError strongest(List<DecodeError> errors) {
    DecodeError strongest = null;
    for (DecodeError error : errors) {
      if (strongest == null || error.action().isStrongerThan(strongest.action())) {
        strongest = error;
      }
    }
    return strongest;
  }

  DecodeError with(ErrorAction stronger, String otherClause) {
    return new DecodeError(
        stronger, code, subcode, data, attribute, offset, family, otherClause, field);
  }

  /** {@code UPDATE Message Error: Invalid ORIGIN Attribute at offset 23: ORIGIN 7}. */
  @Override
  public String toString() {
    return BgpError.text(code, subcode) + " at offset " + offset + ": " + field;
  }
}
