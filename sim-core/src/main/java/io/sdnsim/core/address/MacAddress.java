package io.sdnsim.core.address;

import java.util.HexFormat;

/**
 * A 48-bit IEEE 802 MAC address.
 *
 * @param bits the 48 bits, the first octet on the wire most significant
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
  /** ff:ff:ff:ff:ff:ff. */
  public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

  /** 00:00:00:00:00:00, the unknown target of an ARP request. */
  public static final MacAddress ZERO = new MacAddress(0);

  /**
   * @throws IllegalArgumentException when more than 48 bits are set
   */
  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("a MAC address has 48 bits: " + Long.toHexString(bits));
    }
  }

  /**
   * Parses six hexadecimal octets separated by colons or hyphens.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  public static MacAddress parse(String text) {
    if (!text.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}|[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){5}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a MAC address: expected six octets, such as 02:00:00:00:00:01");
    }
    return new MacAddress(HexFormat.fromHexDigitsToLong(text.replaceAll("[:-]", "")));
  }

  /** The multicast MAC of an IP multicast address (RFC 1112 6.4, RFC 2464 7). */
  public static MacAddress ofMulticast(IpAddress group) {
    return group.isIpv4()
        ? new MacAddress(0x01_00_5E_00_00_00L | (group.low() & 0x7F_FFFF))
        : new MacAddress(0x33_33_00_00_00_00L | (group.low() & 0xFFFF_FFFFL));
  }

  /** The group bit: multicast or broadcast. */
  public boolean isGroup() {
    return isGroup(bits);
  }

  /** {@link #isGroup} of an address by its 48 bits. */
  public static boolean isGroup(long bits) {
    return (bits >>> 40 & 1) != 0;
  }

  @Override
  public int compareTo(MacAddress other) {
    return Long.compare(bits, other.bits);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(HexFormat.of().toHexDigits((byte) (bits >>> shift)));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }
}
