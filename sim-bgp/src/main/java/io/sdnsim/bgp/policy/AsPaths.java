package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/** What policy does to AS paths. */
public final class AsPaths {
  private AsPaths() {}

  /** The path without some AS numbers; segments that become empty go. */
  public static AsPath without(AsPath path, LongPredicate removed) {
    List<Segment> segments = new ArrayList<>();
    for (Segment segment : path.segments()) {
      long[] kept = Arrays.stream(asns(segment)).filter(asn -> !removed.test(asn)).toArray();
      if (kept.length > 0) {
        segments.add(kept.length == segment.size() ? segment : Segment.of(segment.type(), kept));
      }
    }
    return AsPath.of(segments);
  }

  /** The path with each AS number replaced; a set keeps each number once. */
  public static AsPath replace(AsPath path, LongUnaryOperator replacement) {
    List<Segment> segments = new ArrayList<>();
    for (Segment segment : path.segments()) {
      long[] before = asns(segment);
      long[] after = Arrays.stream(before).map(replacement).toArray();
      if (Arrays.equals(before, after)) {
        segments.add(segment);
      } else {
        boolean set = segment.type() == SegmentType.AS_SET;
        segments.add(
            Segment.of(segment.type(), set ? Arrays.stream(after).distinct().toArray() : after));
      }
    }
    return AsPath.of(segments);
  }

  /** How often an AS is in the path. */
  public static int count(AsPath path, long asn) {
    int count = 0;
    for (Segment segment : path.segments()) {
      for (int i = 0; i < segment.size(); i++) {
        count += segment.asn(i) == asn ? 1 : 0;
      }
    }
    return count;
  }

  /** Whether there are AS numbers in the path and a condition holds for all of them. */
  static boolean all(AsPath path, LongPredicate condition) {
    for (Segment segment : path.segments()) {
      if (!Arrays.stream(asns(segment)).allMatch(condition)) {
        return false;
      }
    }
    return !path.segments().isEmpty();
  }

  /** The AS that originated the route: the last of the path, 0 for an empty one or an AS_SET. */
  public static long origin(AsPath path) {
    if (path.segments().isEmpty()) {
      return 0;
    }
    Segment last = path.segments().get(path.segments().size() - 1);
    return last.type() == SegmentType.AS_SEQUENCE ? last.asn(last.size() - 1) : 0;
  }

  /** RFC 5065 5.1 b: the own member AS goes in front as an AS_CONFED_SEQUENCE. */
  public static AsPath prependConfederation(AsPath path, long memberAs) {
    List<Segment> segments = new ArrayList<>(path.segments());
    Segment first = segments.isEmpty() ? null : segments.get(0);
    if (first != null
        && first.type() == SegmentType.AS_CONFED_SEQUENCE
        && first.size() < AsPath.MAX_SEGMENT_LENGTH) {
      long[] longer = new long[first.size() + 1];
      longer[0] = memberAs;
      System.arraycopy(asns(first), 0, longer, 1, first.size());
      segments.set(0, Segment.of(SegmentType.AS_CONFED_SEQUENCE, longer));
    } else {
      segments.add(0, Segment.of(SegmentType.AS_CONFED_SEQUENCE, memberAs));
    }
    return AsPath.of(segments);
  }

  /** RFC 5065 5.1 c: what happened within the confederation is not told outside. */
  public static AsPath withoutConfederation(AsPath path) {
    List<Segment> segments = new ArrayList<>(path.segments());
    return segments.removeIf(segment -> segment.type().isConfederation())
        ? AsPath.of(segments)
        : path;
  }

  static long[] asns(Segment segment) {
    long[] asns = new long[segment.size()];
    for (int i = 0; i < asns.length; i++) {
      asns[i] = segment.asn(i);
    }
    return asns;
  }
}
