package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.Arrays;

/** Reads fields from the body of a record; knows where in the file it stands. */
final class MrtInput {
  private final String file;
  private final byte[] bytes;
  private final long fileOffset;
  private final int end;
  private int position;

  MrtInput(String file, byte[] bytes, long fileOffset) {
    this(file, bytes, fileOffset, 0, bytes.length);
  }

  private MrtInput(String file, byte[] bytes, long fileOffset, int position, int end) {
    this.file = file;
    this.bytes = bytes;
    this.fileOffset = fileOffset;
    this.position = position;
    this.end = end;
  }

  int remaining() {
    return end - position;
  }

  int u8(String field) throws MrtException {
    need(1, field);
    return bytes[position++] & 0xFF;
  }

  int u16(String field) throws MrtException {
    need(2, field);
    int value = (bytes[position] & 0xFF) << 8 | (bytes[position + 1] & 0xFF);
    position += 2;
    return value;
  }

  long u32(String field) throws MrtException {
    return (long) u16(field) << 16 | u16(field);
  }

  /** An AS number of two or four octets. */
  long asn(boolean fourOctets, String field) throws MrtException {
    return fourOctets ? u32(field) : u16(field);
  }

  IpAddress address(AddressFamily family, String field) throws MrtException {
    return family == AddressFamily.IPV4_UNICAST
        ? IpAddress.ofIpv4((int) u32(field))
        : IpAddress.ofBytes(take(16, field));
  }

  /** A prefix as in NLRI: its length, then as many octets as hold it. */
  Prefix prefix(AddressFamily family) throws MrtException {
    int length = u8("prefix length");
    if (length > family.addressBits()) {
      position--;
      throw error("a prefix length of " + length, "at most " + family.addressBits());
    }
    int octets = (length + 7) / 8;
    if (family == AddressFamily.IPV6_UNICAST) {
      return Prefix.containing(
          IpAddress.ofBytes(Arrays.copyOf(take(octets, "prefix"), 16)), length);
    }
    need(octets, "prefix");
    int bits = 0;
    for (int i = 0; i < octets; i++) {
      bits |= (bytes[position++] & 0xFF) << (24 - 8 * i);
    }
    return Prefix.containing(IpAddress.ofIpv4(bits), length);
  }

  byte[] take(int count, String field) throws MrtException {
    need(count, field);
    byte[] copy = Arrays.copyOfRange(bytes, position, position + count);
    position += count;
    return copy;
  }

  /** A reader of the next bytes, which this one skips. */
  MrtInput part(int count, String field) throws MrtException {
    need(count, field);
    MrtInput part = new MrtInput(file, bytes, fileOffset, position, position + count);
    position += count;
    return part;
  }

  /** The next byte, which stays. */
  int peek() {
    return bytes[position] & 0xFF;
  }

  /** What is left to read, which stays. */
  byte[] copy() {
    return Arrays.copyOfRange(bytes, position, end);
  }

  private void need(int count, String field) throws MrtException {
    if (end - position < count) {
      throw error(remaining() + " bytes to the end of what holds it", count + " bytes of " + field);
    }
  }

  MrtException error(String found, String expected) {
    return new MrtException(file, fileOffset + position, found, expected);
  }
}
