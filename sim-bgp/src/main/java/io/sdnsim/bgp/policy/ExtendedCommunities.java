package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * EXTENDED COMMUNITIES (RFC 4360), of which route target and route origin are written by name: of a
 * two-octet AS (RFC 4360 3.1), an IPv4 address (3.2) or a four-octet AS (RFC 5668 2).
 */
final class ExtendedCommunities extends CommunityKind<Long> {
  static final int TYPE = 16;

  private static final int TWO_OCTET_AS = 0x00;
  private static final int IPV4_ADDRESS = 0x01;
  private static final int FOUR_OCTET_AS = 0x02;
  private static final int ROUTE_TARGET = 0x02;
  private static final int ROUTE_ORIGIN = 0x03;

  private static final long MAXIMUM = 0xFFFF_FFFFL;

  ExtendedCommunities() {
    super(TYPE, Long::compareUnsigned);
  }

  @Override
  public Long parse(String text) {
    if (text.matches("0x[0-9a-fA-F]{16}")) {
      return Long.parseUnsignedLong(text.substring(2), 16);
    }
    boolean target = text.startsWith("rt ");
    if (target || text.startsWith("soo ")) {
      String value = text.substring(text.indexOf(' ') + 1).strip();
      int colon = value.lastIndexOf(':');
      if (colon > 0) {
        int subtype = target ? ROUTE_TARGET : ROUTE_ORIGIN;
        long bits = bits(subtype, value.substring(0, colon), value.substring(colon + 1));
        if (bits >= 0) {
          return bits;
        }
      }
    }
    throw new IllegalArgumentException(
        "an extended community is a route target or site of origin, such as 'rt 65001:100', 'rt"
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
  public String text(Long value) {
    int type = (int) (value >>> 56);
    int subtype = (int) (value >>> 48) & 0xFF;
    if (type <= FOUR_OCTET_AS && (subtype == ROUTE_TARGET || subtype == ROUTE_ORIGIN)) {
      String name = subtype == ROUTE_TARGET ? "rt " : "soo ";
      long upper = value >>> 16 & MAXIMUM;
      return switch (type) {
        case TWO_OCTET_AS -> name + (value >>> 32 & 0xFFFF) + ":" + (value & MAXIMUM);
        case IPV4_ADDRESS -> name + IpAddress.ofIpv4((int) upper) + ":" + (value & 0xFFFF);
        default -> name + upper + ":" + (value & 0xFFFF);
      };
    }
    return String.format(Locale.ROOT, "0x%016x", value);
  }

  /** RFC 4360 3: whether the community may cross the border of the AS. */
  static boolean isTransitive(long value) {
    return (value >>> 62 & 1) == 0;
  }

  @Override
  List<Long> of(PathAttribute attribute) {
    List<Long> values = new ArrayList<>();
    if (attribute instanceof PathAttribute.Unknown raw) {
      ByteBuffer bytes = ByteBuffer.wrap(raw.value().toArray());
      while (bytes.remaining() >= Long.BYTES) {
        values.add(bytes.getLong());
      }
    }
    return values;
  }

  @Override
  PathAttribute attribute(List<Long> values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.size() * Long.BYTES);
    values.forEach(bytes::putLong);
    return new PathAttribute.Unknown(
        PathAttribute.FLAG_OPTIONAL | PathAttribute.FLAG_TRANSITIVE, TYPE, Bytes.of(bytes.array()));
  }
}
