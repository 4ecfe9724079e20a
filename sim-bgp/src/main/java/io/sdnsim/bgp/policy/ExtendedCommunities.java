package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.ExtendedCommunity;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.core.address.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * EXTENDED COMMUNITIES (RFC 4360), of which route target and route origin are written by name: of a
 * two-octet AS (RFC 4360 3.1), an IPv4 address (3.2) or a four-octet AS (RFC 5668 2).
 */
final class ExtendedCommunities extends CommunityKind<ExtendedCommunity> {
  private static final int TWO_OCTET_AS = 0x00;
  private static final int IPV4_ADDRESS = 0x01;
  private static final int FOUR_OCTET_AS = 0x02;
  private static final int ROUTE_TARGET = 0x02;
  private static final int ROUTE_ORIGIN = 0x03;

  private static final long MAXIMUM = 0xFFFF_FFFFL;

  ExtendedCommunities() {
    super(
        PathAttribute.EXTENDED_COMMUNITIES,
        Comparator.comparing(ExtendedCommunity::bits, Long::compareUnsigned));
  }

  @Override
  public ExtendedCommunity parse(String text) {
    if (text.matches("(0x)?[0-9a-fA-F]{16}")) {
      String digits = text.substring(text.length() - 16);
      return new ExtendedCommunity(Long.parseUnsignedLong(digits, 16));
    }
    String lower = text.toLowerCase(Locale.ROOT);
    boolean target = lower.matches("rt[ :].*");
    if (target || lower.matches("soo[ :].*")) {
      String value = text.substring(target ? 3 : 4).strip();
      int colon = value.lastIndexOf(':');
      if (colon > 0) {
        int subtype = target ? ROUTE_TARGET : ROUTE_ORIGIN;
        long bits = bits(subtype, value.substring(0, colon), value.substring(colon + 1));
        if (bits >= 0) {
          return new ExtendedCommunity(bits);
        }
      }
    }
    throw new IllegalArgumentException(
        "an extended community: a route target or site of origin, such as 'rt 65001:100', 'rt"
            + " 10.0.0.1:100' or 'soo 65001:100', or 16 digits, such as 0x0002fde900000064");
  }

  /** The 64 bits, or -1 when a part has no meaning; the top bits of all of them are 0. */
  private static long bits(int subtype, String administrator, String assigned) {
    if (administrator.indexOf('.') >= 0) {
      long value = number(assigned, 65_535);
      IpAddress address = ipv4(administrator);
      return address == null || value < 0
          ? -1
          : header(IPV4_ADDRESS, subtype) | (address.ipv4Bits() & MAXIMUM) << 16 | value;
    }
    long asn = number(administrator, MAXIMUM);
    boolean two = asn <= 65_535;
    long value = number(assigned, two ? MAXIMUM : 65_535);
    if (asn < 0 || value < 0) {
      return -1;
    }
    return two
        ? header(TWO_OCTET_AS, subtype) | asn << 32 | value
        : header(FOUR_OCTET_AS, subtype) | asn << 16 | value;
  }

  private static @Nullable IpAddress ipv4(String text) {
    try {
      IpAddress address = IpAddress.parse(text);
      return address.isIpv4() ? address : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static long header(int type, int subtype) {
    return (long) type << 56 | (long) subtype << 48;
  }

  @Override
  public String text(ExtendedCommunity value) {
    return value.toString();
  }

  @Override
  List<ExtendedCommunity> of(PathAttribute attribute) {
    return attribute instanceof PathAttribute.ExtendedCommunities communities
        ? communities.values()
        : List.of();
  }

  @Override
  PathAttribute attribute(List<ExtendedCommunity> values, boolean partial) {
    return new PathAttribute.ExtendedCommunities(values, partial);
  }
}
