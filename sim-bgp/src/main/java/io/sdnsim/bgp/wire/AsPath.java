package io.sdnsim.bgp.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An AS_PATH (RFC 4271 5.1.2, with the segment types of RFC 5065). Immutable. */
public final class AsPath {
  /** The path of routes that originate in the local AS. */
  public static final AsPath EMPTY = new AsPath(List.of());

  /** The most AS numbers that one segment holds: its count is one octet. */
  public static final int MAX_SEGMENT_LENGTH = 255;

  private final List<Segment> segments;
  private final int hash;

  private AsPath(List<Segment> segments) {
    this.segments = segments;
    this.hash = segments.hashCode();
  }

  public static AsPath of(List<Segment> segments) {
    return segments.isEmpty() ? EMPTY : new AsPath(List.copyOf(segments));
  }

  /** A path of one AS_SEQUENCE. */
  public static AsPath sequence(long... asns) {
    return asns.length == 0 ? EMPTY : of(List.of(Segment.of(SegmentType.AS_SEQUENCE, asns)));
  }

  public List<Segment> segments() {
    return segments;
  }

  /**
   * The length that the decision process compares: an AS_SET counts as one (RFC 4271 9.1.2.2),
   * confederation segments as none (RFC 5065 5.3).
   */
  public int length() {
    int length = 0;
    for (Segment segment : segments) {
      length += segment.pathLength();
    }
    return length;
  }

  /** Whether the AS is anywhere in the path: the loop check of RFC 4271 9.1.2. */
  public boolean contains(long asn) {
    for (Segment segment : segments) {
      if (segment.contains(asn)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The AS that the route was received from, whose MEDs are comparable: the first of the leading
   * AS_SEQUENCE, confederation segments left out (RFC 4271 9.1.2.2 c); 0 where there is none.
   */
  public long neighborAs() {
    for (Segment segment : segments) {
      if (segment.type == SegmentType.AS_SEQUENCE) {
        return segment.asn(0);
      }
      if (segment.type == SegmentType.AS_SET) {
        return 0;
      }
    }
    return 0;
  }

  /** The path with the AS put before it, count times (RFC 4271 5.1.2). */
  public AsPath prepend(long asn, int count) {
    List<Segment> result = new ArrayList<>(segments);
    for (int i = 0; i < count; i++) {
      Segment first = result.isEmpty() ? null : result.get(0);
      if (first != null
          && first.type == SegmentType.AS_SEQUENCE
          && first.size() < MAX_SEGMENT_LENGTH) {
        result.set(0, first.prepend(asn));
      } else {
        result.add(0, Segment.of(SegmentType.AS_SEQUENCE, asn));
      }
    }
    return of(result);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AsPath that && that.hash == hash && that.segments.equals(segments);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** {@code 64513 65001 {1,2} (65010) [65011]}: as FRR prints it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Segment segment : segments) {
      if (!text.isEmpty()) {
        text.append(' ');
      }
      text.append(segment);
    }
    return text.toString();
  }

  /** The kind of a segment; code is the wire value. */
  public enum SegmentType {
    AS_SET(1, "{", ",", "}"),
    AS_SEQUENCE(2, "", " ", ""),
    AS_CONFED_SEQUENCE(3, "(", " ", ")"),
    AS_CONFED_SET(4, "[", ",", "]");

    private final int code;
    private final String open;
    private final String separator;
    private final String close;

    SegmentType(int code, String open, String separator, String close) {
      this.code = code;
      this.open = open;
      this.separator = separator;
      this.close = close;
    }

    public int code() {
      return code;
    }

    public boolean isConfederation() {
      return this == AS_CONFED_SEQUENCE || this == AS_CONFED_SET;
    }

    static @Nullable SegmentType of(int code) {
      return code >= 1 && code <= 4 ? values()[code - 1] : null;
    }
  }

  /** One segment: 1 to 255 AS numbers. */
  public static final class Segment {
    private final SegmentType type;
    private final int[] asns;

    private Segment(SegmentType type, int[] asns) {
      if (asns.length == 0 || asns.length > MAX_SEGMENT_LENGTH) {
        throw new IllegalArgumentException("a segment has 1 to 255 AS numbers: " + asns.length);
      }
      this.type = type;
      this.asns = asns;
    }

    public static Segment of(SegmentType type, long... asns) {
      int[] narrow = new int[asns.length];
      for (int i = 0; i < asns.length; i++) {
        if (asns[i] < 0 || asns[i] > 0xFFFF_FFFFL) {
          throw new IllegalArgumentException("an AS number has 32 bits: " + asns[i]);
        }
        narrow[i] = (int) asns[i];
      }
      return new Segment(type, narrow);
    }

    static Segment ofBits(SegmentType type, int[] asns) {
      return new Segment(type, asns);
    }

    public SegmentType type() {
      return type;
    }

    public int size() {
      return asns.length;
    }

    public long asn(int index) {
      return asns[index] & 0xFFFF_FFFFL;
    }

    int pathLength() {
      return switch (type) {
        case AS_SET -> 1;
        case AS_SEQUENCE -> asns.length;
        case AS_CONFED_SEQUENCE, AS_CONFED_SET -> 0;
      };
    }

    boolean contains(long asn) {
      for (int candidate : asns) {
        if ((candidate & 0xFFFF_FFFFL) == asn) {
          return true;
        }
      }
      return false;
    }

    private Segment prepend(long asn) {
      int[] longer = new int[asns.length + 1];
      longer[0] = (int) asn;
      System.arraycopy(asns, 0, longer, 1, asns.length);
      return new Segment(type, longer);
    }

    /** The first count AS numbers, count from 1 to size. */
    Segment head(int count) {
      return count == asns.length ? this : new Segment(type, Arrays.copyOf(asns, count));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Segment that && that.type == type && Arrays.equals(that.asns, asns);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(asns) * 31 + type.code;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(type.open);
      for (int i = 0; i < asns.length; i++) {
        text.append(i == 0 ? "" : type.separator).append(asn(i));
      }
      return text.append(type.close).toString();
    }
  }
}
