package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Validated ROA payloads (RFC 6811), as they stand; nothing fetches or renews them. */
public final class RoaTable {
  public static final RoaTable EMPTY = new RoaTable(List.of(), 0);

  private final Map<Prefix, List<Roa>> byPrefix = new TreeMap<>();
  private final long ownAs;

  /**
   * @param ownAs the origin of routes with an empty path
   */
  public RoaTable(List<Roa> roas, long ownAs) {
    this.ownAs = ownAs;
    for (Roa roa : roas) {
      byPrefix.computeIfAbsent(roa.prefix, any -> new ArrayList<>()).add(roa);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RoaTable that && that.ownAs == ownAs && that.byPrefix.equals(byPrefix);
  }

  @Override
  public int hashCode() {
    return byPrefix.hashCode();
  }

  /** RFC 6811 2: the state of a route. */
  public OriginValidation validate(Prefix prefix, AsPath path) {
    long origin = origin(path);
    boolean covered = false;
    for (int length = 0; length <= prefix.length(); length++) {
      List<Roa> roas = byPrefix.get(Prefix.containing(prefix.network(), length));
      if (roas == null) {
        continue;
      }
      covered = true;
      for (Roa roa : roas) {
        // RFC 6811 2 and RFC 6483 4: AS 0 and an origin that is not one AS match nothing.
        if (prefix.length() <= roa.maximumLength && roa.asn == origin && origin != 0) {
          return OriginValidation.VALID;
        }
      }
    }
    return covered ? OriginValidation.INVALID : OriginValidation.NOT_FOUND;
  }

  /** The AS that originated the route; 0 when the path ends in an AS_SET ("NONE"). */
  private long origin(AsPath path) {
    List<Segment> segments = path.segments();
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment segment = segments.get(i);
      if (segment.type() == SegmentType.AS_SEQUENCE) {
        return segment.asn(segment.size() - 1);
      }
      if (segment.type() == SegmentType.AS_SET) {
        return 0;
      }
    }
    return ownAs;
  }

  /**
   * A statement that an AS may originate a prefix.
   *
   * @param maximumLength of a more specific prefix that it may originate
   * @param asn 0 for nobody
   */
  public record Roa(Prefix prefix, int maximumLength, long asn) {
    /**
     * @throws IllegalArgumentException unless the maximum length is from the prefix's own to 32 or
     *     128
     */
    public Roa {
      int longest = prefix.network().bitCount();
      if (maximumLength < prefix.length() || maximumLength > longest) {
        throw new IllegalArgumentException(
            "max-length "
                + maximumLength
                + " of "
                + prefix
                + ": must be "
                + prefix.length()
                + " to "
                + longest);
      }
    }
  }
}
