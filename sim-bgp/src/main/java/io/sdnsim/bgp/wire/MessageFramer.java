package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the byte stream of a TCP connection into messages. Holds at most one message that is not
 * whole yet, beyond what one call to {@link #append} brings.
 */
public final class MessageFramer {
  private static final int[] MINIMUM_BYTES = {0, 29, 23, 21, 19, 23};

  private byte[] buffer = new byte[256];
  private int start;
  private int end;

  /** Takes bytes as they arrived. */
  public void append(Bytes data) {
    int length = data.lengthBytes();
    if (end + length > buffer.length) {
      byte[] target =
          end - start + length > buffer.length
              ? new byte[Math.max(buffer.length * 2, end - start + length)]
              : buffer;
      System.arraycopy(buffer, start, target, 0, end - start);
      buffer = target;
      end -= start;
      start = 0;
    }
    data.copyTo(buffer, end);
    end += length;
  }

  /** Whether bytes of a message that is not whole wait. */
  public boolean isMidMessage() {
    return end > start;
  }

  /**
   * The next whole message, or null until more bytes come.
   *
   * @throws BgpDecodeException as soon as the header is seen to be wrong: nothing behind it can be
   *     framed (RFC 4271 6.1)
   */
  public byte @Nullable [] next(int maximumBytes) throws BgpDecodeException {
    if (end - start < BgpMessage.HEADER_BYTES) {
      return null;
    }
    checkHeader(buffer, start, end, maximumBytes);
    int length = (buffer[start + 16] & 0xFF) << 8 | (buffer[start + 17] & 0xFF);
    if (end - start < length) {
      return null;
    }
    byte[] message = Arrays.copyOfRange(buffer, start, start + length);
    start += length;
    return message;
  }

  /** RFC 4271 6.1, RFC 2918 3: marker, length and type. */
  static void checkHeader(byte[] bytes, int start, int end, int maximumBytes)
      throws BgpDecodeException {
    if (end - start < BgpMessage.HEADER_BYTES) {
      throw headerError(
          BgpError.HEADER_BAD_LENGTH, new byte[0], 0, "header of " + (end - start) + " bytes");
    }
    for (int i = 0; i < 16; i++) {
      if (bytes[start + i] != (byte) 0xFF) {
        throw headerError(BgpError.HEADER_NOT_SYNCHRONIZED, new byte[0], i, "Marker");
      }
    }
    int length = (bytes[start + 16] & 0xFF) << 8 | (bytes[start + 17] & 0xFF);
    int type = bytes[start + 18] & 0xFF;
    byte[] lengthField = {bytes[start + 16], bytes[start + 17]};
    if (length < BgpMessage.HEADER_BYTES || length > maximumBytes(type, maximumBytes)) {
      throw headerError(BgpError.HEADER_BAD_LENGTH, lengthField, 16, "Length " + length);
    }
    if (type == 0 || type >= MINIMUM_BYTES.length) {
      throw headerError(BgpError.HEADER_BAD_TYPE, new byte[] {(byte) type}, 18, "Type " + type);
    }
    if (length < MINIMUM_BYTES[type]
        || (type == BgpMessage.KEEPALIVE && length != BgpMessage.HEADER_BYTES)) {
      throw headerError(
          BgpError.HEADER_BAD_LENGTH, lengthField, 16, "Length " + length + " of type " + type);
    }
  }

  /** RFC 8654 4: OPEN and KEEPALIVE are never extended. */
  static int maximumBytes(int type, int agreed) {
    boolean mayBeExtended = type != BgpMessage.OPEN && type != BgpMessage.KEEPALIVE;
    return mayBeExtended ? agreed : Math.min(agreed, BgpMessage.MAX_BYTES);
  }

  private static BgpDecodeException headerError(
      int subcode, byte[] data, int offset, String field) {
    return new BgpDecodeException(
        DecodeError.reset(BgpError.HEADER, subcode, data, offset, "RFC 4271 6.1", field));
  }
}
