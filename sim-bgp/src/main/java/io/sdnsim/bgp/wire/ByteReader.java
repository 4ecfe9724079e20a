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
    return i32() & 0xFFFF_FFFFL;
  }

  int i32() {
    int value = i32At(position);
    position += 4;
    return value;
  }

  long i64() {
    long value = i64At(position);
    position += 8;
    return value;
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
    return IpAddress.ofIpv4(i32());
  }

  IpAddress ipv6() {
    long high = i64();
    return IpAddress.ofIpv6(high, i64());
  }

  /** The prefix of {@code length} bits; bits behind them are of no meaning (RFC 4271 4.3). */
  Prefix prefix(AddressFamily family, int length) {
    int octets = (length + 7) / 8;
    Prefix prefix =
        family == AddressFamily.IPV4_UNICAST ? prefix4(octets, length) : prefix6(octets, length);
    position += octets;
    return prefix;
  }

  private Prefix prefix4(int octets, int length) {
    int bits = (int) (leading(position, octets) >>> 32);
    return new Prefix(IpAddress.ofIpv4(length == 0 ? 0 : bits & -1 << (32 - length)), length);
  }

  private Prefix prefix6(int octets, int length) {
    long high = leading(position, Math.min(octets, 8));
    long low = octets > 8 ? leading(position + 8, octets - 8) : 0;
    return Prefix.containing(IpAddress.ofIpv6(high, low), length);
  }

  /**
   * The number of eight octets that begins with these: the others are 0, or what follows. Lengths
   * vary from prefix to prefix, so this asks for them once only, at the end of the message.
   */
  private long leading(int from, int octets) {
    if (from + 8 <= array.length) {
      return i64At(from);
    }
    long bits = 0;
    for (int i = 0; i < octets; i++) {
      bits |= (array[from + i] & 0xFFL) << (56 - 8 * i);
    }
    return bits;
  }

  private long i64At(int from) {
    return (long) i32At(from) << 32 | (i32At(from + 4) & 0xFFFF_FFFFL);
  }

  private int i32At(int from) {
    return array[from] << 24
        | (array[from + 1] & 0xFF) << 16
        | (array[from + 2] & 0xFF) << 8
        | (array[from + 3] & 0xFF);
  }
}
