package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.Bytes;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads big-endian fields from a range of an array. Each read names its field, so that a range that
 * ends too soon is a {@link DecodeException} that says which field is missing.
 */
public final class ByteReader {
  private final byte[] array;
  private final int start;
  private int position;
  private int limit;

  /**
   * @throws IndexOutOfBoundsException when the range is not within the array: the caller's bug
   */
  public ByteReader(byte[] array, int offset, int length) {
    this(array, offset, Objects.checkFromIndexSize(offset, length, array.length), length);
  }

  private ByteReader(byte[] array, int start, int position, int length) {
    this.array = array;
    this.start = start;
    this.position = position;
    this.limit = position + length;
  }

  public int remaining() {
    return limit - position;
  }

  /** The position within the array, for checksums over a range. */
  public int position() {
    return position;
  }

  public byte[] array() {
    return array;
  }

  /** Drops everything behind the next {@code length} bytes: padding. */
  public void limitTo(String field, int length) throws DecodeException {
    need(field, length);
    limit = position + length;
  }

  public int u8(String field) throws DecodeException {
    need(field, 1);
    return array[position++] & 0xFF;
  }

  public int u16(String field) throws DecodeException {
    need(field, 2);
    int value = (array[position] & 0xFF) << 8 | (array[position + 1] & 0xFF);
    position += 2;
    return value;
  }

  public int u32(String field) throws DecodeException {
    need(field, 4);
    int high = u16(field);
    return high << 16 | u16(field);
  }

  public MacAddress mac(String field) throws DecodeException {
    need(field, 6);
    long high = u16(field);
    return new MacAddress(high << 32 | (u32(field) & 0xFFFF_FFFFL));
  }

  public IpAddress ipv4(String field) throws DecodeException {
    return IpAddress.ofIpv4(u32(field));
  }

  public IpAddress ipv6(String field) throws DecodeException {
    need(field, 16);
    return IpAddress.ofIpv6(u64(field), u64(field));
  }

  private long u64(String field) throws DecodeException {
    long high = u32(field);
    return high << 32 | (u32(field) & 0xFFFF_FFFFL);
  }

  /** The next bytes, copied. */
  public Bytes bytes(String field, int length) throws DecodeException {
    need(field, length);
    position += length;
    return Bytes.of(Arrays.copyOfRange(array, position - length, position));
  }

  /** All that is left, copied. */
  public Bytes rest() {
    byte[] left = Arrays.copyOfRange(array, position, limit);
    position = limit;
    return Bytes.of(left);
  }

  public void skip(String field, int length) throws DecodeException {
    need(field, length);
    position += length;
  }

  /** A reader of the next {@code length} bytes, behind which this one goes on. */
  public ByteReader sub(String field, int length) throws DecodeException {
    need(field, length);
    ByteReader part = new ByteReader(array, start, position, length);
    position += length;
    return part;
  }

  private void need(String field, int count) throws DecodeException {
    if (count < 0 || remaining() < count) {
      throw fail(
          field, position, "needs " + count + " bytes but only " + remaining() + " are left");
    }
  }

  /** A complaint about the field at a position within the array. */
  public DecodeException fail(String field, int at, String problem) {
    return DecodeException.at(field, array, start, limit, at, problem);
  }
}
