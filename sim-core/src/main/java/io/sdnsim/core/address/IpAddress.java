package io.sdnsim.core.address;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One IPv4 or IPv6 address without a prefix length or zone.
 *
 * <p>One final class serves both families, so that the per-packet path reads two longs and never
 * dispatches on a type. Ordered with IPv4 before IPv6, then by unsigned value.
 */
public final class IpAddress implements Comparable<IpAddress> {
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowPrefix(false)
          .allowMask(false)
          .allowWildcardedSeparator(false)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .getParentBuilder()
          .toParams();

  private final long high;
  private final long low;
  private final boolean ipv6;

  private IpAddress(boolean ipv6, long high, long low) {
    this.ipv6 = ipv6;
    this.high = high;
    this.low = low;
  }

  /** The IPv4 address with these 32 bits, the first octet in the most significant byte. */
  public static IpAddress ofIpv4(int bits) {
    return new IpAddress(false, 0, bits & 0xFFFF_FFFFL);
  }

  /** The IPv6 address with these 128 bits, most significant half first. */
  public static IpAddress ofIpv6(long high, long low) {
    return new IpAddress(true, high, low);
  }

  /**
   * The address in network byte order.
   *
   * @throws IllegalArgumentException unless there are 4 or 16 bytes
   */
  public static IpAddress ofBytes(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> ofIpv4((int) bigEndian(bytes, 0, 4));
      case 16 -> ofIpv6(bigEndian(bytes, 0, 8), bigEndian(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException(
              "an IP address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  private static long bigEndian(byte[] bytes, int offset, int count) {
    long value = 0;
    for (int i = offset; i < offset + count; i++) {
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }

  /**
   * Parses dotted-quad IPv4 or RFC 4291 text IPv6, strictly: no leading zeros, short forms, zones
   * or prefix lengths.
   *
   * @throws IllegalArgumentException with a sentence for people when the text is not one address
   */
  public static IpAddress parse(String text) {
    IpAddress dotted = parseDottedQuad(text);
    if (dotted != null) {
      return dotted;
    }
    try {
      if (!text.equals(text.strip())) {
        throw new IllegalArgumentException("'" + text + "' is not an IP address");
      }
      IPAddress address = new IPAddressString(text, STRICT).toAddress();
      if (address != null && !address.isMultiple()) {
        return ofLibrary(address);
      }
    } catch (AddressStringException e) {
      throw new IllegalArgumentException("'" + text + "' is not an IP address", e);
    }
    throw new IllegalArgumentException("'" + text + "' is not an IP address");
  }

  /** The common case by hand: it spares most runs the library's class loading (about 0.1 s). */
  private static @Nullable IpAddress parseDottedQuad(String text) {
    int bits = 0;
    int octets = 0;
    int octet = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c == '.') {
        if (octet < 0 || octet > 255) {
          return null;
        }
        bits = bits << 8 | octet;
        octets++;
        octet = -1;
      } else if (c >= '0' && c <= '9' && octet != 0 && octet <= 255) {
        octet = Math.max(octet, 0) * 10 + (c - '0');
      } else {
        return null;
      }
    }
    return octets == 4 ? ofIpv4(bits) : null;
  }

  private static IpAddress ofLibrary(IPAddress address) {
    if (address instanceof IPv4Address ipv4) {
      return ofIpv4(ipv4.intValue());
    }
    return ofBytes(((IPv6Address) address).getBytes());
  }

  public boolean isIpv4() {
    return !ipv6;
  }

  public boolean isIpv6() {
    return ipv6;
  }

  /** The 32 bits of an IPv4 address; meaningless for IPv6. */
  public int ipv4Bits() {
    return (int) low;
  }

  /** The most significant 64 bits of an IPv6 address; 0 for IPv4. */
  public long high() {
    return high;
  }

  /** The least significant 64 bits of an IPv6 address, or the 32 bits of an IPv4 one. */
  public long low() {
    return low;
  }

  /** 32 or 128. */
  public int bitCount() {
    return ipv6 ? 128 : 32;
  }

  /** Bit {@code index} counted from the most significant, which is 0. */
  public int bit(int index) {
    if (!ipv6) {
      return (int) (low >>> (31 - index)) & 1;
    }
    return (int) (index < 64 ? high >>> (63 - index) : low >>> (127 - index)) & 1;
  }

  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  /** 224.0.0.0/4 or ff00::/8. */
  public boolean isMulticast() {
    return ipv6 ? high >>> 56 == 0xFF : low >>> 28 == 0xE;
  }

  /** 255.255.255.255; IPv6 has no broadcast. */
  public boolean isLimitedBroadcast() {
    return !ipv6 && low == 0xFFFF_FFFFL;
  }

  /** 169.254.0.0/16 or fe80::/10. */
  public boolean isLinkLocal() {
    return ipv6 ? high >>> 54 == 0xFE80L >>> 6 : low >>> 16 == 0xA9FE;
  }

  /** 127.0.0.0/8 or ::1. */
  public boolean isLoopback() {
    return ipv6 ? high == 0 && low == 1 : low >>> 24 == 127;
  }

  /** The address {@code count} after this one, wrapping within the family. */
  public IpAddress plus(long count) {
    if (!ipv6) {
      return ofIpv4((int) (low + count));
    }
    long sum = low + count;
    boolean carry = count >= 0 && Long.compareUnsigned(sum, low) < 0;
    boolean borrow = count < 0 && Long.compareUnsigned(sum, low) > 0;
    return ofIpv6(high + (carry ? 1 : 0) - (borrow ? 1 : 0), sum);
  }

  /** 4 or 16 bytes in network byte order. */
  public byte[] toBytes() {
    byte[] bytes = new byte[ipv6 ? 16 : 4];
    for (int i = 0; i < bytes.length; i++) {
      int shift = (bytes.length - 1 - i) * 8;
      bytes[i] = (byte) (shift >= 64 ? high >>> (shift - 64) : low >>> shift);
    }
    return bytes;
  }

  @Override
  public int compareTo(IpAddress other) {
    if (ipv6 != other.ipv6) {
      return ipv6 ? 1 : -1;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress that
        && that.low == low
        && that.high == high
        && that.ipv6 == ipv6;
  }

  @Override
  public int hashCode() {
    long mixed = (low ^ high * 31) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  /** Dotted quad, or the RFC 5952 canonical text. */
  @Override
  public String toString() {
    if (!ipv6) {
      return (low >>> 24)
          + "."
          + (low >>> 16 & 0xFF)
          + "."
          + (low >>> 8 & 0xFF)
          + "."
          + (low & 0xFF);
    }
    byte[] bytes = toBytes();
    return new IPv6Address(Arrays.copyOf(bytes, 16)).toCanonicalString();
  }
}
