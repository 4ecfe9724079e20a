package io.sdnsim.bgp.wire;

import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads AS_PATH and AS4_PATH (RFC 4271 4.3, RFC 6793 3, RFC 5065 3). */
final class AsPathDecoder {
  private AsPathDecoder() {}

  static @Nullable PathAttribute asPath(RawAttribute raw, DecodeContext context) {
    AsPath path = path(raw, context.fourOctetAs());
    if (path == null) {
      return null;
    }
    List<Segment> segments = path.segments();
    boolean confederation = false;
    for (Segment segment : segments) {
      confederation |= segment.type().isConfederation();
    }
    if (context.peer() == PeerType.EXTERNAL && confederation) {
      return wrongConfederation(raw, "confederation segment from a peer outside the confederation");
    }
    if (context.peer() == PeerType.CONFEDERATION
        && (segments.isEmpty() || segments.get(0).type() != SegmentType.AS_CONFED_SEQUENCE)) {
      return wrongConfederation(
          raw, "AS_PATH from another member AS begins with no AS_CONFED_SEQUENCE");
    }
    return new PathAttribute.AsPathAttribute(path);
  }

  private static @Nullable PathAttribute wrongConfederation(RawAttribute raw, String field) {
    return raw.report(
        ErrorAction.TREAT_AS_WITHDRAW, BgpError.UPDATE_MALFORMED_AS_PATH, "RFC 5065 5", field);
  }

  static @Nullable PathAttribute as4Path(RawAttribute raw) {
    AsPath path = path(raw, true);
    if (path == null) {
      return null;
    }
    // RFC 6793 6: confederation segments in it are left out, the rest is used.
    List<Segment> plain = new ArrayList<>(path.segments());
    plain.removeIf(segment -> segment.type().isConfederation());
    return new PathAttribute.As4Path(AsPath.of(plain));
  }

  /** RFC 7606 7.2, RFC 6793 6, RFC 7607 2; null when it is malformed. */
  private static @Nullable AsPath path(RawAttribute raw, boolean fourOctets) {
    if (raw.length() == 0) {
      return AsPath.EMPTY;
    }
    ByteReader value = raw.value();
    List<Segment> segments = new ArrayList<>(2);
    while (value.remaining() > 0) {
      if (!value.has(2)) {
        raw.malformed(
            BgpError.UPDATE_MALFORMED_AS_PATH, "segment of " + raw.name() + " is cut off");
        return null;
      }
      int code = value.u8();
      int count = value.u8();
      SegmentType type = SegmentType.of(code);
      if (type == null || count == 0 || !value.has(count * (fourOctets ? 4 : 2))) {
        raw.malformed(
            BgpError.UPDATE_MALFORMED_AS_PATH,
            raw.name() + " with segment type " + code + " of " + count + " AS numbers");
        return null;
      }
      int[] asns = new int[count];
      for (int i = 0; i < count; i++) {
        asns[i] = fourOctets ? value.i32() : value.u16();
        if (asns[i] == 0) {
          raw.asZero(BgpError.UPDATE_MALFORMED_AS_PATH);
          return null;
        }
      }
      segments.add(Segment.ofBits(type, asns));
    }
    return AsPath.of(segments);
  }
}
