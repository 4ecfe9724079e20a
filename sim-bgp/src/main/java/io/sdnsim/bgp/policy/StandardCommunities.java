package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.Community;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttribute.Communities;
import java.util.List;

/** COMMUNITIES (RFC 1997). */
final class StandardCommunities extends CommunityKind<Integer> {
  StandardCommunities() {
    super(PathAttribute.COMMUNITIES, Integer::compareUnsigned);
  }

  @Override
  public Integer parse(String text) {
    Integer value = Community.parse(text);
    if (value != null) {
      return value;
    }
    throw new IllegalArgumentException(
        "a community: two numbers up to 65535, such as 65001:100, or one of "
            + String.join(", ", Community.names()));
  }

  @Override
  public String text(Integer value) {
    return Community.text(value);
  }

  @Override
  List<Integer> of(PathAttribute attribute) {
    return attribute instanceof Communities communities ? communities.values() : List.of();
  }

  @Override
  PathAttribute attribute(List<Integer> values, boolean partial) {
    return new Communities(values, partial);
  }
}
