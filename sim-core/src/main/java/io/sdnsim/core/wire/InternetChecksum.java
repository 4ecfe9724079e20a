package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The ones' complement sum of IP, TCP, UDP and ICMP (RFC 1071). */
public final class InternetChecksum {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private InternetChecksum() {}

  /** Adds 16-bit words to a sum that is not folded yet; an odd last byte is the high one. */
  public static long add(long sum, byte[] bytes, int offset, int length) {
    long total = sum;
    int i = offset;
    // RFC 1071 2 (A), (C): words may be added in any grouping, here 32 bits, and folded at last.
    for (int end = offset + (length & ~7); i < end; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      total += (word >>> 32) + (word & 0xFFFF_FFFFL);
    }
    int end = offset + (length & ~1);
    for (; i < end; i += 2) {
      total += (bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF);
    }
    return (length & 1) == 0 ? total : total + ((bytes[end] & 0xFF) << 8);
  }

  /** The checksum field for a sum: folded to 16 bits and inverted. */
  public static int finish(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) ~folded & 0xFFFF;
  }

  /** The checksum of a range; 0 when the range holds its own right checksum. */
  public static int of(byte[] bytes, int offset, int length) {
    return finish(add(0, bytes, offset, length));
  }

  /**
   * The sum over the pseudo header of TCP and UDP (RFC 9293 3.1, RFC 768) or, for IPv6 addresses,
   * of every upper layer (RFC 8200 8.1).
   */
  public static long pseudoHeader(
      IpAddress source, IpAddress destination, int protocol, int upperLayerLength) {
    return words(source)
        + words(destination)
        + protocol
        + (upperLayerLength >>> 16)
        + (upperLayerLength & 0xFFFF);
  }

  private static long words(IpAddress address) {
    return words(address.high()) + words(address.low());
  }

  private static long words(long bits) {
    return (bits >>> 48) + (bits >>> 32 & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits & 0xFFFF);
  }
}
