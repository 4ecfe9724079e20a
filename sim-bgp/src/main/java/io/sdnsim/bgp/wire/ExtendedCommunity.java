package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import java.util.HexFormat;

/**
 * An extended community (RFC 4360, RFC 5668): eight octets, of which the first or the first two are
 * the type.
 */
public record ExtendedCommunity(long bits) {
  private static final int TWO_OCTET_AS = 0x00;
  private static final int IPV4_ADDRESS = 0x01;
  private static final int FOUR_OCTET_AS = 0x02;
  private static final int ROUTE_TARGET = 0x02;
  private static final int ROUTE_ORIGIN = 0x03;

  /** A route target (RFC 4360 4). */
  public static ExtendedCommunity routeTarget(long asn, int number) {
    return ofAs(ROUTE_TARGET, asn, number);
  }

  /** A route origin, or site of origin (RFC 4360 5). */
  public static ExtendedCommunity routeOrigin(long asn, int number) {
    return ofAs(ROUTE_ORIGIN, asn, number);
  }

  private static ExtendedCommunity ofAs(int subtype, long asn, int number) {
    if (asn <= 0xFFFF) {
      return new ExtendedCommunity((long) subtype << 48 | asn << 32 | (number & 0xFFFF_FFFFL));
    }
    return new ExtendedCommunity(
        (long) FOUR_OCTET_AS << 56 | (long) subtype << 48 | asn << 16 | (number & 0xFFFF));
  }

  /** The first octet. */
  public int type() {
    return (int) (bits >>> 56);
  }

  /** The second octet: of types from 0x00 to 0x3F and 0x80 to 0xBF and more, the subtype. */
  public int subtype() {
    return (int) (bits >>> 48) & 0xFF;
  }

  /** RFC 4360 2: whether it stays within the AS. */
  public boolean isTransitive() {
    return (type() & 0x40) == 0;
  }

  /** {@code RT:64512:100}, {@code SoO:10.0.0.1:7}, as FRR prints them; else the eight octets. */
  @Override
  public String toString() {
    String name = subtype() == ROUTE_TARGET ? "RT:" : subtype() == ROUTE_ORIGIN ? "SoO:" : "";
    if (!name.isEmpty()) {
      switch (type()) {
        case TWO_OCTET_AS -> {
          return name + (bits >>> 32 & 0xFFFF) + ":" + (bits & 0xFFFF_FFFFL);
        }
        case IPV4_ADDRESS -> {
          return name + IpAddress.ofIpv4((int) (bits >>> 16)) + ":" + (bits & 0xFFFF);
        }
        case FOUR_OCTET_AS -> {
          return name + (bits >>> 16 & 0xFFFF_FFFFL) + ":" + (bits & 0xFFFF);
        }
        default -> {
          // Not one whose value has a form that people know.
        }
      }
    }
    return HexFormat.of().toHexDigits(bits);
  }
}
