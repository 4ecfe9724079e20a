package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.Arrays;

/** A growing array of bytes in network byte order. */
final class ByteWriter {
  private byte[] array = new byte[128];
  private int size;

  int size() {
    return size;
  }

  ByteWriter u8(int value) {
    ensure(1);
    array[size++] = (byte) value;
    return this;
  }

  ByteWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  ByteWriter u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  ByteWriter u64(long value) {
    return u32(value >>> 32).u32(value);
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
    return address.isIpv4() ? u32(address.low()) : bytes(address.toBytes());
  }

  /** RFC 4271 4.3: the length in bits, then as many octets as hold them. */
  ByteWriter prefix(Prefix prefix) {
    u8(prefix.length());
    IpAddress network = prefix.network();
    int octets = (prefix.length() + 7) / 8;
    if (network.isIpv4()) {
      for (int i = 0; i < octets; i++) {
        u8(network.ipv4Bits() >>> (24 - 8 * i));
      }
      return this;
    }
    return bytes(Arrays.copyOf(network.toBytes(), octets));
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

  byte[] toArray() {
    return Arrays.copyOf(array, size);
  }

  private void ensure(int more) {
    if (size + more > array.length) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
    }
  }
}
