package io.sdnsim.bgp.wire;

import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import java.util.ArrayList;
import java.util.List;

/** Puts the AS numbers together that a two-octet speaker passed on in two halves (RFC 6793 4.2). */
final class As4Merge {
  private As4Merge() {}

  /**
   * The attributes without AS4_PATH and AS4_AGGREGATOR.
   *
   * @param fourOctetPeer whether they come from a four-octet speaker, which must not send them:
   *     they are discarded then (RFC 6793 6)
   */
  static List<PathAttribute> merge(List<PathAttribute> attributes, boolean fourOctetPeer) {
    AsPath as4Path = null;
    PathAttribute.As4Aggregator as4Aggregator = null;
    boolean aggregatorIsReal = false;
    for (PathAttribute attribute : attributes) {
      if (attribute instanceof PathAttribute.As4Path a) {
        as4Path = a.path();
      } else if (attribute instanceof PathAttribute.As4Aggregator a) {
        as4Aggregator = a;
      } else if (attribute instanceof PathAttribute.Aggregator a) {
        aggregatorIsReal = a.asn() != BgpMessage.AS_TRANS;
      }
    }
    if (as4Path == null && as4Aggregator == null) {
      return attributes;
    }
    // RFC 6793 4.2.3: an AGGREGATOR set by a two-octet speaker makes both of no value.
    boolean ignored = fourOctetPeer || (aggregatorIsReal && as4Aggregator != null);
    List<PathAttribute> merged = new ArrayList<>(attributes.size());
    for (PathAttribute attribute : attributes) {
      if (attribute instanceof PathAttribute.As4Path
          || attribute instanceof PathAttribute.As4Aggregator) {
        continue;
      }
      if (!ignored && as4Path != null && attribute instanceof PathAttribute.AsPathAttribute a) {
        merged.add(new PathAttribute.AsPathAttribute(merge(a.path(), as4Path)));
      } else if (!ignored
          && as4Aggregator != null
          && attribute instanceof PathAttribute.Aggregator a) {
        merged.add(
            new PathAttribute.Aggregator(
                as4Aggregator.asn(), as4Aggregator.routerId(), a.partial()));
      } else {
        merged.add(attribute);
      }
    }
    return merged;
  }

  /** RFC 6793 4.2.3: the leading AS numbers of AS_PATH that AS4_PATH lacks, then AS4_PATH. */
  private static AsPath merge(AsPath path, AsPath as4Path) {
    int missing = path.length() - as4Path.length();
    if (missing < 0) {
      return path;
    }
    List<Segment> merged = new ArrayList<>();
    for (Segment segment : path.segments()) {
      if (segment.type().isConfederation()) {
        merged.add(segment);
      } else if (missing == 0) {
        break;
      } else if (segment.pathLength() <= missing) {
        merged.add(segment);
        missing -= segment.pathLength();
      } else {
        merged.add(segment.head(missing));
        missing = 0;
      }
    }
    for (Segment segment : as4Path.segments()) {
      addJoining(merged, segment);
    }
    return AsPath.of(merged);
  }

  /** One AS_SEQUENCE that was cut in two is made whole again where it fits. */
  private static void addJoining(List<Segment> segments, Segment next) {
    Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    if (last == null
        || last.type() != SegmentType.AS_SEQUENCE
        || next.type() != SegmentType.AS_SEQUENCE
        || last.size() + next.size() > AsPath.MAX_SEGMENT_LENGTH) {
      segments.add(next);
      return;
    }
    long[] joined = new long[last.size() + next.size()];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = i < last.size() ? last.asn(i) : next.asn(i - last.size());
    }
    segments.set(segments.size() - 1, Segment.of(SegmentType.AS_SEQUENCE, joined));
  }
}
