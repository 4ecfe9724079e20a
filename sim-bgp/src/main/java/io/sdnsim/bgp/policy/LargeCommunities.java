package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.core.packet.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** LARGE_COMMUNITY (RFC 8092 3). */
final class LargeCommunities extends CommunityKind<LargeCommunity> {
  static final int TYPE = 32;
  private static final int BYTES = 12;
  private static final long MAXIMUM = 0xFFFF_FFFFL;

  LargeCommunities() {
    super(TYPE, Comparator.naturalOrder());
  }

  @Override
  public LargeCommunity parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length == 3) {
      long global = number(parts[0], MAXIMUM);
      long first = number(parts[1], MAXIMUM);
      long second = number(parts[2], MAXIMUM);
      if (global >= 0 && first >= 0 && second >= 0) {
        return new LargeCommunity(global, first, second);
      }
    }
    throw new IllegalArgumentException(
        "a large community is three numbers up to 4294967295, such as 65001:1:2");
  }

  @Override
  public String text(LargeCommunity value) {
    return value.toString();
  }

  @Override
  List<LargeCommunity> of(PathAttribute attribute) {
    List<LargeCommunity> values = new ArrayList<>();
    if (attribute instanceof PathAttribute.Unknown raw) {
      ByteBuffer bytes = ByteBuffer.wrap(raw.value().toArray());
      while (bytes.remaining() >= BYTES) {
        values.add(new LargeCommunity(next(bytes), next(bytes), next(bytes)));
      }
    }
    return values;
  }

  private static long next(ByteBuffer bytes) {
    return bytes.getInt() & MAXIMUM;
  }

  @Override
  PathAttribute attribute(List<LargeCommunity> values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.size() * BYTES);
    for (LargeCommunity value : values) {
      bytes.putInt((int) value.global());
      bytes.putInt((int) value.local1());
      bytes.putInt((int) value.local2());
    }
    return new PathAttribute.Unknown(
        PathAttribute.FLAG_OPTIONAL | PathAttribute.FLAG_TRANSITIVE, TYPE, Bytes.of(bytes.array()));
  }
}
