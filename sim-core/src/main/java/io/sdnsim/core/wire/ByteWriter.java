package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;

/**
 * Writes big-endian fields into an array of known size. Writing past the end is the caller's bug
 * and an {@link IndexOutOfBoundsException}.
 */
public final class ByteWriter {
  private final byte[] array;
  private int position;

  public ByteWriter(int lengthBytes) {
    this.array = new byte[lengthBytes];
  }

  /** The array itself; whoever takes it must stop writing. */
  public byte[] array() {
    return array;
  }

  public int position() {
    return position;
  }

  public ByteWriter u8(int value) {
    array[position++] = (byte) value;
    return this;
  }

  public ByteWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  public ByteWriter u32(int value) {
    return u16(value >>> 16).u16(value);
  }

  public ByteWriter mac(MacAddress address) {
    return u16((int) (address.bits() >>> 32)).u32((int) address.bits());
  }

  /** 4 or 16 bytes, by the address's family. */
  public ByteWriter ip(IpAddress address) {
    if (address.isIpv6()) {
      u32((int) (address.high() >>> 32)).u32((int) address.high());
      u32((int) (address.low() >>> 32));
    }
    return u32((int) address.low());
  }

  public ByteWriter bytes(Bytes bytes) {
    bytes.copyTo(array, position);
    position += bytes.lengthBytes();
    return this;
  }

  public ByteWriter bytes(BulkBytes bytes) {
    bytes.copyTo(array, position);
    position += bytes.lengthBytes();
    return this;
  }

  public ByteWriter bytes(byte[] bytes, int offset, int length) {
    System.arraycopy(bytes, offset, array, position, length);
    position += length;
    return this;
  }

  public ByteWriter fill(int value, int count) {
    for (int i = 0; i < count; i++) {
      u8(value);
    }
    return this;
  }

  /** Overwrites a 16-bit field that was written before, such as a checksum. */
  public void setU16(int at, int value) {
    array[at] = (byte) (value >>> 8);
    array[at + 1] = (byte) value;
  }
}
