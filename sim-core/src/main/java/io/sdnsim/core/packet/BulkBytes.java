package io.sdnsim.core.packet;

/**
 * Bulk application data: each byte is a function of (stream, position), made only when a capture or
 * a checksum needs it.
 *
 * @param stream names the byte stream: one value for each direction of each connection
 * @param offset position of the first byte in the stream
 */
public record BulkBytes(long stream, long offset, int lengthBytes) implements Payload {
  /** The byte at a position of a stream. */
  public static byte byteAt(long stream, long position) {
    long word = (stream * 0x9E3779B97F4A7C15L) ^ (position >>> 3) * 0xD1B54A32D192ED03L;
    word ^= word >>> 29;
    word *= 0xBF58476D1CE4E5B9L;
    return (byte) (word >>> ((position & 7) << 3));
  }

  /** The part from (inclusive) to to (exclusive), counted from this part's first byte. */
  public BulkBytes slice(int from, int to) {
    if (from < 0 || to < from || to > lengthBytes) {
      throw new IndexOutOfBoundsException(from + ".." + to + " of " + lengthBytes);
    }
    return new BulkBytes(stream, offset + from, to - from);
  }

  /** Writes the bytes. */
  public void copyTo(byte[] target, int targetOffset) {
    for (int i = 0; i < lengthBytes; i++) {
      target[targetOffset + i] = byteAt(stream, offset + i);
    }
  }
}
