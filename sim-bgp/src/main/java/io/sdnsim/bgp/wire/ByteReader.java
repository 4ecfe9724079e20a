package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.Arrays;

/**
 * Reads from a part of a message. The caller asks {@link #has} first: reading on past the end is a
 * fault of the codec, not of the bytes.
 */
final class ByteReader {
  private final byte[] array;
  private final int end;
  private int position;

  ByteReader(byte[] array, int start, int end) {
    this.array = array;
    this.position = start;
    this.end = end;
  }

  /** The whole message. */
  byte[] array() {
    return array;
  }

  int end() {
    return end;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  boolean has(int count) {
    return end - position >= count;
  }

  int u8() {
    return array[position++] & 0xFF;
  }

  int u16() {
    return u8() << 8 | u8();
  }

  long u32() {
    return (long) u16() << 16 | u16();
  }

  int i32() {
    return u16() << 16 | u16();
  }

  long i64() {
    return u32() << 32 | u32();
  }

  /** The next octet, which stays. */
  int peek() {
    return array[position] & 0xFF;
  }

  void skip(int count) {
    position += count;
  }

  void skipRest() {
    position = end;
  }

  byte[] bytes(int count) {
    byte[] copy = Arrays.copyOfRange(array, position, position + count);
    position += count;
    return copy;
  }

  byte[] rest() {
    return bytes(remaining());
  }

  /** A reader of the next bytes, which this one skips. */
  ByteReader part(int count) {
    ByteReader part = new ByteReader(array, position, position + count);
    position += count;
    return part;
  }

  IpAddress ipv4() {
    return IpAddress.ofIpv4((int) u32());
  }

  IpAddress ipv6() {
    return IpAddress.ofBytes(bytes(16));
  }

  /** The prefix of {@code length} bits; bits behind them are of no meaning (RFC 4271 4.3). */
  Prefix prefix(AddressFamily family, int length) {
    int octets = (length + 7) / 8;
    if (family == AddressFamily.IPV4_UNICAST) {
      int bits = 0;
      for (int i = 0; i < octets; i++) {
        bits |= u8() << (24 - 8 * i);
      }
      return Prefix.containing(IpAddress.ofIpv4(bits), length);
    }
    return Prefix.containing(IpAddress.ofBytes(Arrays.copyOf(bytes(octets), 16)), length);
  }
}
