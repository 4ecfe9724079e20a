package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words in the data of an administrative shutdown or reset (RFC 9003 2). */
final class ShutdownCommunication {
  private static final int MAXIMUM_BYTES = 255;

  private ShutdownCommunication() {}

  /** A length octet and UTF-8. */
  static Bytes encode(String text) {
    ByteBuffer encoded = ByteBuffer.allocate(MAXIMUM_BYTES);
    // The encoder stops before a character that does not fit.
    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), encoded, true);
    byte[] data = new byte[1 + encoded.position()];
    data[0] = (byte) encoded.position();
    System.arraycopy(encoded.array(), 0, data, 1, encoded.position());
    return Bytes.of(data);
  }

  /** The text, or null for none or a malformed one: it is for people, so nothing depends on it. */
  static @Nullable String decode(Bytes data) {
    if (data.lengthBytes() < 2) {
      return null;
    }
    int length = data.at(0) & 0xFF;
    if (length == 0 || length > data.lengthBytes() - 1) {
      return null;
    }
    byte[] text = Arrays.copyOfRange(data.toArray(), 1, 1 + length);
    try {
      return printable(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)));
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** RFC 9003 6: the peer chose the text, so control characters don't get to a terminal or log. */
  private static String printable(CharSequence text) {
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
        result.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }
}
