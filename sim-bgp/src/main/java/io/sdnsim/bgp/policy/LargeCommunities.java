package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.LargeCommunity;
import io.sdnsim.bgp.wire.PathAttribute;
import java.util.Comparator;
import java.util.List;

/** LARGE_COMMUNITY (RFC 8092 3). */
final class LargeCommunities extends CommunityKind<LargeCommunity> {
  private static final long MAXIMUM = 0xFFFF_FFFFL;

  LargeCommunities() {
    super(
        PathAttribute.LARGE_COMMUNITIES,
        Comparator.comparing(LargeCommunity::globalAdministrator)
            .thenComparing(LargeCommunity::data1)
            .thenComparing(LargeCommunity::data2));
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
        "a large community: three numbers up to 4294967295, such as 65001:1:2");
  }

  @Override
  public String text(LargeCommunity value) {
    return value.toString();
  }

  @Override
  List<LargeCommunity> of(PathAttribute attribute) {
    return attribute instanceof PathAttribute.LargeCommunities communities
        ? communities.values()
        : List.of();
  }

  @Override
  PathAttribute attribute(List<LargeCommunity> values, boolean partial) {
    return new PathAttribute.LargeCommunities(values, partial);
  }
}
