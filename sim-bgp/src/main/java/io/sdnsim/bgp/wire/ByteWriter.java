package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.Arrays;

/** A growing array of bytes in network byte order. */
final class ByteWriter {
  private byte[] array;
  private int size;

  ByteWriter() {
    this(128);
  }

  /** With room for so many bytes before it grows. */
  ByteWriter(int capacity) {
    array = new byte[capacity];
  }

  int size() {
    return size;
  }

  ByteWriter u8(int value) {
    ensure(1);
    array[size++] = (byte) value;
    return this;
  }

  ByteWriter u16(int value) {
    ensure(2);
    setU16(size, value);
    size += 2;
    return this;
  }

  ByteWriter u32(long value) {
    ensure(4);
    setI32(size, (int) value);
    size += 4;
    return this;
  }

  ByteWriter u64(long value) {
    ensure(8);
    setI64(size, value);
    size += 8;
    return this;
  }

  ByteWriter bytes(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, array, size, value.length);
    size += value.length;
    return this;
  }

  ByteWriter bytes(Bytes value) {
    ensure(value.lengthBytes());
    value.copyTo(array, size);
    size += value.lengthBytes();
    return this;
  }

  ByteWriter append(ByteWriter other) {
    ensure(other.size);
    System.arraycopy(other.array, 0, array, size, other.size);
    size += other.size;
    return this;
  }

  ByteWriter address(IpAddress address) {
    return address.isIpv4() ? u32(address.low()) : u64(address.high()).u64(address.low());
  }

  /** RFC 4271 4.3: the length in bits, then as many octets as hold them. */
  ByteWriter prefix(Prefix prefix) {
    IpAddress network = prefix.network();
    ensure(17);
    array[size++] = (byte) prefix.length();
    // All octets, for that is quicker than to ask how many; what comes next overwrites the rest.
    if (network.isIpv4()) {
      setI32(size, network.ipv4Bits());
    } else {
      setI64(size, network.high());
      setI64(size + 8, network.low());
    }
    size += (prefix.length() + 7) / 8;
    return this;
  }

  void setU8(int offset, int value) {
    array[offset] = (byte) value;
  }

  /** Moves what stands from here on one octet back. */
  void insertU8(int offset) {
    ensure(1);
    System.arraycopy(array, offset, array, offset + 1, size - offset);
    size++;
  }

  void setU16(int offset, int value) {
    array[offset] = (byte) (value >>> 8);
    array[offset + 1] = (byte) value;
  }

  private void setI32(int offset, int value) {
    array[offset] = (byte) (value >>> 24);
    array[offset + 1] = (byte) (value >>> 16);
    array[offset + 2] = (byte) (value >>> 8);
    array[offset + 3] = (byte) value;
  }

  private void setI64(int offset, long value) {
    setI32(offset, (int) (value >>> 32));
    setI32(offset + 4, (int) value);
  }

  byte[] toArray() {
    return Arrays.copyOf(array, size);
  }

  private void ensure(int more) {
    if (size + more > array.length) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
    }
  }
}
