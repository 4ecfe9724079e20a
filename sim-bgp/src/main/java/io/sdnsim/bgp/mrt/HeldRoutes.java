package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.AsPath.SegmentType;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.DecodeError;
import io.sdnsim.bgp.wire.ErrorAction;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.bgp.wire.PeerType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a router's routes back from what a collector heard of it: the router held them without its
 * own AS in front, which sending put there (RFC 4271 5.1.2).
 */
final class HeldRoutes {
  private static final int LENGTH_AT = 16;

  private final long asn;

  /**
   * @param asn of the router
   */
  HeldRoutes(long asn) {
    this.asn = asn;
  }

  /**
   * The attributes that the router held, without a next hop; null where they are so malformed that
   * a session takes the routes as withdrawn (RFC 7606 2).
   */
  @Nullable PathAttributes ofUpdate(MrtAttributes heard) {
    return held(heard, false);
  }

  /**
   * As {@link #ofUpdate}, of an entry of a table: its flags are the collector's, such as those that
   * BIRD gives to a LOCAL_PREF of its own.
   */
  @Nullable PathAttributes ofTable(MrtAttributes heard) {
    return held(heard, true);
  }

  private @Nullable PathAttributes held(MrtAttributes heard, boolean repair) {
    PathAttributes decoded = decode(heard, repair);
    if (decoded == null
        || !decoded.has(PathAttribute.ORIGIN)
        || !decoded.has(PathAttribute.AS_PATH)) {
      return null;
    }
    // Reflection is an affair of the AS that the router and the collector are in.
    PathAttributes held =
        decoded.without(PathAttribute.ORIGINATOR_ID).without(PathAttribute.CLUSTER_LIST);
    AsPath path = withoutOwn(held.asPath());
    // It came by eBGP then, and LOCAL_PREF can only be the collector's.
    return path == null ? held : held.withAsPath(path).without(PathAttribute.LOCAL_PREF);
  }

  /** The path behind the own AS; null for one that does not begin with it, as by iBGP. */
  private @Nullable AsPath withoutOwn(AsPath path) {
    if (path.segments().isEmpty()) {
      return null;
    }
    Segment first = path.segments().get(0);
    if (first.type() != SegmentType.AS_SEQUENCE || first.asn(0) != asn) {
      return null;
    }
    List<Segment> rest = new ArrayList<>(path.segments());
    if (first.size() == 1) {
      rest.remove(0);
    } else {
      long[] asns = new long[first.size() - 1];
      Arrays.setAll(asns, i -> first.asn(i + 1));
      rest.set(0, Segment.of(first.type(), asns));
    }
    return AsPath.of(rest);
  }

  private static @Nullable PathAttributes decode(MrtAttributes heard, boolean repair) {
    DecodeContext context =
        new DecodeContext(
            heard.isFourOctetAs(),
            PeerType.UNKNOWN,
            BgpMessage.EXTENDED_MAX_BYTES,
            List.of(),
            List.of(),
            false);
    byte[] message = update(heard, repair);
    if (message.length > BgpMessage.EXTENDED_MAX_BYTES) {
      return null;
    }
    try {
      BgpMessage.Update update = (BgpMessage.Update) BgpCodec.decode(message, context);
      DecodeError error = update.strongestError();
      boolean usable = error == null || error.action() == ErrorAction.ATTRIBUTE_DISCARD;
      return usable ? update.attributes() : null;
    } catch (BgpDecodeException e) {
      return null;
    }
  }

  /** An UPDATE of nothing but the attributes that describe no prefixes. */
  private static byte[] update(MrtAttributes heard, boolean repair) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    for (int i = 0; i < LENGTH_AT; i++) {
      out.write(0xFF);
    }
    u16(out, 0);
    out.write(BgpMessage.UPDATE);
    u16(out, 0);
    u16(out, 0);
    int attributesAt = out.size();
    for (MrtAttributes.Raw raw : heard.raw()) {
      switch (raw.type()) {
        case PathAttribute.NEXT_HOP, PathAttribute.MP_REACH_NLRI, PathAttribute.MP_UNREACH_NLRI -> {
          continue;
        }
        default -> write(raw, repair, out);
      }
    }
    byte[] message = out.toByteArray();
    setU16(message, LENGTH_AT, message.length);
    setU16(message, attributesAt - 2, message.length - attributesAt);
    return message;
  }

  private static void write(MrtAttributes.Raw raw, boolean repair, ByteArrayOutputStream out) {
    byte[] value = raw.value().toArray();
    out.write(repair ? PathAttribute.properFlags(raw.type(), raw.flags()) : raw.flags());
    out.write(raw.type());
    if ((raw.flags() & PathAttribute.FLAG_EXTENDED_LENGTH) != 0) {
      u16(out, value.length);
    } else {
      out.write(value.length);
    }
    out.write(value, 0, value.length);
  }

  private static void u16(ByteArrayOutputStream out, int value) {
    out.write(value >>> 8);
    out.write(value);
  }

  private static void setU16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }
}
