package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttribute.Communities;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** COMMUNITIES (RFC 1997). */
final class StandardCommunities extends CommunityKind<Integer> {
  /** The well-known ones, as FRR spells them (RFC 1997, 3765, 7999, 8326). */
  private static final Map<String, Integer> NAMES = names();

  StandardCommunities() {
    super(PathAttribute.COMMUNITIES, Integer::compareUnsigned);
  }

  private static Map<String, Integer> names() {
    Map<String, Integer> names = new TreeMap<>();
    names.put("graceful-shutdown", 0xFFFF_0000);
    names.put("accept-own", 0xFFFF_0001);
    names.put("llgr-stale", 0xFFFF_0006);
    names.put("no-llgr", 0xFFFF_0007);
    names.put("blackhole", 0xFFFF_029A);
    names.put("no-export", Communities.NO_EXPORT);
    names.put("no-advertise", Communities.NO_ADVERTISE);
    names.put("local-AS", Communities.NO_EXPORT_SUBCONFED);
    names.put("no-peer", 0xFFFF_FF04);
    return names;
  }

  @Override
  public Integer parse(String text) {
    Integer named = NAMES.get(text);
    if (named != null) {
      return named;
    }
    String[] parts = text.split(":", -1);
    if (parts.length == 2) {
      long upper = number(parts[0], 65_535);
      long lower = number(parts[1], 65_535);
      if (upper >= 0 && lower >= 0) {
        return (int) (upper << 16 | lower);
      }
    }
    throw new IllegalArgumentException(
        "a community is two numbers up to 65535, such as 65001:100, or one of "
            + String.join(", ", NAMES.keySet()));
  }

  @Override
  public String text(Integer value) {
    for (Map.Entry<String, Integer> name : NAMES.entrySet()) {
      if (name.getValue().equals(value)) {
        return name.getKey();
      }
    }
    return (value >>> 16) + ":" + (value & 0xFFFF);
  }

  @Override
  List<Integer> of(PathAttribute attribute) {
    return attribute instanceof Communities communities ? communities.values() : List.of();
  }

  @Override
  PathAttribute attribute(List<Integer> values) {
    return new Communities(values);
  }
}
