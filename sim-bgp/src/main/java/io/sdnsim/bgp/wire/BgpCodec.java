package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;

/**
 * Messages to bytes and back (RFC 4271 4 and 6, RFC 7606, and the RFCs that {@code CONFORMANCE.md}
 * lists). Knows bytes and values only; what a session has negotiated comes in a {@link
 * DecodeContext}.
 *
 * <p>Decoding checks what the RFCs ask of the bytes alone; what depends on the configuration of a
 * session (the peer's AS, its identifier, the hold time) the session checks.
 */
public final class BgpCodec {
  private static final long MARKER_HALF = -1;

  private BgpCodec() {}

  /**
   * The bytes of a message, with its header.
   *
   * @throws IllegalArgumentException when it is longer than the context allows: see {@link
   *     UpdatePacker}
   */
  public static byte[] encode(BgpMessage message, DecodeContext context) {
    ByteWriter out = new ByteWriter(expectedBytes(message));
    out.u64(MARKER_HALF).u64(MARKER_HALF).u16(0).u8(message.type());
    if (message instanceof BgpMessage.Open open) {
      OpenCodec.encode(open, out);
    } else if (message instanceof BgpMessage.Update update) {
      encodeUpdate(update, context, out);
    } else if (message instanceof BgpMessage.Notification notification) {
      out.u8(notification.code()).u8(notification.subcode()).bytes(notification.data());
    } else if (message instanceof BgpMessage.RouteRefresh refresh) {
      out.u16(refresh.afi()).u8(refresh.subtype()).u8(refresh.safi());
    } else if (!(message instanceof BgpMessage.Keepalive)) {
      throw new AssertionError(message);
    }
    int maximum = MessageFramer.maximumBytes(message.type(), context.maximumBytes());
    if (out.size() > maximum) {
      throw new IllegalArgumentException(
          "a message of " + out.size() + " bytes: at most " + maximum);
    }
    out.setU16(16, out.size());
    return out.toArray();
  }

  /** About right for most, so that the bytes are seldom copied while they are written. */
  private static int expectedBytes(BgpMessage message) {
    if (!(message instanceof BgpMessage.Update update)) {
      return 128;
    }
    int prefixes = update.withdrawn().size() + update.nlri().size();
    int bytes = 192 + 5 * prefixes;
    if (update.reach() != null) {
      bytes += 9 * update.reach().nlri().size();
    }
    if (update.unreach() != null) {
      bytes += 9 * update.unreach().withdrawn().size();
    }
    return bytes;
  }

  private static void encodeUpdate(
      BgpMessage.Update update, DecodeContext context, ByteWriter out) {
    int withdrawnAt = out.size();
    out.u16(0);
    AttributeEncoder.prefixes(
        update.withdrawn(), update.withdrawnIds(), AddressFamily.IPV4_UNICAST, context, out);
    out.setU16(withdrawnAt, out.size() - withdrawnAt - 2);
    int attributesAt = out.size();
    out.u16(0);
    AttributeEncoder.encode(update, context, out);
    out.setU16(attributesAt, out.size() - attributesAt - 2);
    AttributeEncoder.prefixes(
        update.nlri(), update.nlriIds(), AddressFamily.IPV4_UNICAST, context, out);
  }

  /**
   * Reads one whole message, header included. Errors that a session survives (RFC 7606) are in
   * {@link BgpMessage.Update#errors}.
   *
   * @throws BgpDecodeException on all other errors, whatever the bytes are
   */
  public static BgpMessage decode(byte[] message, DecodeContext context) throws BgpDecodeException {
    MessageFramer.checkHeader(message, 0, message.length, context.maximumBytes());
    int length = (message[16] & 0xFF) << 8 | (message[17] & 0xFF);
    if (length != message.length) {
      throw lengthError(message, "Length " + length + " of " + message.length + " bytes");
    }
    ByteReader in = new ByteReader(message, BgpMessage.HEADER_BYTES, message.length);
    return switch (message[18]) {
      case BgpMessage.OPEN -> OpenCodec.decode(in);
      case BgpMessage.UPDATE -> UpdateDecoder.decode(in, context);
      case BgpMessage.NOTIFICATION ->
          new BgpMessage.Notification(in.u8(), in.u8(), Bytes.of(in.rest()));
      case BgpMessage.KEEPALIVE -> new BgpMessage.Keepalive();
      case BgpMessage.ROUTE_REFRESH -> decodeRouteRefresh(message, in);
      default -> throw new AssertionError("checkHeader let type " + message[18] + " pass");
    };
  }

  private static BgpMessage decodeRouteRefresh(byte[] message, ByteReader in)
      throws BgpDecodeException {
    int afi = in.u16();
    int subtype = in.u8();
    int safi = in.u8();
    BgpMessage.RouteRefresh refresh = new BgpMessage.RouteRefresh(afi, subtype, safi);
    if (in.remaining() > 0) {
      if (subtype == BgpMessage.RouteRefresh.BEGINNING || subtype == BgpMessage.RouteRefresh.END) {
        throw new BgpDecodeException(
            DecodeError.reset(
                BgpError.ROUTE_REFRESH,
                BgpError.ROUTE_REFRESH_INVALID_LENGTH,
                message,
                16,
                "RFC 7313 5",
                "Length " + message.length + " of a ROUTE-REFRESH with subtype " + subtype),
            refresh);
      }
      throw lengthError(message, "Length " + message.length + " of a ROUTE-REFRESH");
    }
    return refresh;
  }

  private static BgpDecodeException lengthError(byte[] message, String field) {
    return new BgpDecodeException(
        DecodeError.reset(
            BgpError.HEADER,
            BgpError.HEADER_BAD_LENGTH,
            new byte[] {message[16], message[17]},
            16,
            "RFC 4271 6.1",
            field));
  }
}
