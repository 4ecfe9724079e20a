package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.CommunityKind;
import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.speaker.RoutingConfig.Aggregate;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Configured aggregates with the routes that they summarise (RFC 4271 9.2.2.2). An aggregate lives
 * as long as one route within it has a best path.
 *
 * <p>Not modelled: routes with different MEDs or next hops are aggregated all the same, as routers
 * do by default; the aggregate has no MED.
 */
final class Aggregates {
  private final BgpConfig config;
  private final Map<Aggregate, Map<Prefix, Path>> contributors;

  Aggregates(BgpConfig config) {
    this.config = config;
    this.contributors = new TreeMap<>((a, b) -> a.prefix().compareTo(b.prefix()));
    for (Aggregate aggregate : config.routing().aggregates()) {
      contributors.put(aggregate, new TreeMap<>());
    }
  }

  /** Whether the prefix is not told because an aggregate stands for it. */
  boolean suppresses(Prefix prefix) {
    for (Aggregate aggregate : contributors.keySet()) {
      if (aggregate.summaryOnly() && isWithin(prefix, aggregate)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(Prefix prefix, Aggregate aggregate) {
    return prefix.length() > aggregate.prefix().length() && aggregate.prefix().contains(prefix);
  }

  /**
   * Takes in that a prefix has another best path.
   *
   * @return the aggregates that this may change
   */
  List<Aggregate> bestChanged(Prefix prefix, @Nullable Path best) {
    if (contributors.isEmpty()) {
      return List.of();
    }
    List<Aggregate> concerned = new ArrayList<>();
    contributors.forEach(
        (aggregate, paths) -> {
          if (isWithin(prefix, aggregate)) {
            if (best == null) {
              paths.remove(prefix);
            } else {
              paths.put(prefix, best);
            }
            concerned.add(aggregate);
          }
        });
    return concerned;
  }

  /** The attributes of an aggregate, or null when nothing is left within it. */
  @Nullable PathAttributes attributes(Aggregate aggregate) {
    Collection<Path> paths = contributors.getOrDefault(aggregate, Map.of()).values();
    if (paths.isEmpty()) {
      return null;
    }
    Origin origin = Origin.IGP;
    boolean atomic = !aggregate.asSet();
    for (Path path : paths) {
      Origin other = path.attributes().origin();
      origin = other.compareTo(origin) > 0 ? other : origin;
      atomic |= path.attributes().has(PathAttribute.ATOMIC_AGGREGATE);
    }
    AsPath asPath = aggregate.asSet() ? union(paths) : AsPath.EMPTY;
    PathAttributes result =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(origin),
            new PathAttribute.AsPathAttribute(asPath),
            new PathAttribute.Aggregator(config.publicAs(), config.routerId()));
    if (atomic) {
      // RFC 4271 5.1.6: ASes of the routes within it may be missing from the path.
      result = result.with(new PathAttribute.AtomicAggregate());
    }
    if (aggregate.asSet()) {
      for (Path path : paths) {
        result = plus(CommunityKinds.STANDARD, result, path);
        result = plus(CommunityKinds.EXTENDED, result, path);
        result = plus(CommunityKinds.LARGE, result, path);
      }
    }
    return result;
  }

  private static <T> PathAttributes plus(
      CommunityKind<T> kind, PathAttributes attributes, Path path) {
    List<T> values = kind.values(path.attributes());
    return values.isEmpty() ? attributes : kind.plus(attributes, values);
  }

  /** RFC 4271 9.2.2.2: the sequence that all paths begin with, and the other ASes as a set. */
  private static AsPath union(Collection<Path> paths) {
    Iterator<Path> all = paths.iterator();
    List<Long> common = new ArrayList<>(leading(all.next().attributes().asPath()));
    while (all.hasNext()) {
      List<Long> other = leading(all.next().attributes().asPath());
      int same = 0;
      while (same < common.size()
          && same < other.size()
          && common.get(same).equals(other.get(same))) {
        same++;
      }
      common = new ArrayList<>(common.subList(0, same));
    }
    TreeSet<Long> rest = new TreeSet<>();
    for (Path path : paths) {
      int index = 0;
      for (Segment segment : path.attributes().asPath().segments()) {
        for (int i = 0; i < segment.size(); i++) {
          if (index++ >= common.size()) {
            rest.add(segment.asn(i));
          }
        }
      }
    }
    common.forEach(rest::remove);
    List<Segment> segments = new ArrayList<>();
    addSegments(segments, SegmentType.AS_SEQUENCE, common);
    addSegments(segments, SegmentType.AS_SET, new ArrayList<>(rest));
    return AsPath.of(segments);
  }

  private static void addSegments(List<Segment> segments, SegmentType type, List<Long> asns) {
    for (int from = 0; from < asns.size(); from += AsPath.MAX_SEGMENT_LENGTH) {
      List<Long> part = asns.subList(from, Math.min(asns.size(), from + AsPath.MAX_SEGMENT_LENGTH));
      segments.add(Segment.of(type, part.stream().mapToLong(Long::longValue).toArray()));
    }
  }

  /** The AS numbers of the AS_SEQUENCEs that the path begins with. */
  private static List<Long> leading(AsPath path) {
    List<Long> asns = new ArrayList<>();
    for (Segment segment : path.segments()) {
      if (segment.type() != SegmentType.AS_SEQUENCE) {
        break;
      }
      for (int i = 0; i < segment.size(); i++) {
        asns.add(segment.asn(i));
      }
    }
    return asns;
  }
}
