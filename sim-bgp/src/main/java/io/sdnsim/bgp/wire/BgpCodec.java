package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages to bytes and back (RFC 4271 4, 4760, 5492, 6793, 2918, 9072 in reading). Knows bytes and
 * values only; what a session has negotiated comes in a {@link DecodeContext}.
 *
 * <p>Decoding checks what RFC 4271 6.1 to 6.3 ask of the bytes alone; what depends on the
 * configuration of a session (the peer's AS, its identifier, the hold time) the session checks.
 */
public final class BgpCodec {
  private static final int VERSION = 4;
  private static final int PARAMETER_CAPABILITIES = 2;

  private BgpCodec() {}

  /**
   * The bytes of a message, with its header.
   *
   * @throws IllegalArgumentException when it is longer than the context allows: see {@link
   *     UpdatePacker}
   */
  public static byte[] encode(BgpMessage message, DecodeContext context) {
    ByteWriter out = new ByteWriter();
    for (int i = 0; i < 4; i++) {
      out.u32(0xFFFF_FFFFL);
    }
    out.u16(0).u8(message.type());
    if (message instanceof BgpMessage.Open open) {
      encodeOpen(open, out);
    } else if (message instanceof BgpMessage.Update update) {
      encodeUpdate(update, context, out);
    } else if (message instanceof BgpMessage.Notification notification) {
      out.u8(notification.code()).u8(notification.subcode()).bytes(notification.data());
    } else if (message instanceof BgpMessage.RouteRefresh refresh) {
      out.u16(refresh.afi()).u8(0).u8(refresh.safi());
    } else if (!(message instanceof BgpMessage.Keepalive)) {
      throw new AssertionError(message);
    }
    if (out.size() > context.maximumBytes()) {
      throw new IllegalArgumentException(
          "a message of " + out.size() + " bytes: at most " + context.maximumBytes());
    }
    out.setU16(16, out.size());
    return out.toArray();
  }

  private static void encodeOpen(BgpMessage.Open open, ByteWriter out) {
    out.u8(open.version()).u16(open.myAs()).u16(open.holdTimeSeconds()).address(open.identifier());
    ByteWriter capabilities = new ByteWriter();
    for (Capability capability : open.capabilities()) {
      encodeCapability(capability, capabilities);
    }
    if (capabilities.size() == 0) {
      out.u8(0);
      return;
    }
    if (capabilities.size() > 253) {
      throw new IllegalArgumentException("capabilities of " + capabilities.size() + " bytes");
    }
    out.u8(capabilities.size() + 2).u8(PARAMETER_CAPABILITIES).u8(capabilities.size());
    out.append(capabilities);
  }

  private static void encodeCapability(Capability capability, ByteWriter out) {
    out.u8(capability.code());
    if (capability instanceof Capability.Multiprotocol mp) {
      out.u8(4).u16(mp.afi()).u8(0).u8(mp.safi());
    } else if (capability instanceof Capability.RouteRefresh) {
      out.u8(0);
    } else if (capability instanceof Capability.FourOctetAs as) {
      out.u8(4).u32(as.asn());
    } else if (capability instanceof Capability.Unknown unknown) {
      out.u8(unknown.value().lengthBytes()).bytes(unknown.value());
    } else {
      throw new AssertionError(capability);
    }
  }

  private static void encodeUpdate(
      BgpMessage.Update update, DecodeContext context, ByteWriter out) {
    int withdrawnAt = out.size();
    out.u16(0);
    update.withdrawn().forEach(out::prefix);
    out.setU16(withdrawnAt, out.size() - withdrawnAt - 2);
    int attributesAt = out.size();
    out.u16(0);
    AttributeCodec.encode(update, context, out);
    out.setU16(attributesAt, out.size() - attributesAt - 2);
    update.nlri().forEach(out::prefix);
  }

  /**
   * Reads one whole message, header included.
   *
   * @throws BgpDecodeException whatever else the bytes are
   */
  public static BgpMessage decode(byte[] message, DecodeContext context) throws BgpDecodeException {
    MessageFramer.checkHeader(message, 0, message.length, context.maximumBytes());
    int length = (message[16] & 0xFF) << 8 | (message[17] & 0xFF);
    if (length != message.length) {
      throw new BgpDecodeException(
          BgpError.HEADER,
          BgpError.HEADER_BAD_LENGTH,
          new byte[] {message[16], message[17]},
          0,
          16,
          "Length " + length + " of " + message.length + " bytes");
    }
    ByteReader in = new ByteReader(message, BgpMessage.HEADER_BYTES, message.length);
    return switch (message[18]) {
      case BgpMessage.OPEN -> decodeOpen(in);
      case BgpMessage.UPDATE -> decodeUpdate(in, context);
      case BgpMessage.NOTIFICATION ->
          new BgpMessage.Notification(in.u8(), in.u8(), Bytes.of(in.rest()));
      case BgpMessage.KEEPALIVE -> new BgpMessage.Keepalive();
      case BgpMessage.ROUTE_REFRESH -> decodeRouteRefresh(in);
      default -> throw new AssertionError("checkHeader let type " + message[18] + " pass");
    };
  }

  private static BgpMessage decodeRouteRefresh(ByteReader in) {
    int afi = in.u16();
    in.u8(); // RFC 2918 3: reserved, ignored
    return new BgpMessage.RouteRefresh(afi, in.u8());
  }

  private static BgpMessage decodeOpen(ByteReader in) throws BgpDecodeException {
    int version = in.u8();
    if (version != VERSION) {
      // RFC 4271 6.2: the data is the largest version supported.
      throw openError(
          BgpError.OPEN_UNSUPPORTED_VERSION, new byte[] {0, VERSION}, in, "Version " + version);
    }
    int myAs = in.u16();
    int holdTime = in.u16();
    IpAddress identifier = in.ipv4();
    int parametersLength = in.u8();
    boolean extended = parametersLength == 255 && in.has(3) && in.window(29, 30)[0] == (byte) 255;
    if (extended) {
      // RFC 9072 2: the non-extended length and type are 255, the real length has 16 bits.
      in.u8();
      parametersLength = in.u16();
    }
    if (parametersLength != in.remaining()) {
      throw openError(
          0, new byte[0], in, "Optional Parameters Length " + parametersLength + " does not fit");
    }
    List<Capability> capabilities = new ArrayList<>();
    while (in.remaining() > 0) {
      decodeParameter(in, extended, capabilities);
    }
    return new BgpMessage.Open(version, myAs, holdTime, identifier, capabilities);
  }

  private static void decodeParameter(
      ByteReader in, boolean extended, List<Capability> capabilities) throws BgpDecodeException {
    if (!in.has(extended ? 3 : 2)) {
      throw openError(0, new byte[0], in, "Optional Parameter is cut off");
    }
    int type = in.u8();
    int length = extended ? in.u16() : in.u8();
    if (!in.has(length)) {
      throw openError(0, new byte[0], in, "Parameter Length " + length + " runs past the end");
    }
    if (type != PARAMETER_CAPABILITIES) {
      throw openError(
          BgpError.OPEN_UNSUPPORTED_PARAMETER, new byte[0], in, "Parameter Type " + type);
    }
    ByteReader value = in.part(length);
    while (value.remaining() > 0) {
      if (!value.has(2)) {
        throw openError(0, new byte[0], value, "Capability is cut off");
      }
      int code = value.u8();
      int capabilityLength = value.u8();
      if (!value.has(capabilityLength)) {
        throw openError(0, new byte[0], value, "Capability Length runs past the end");
      }
      capabilities.add(decodeCapability(code, value.bytes(capabilityLength)));
    }
  }

  private static Capability decodeCapability(int code, byte[] value) {
    ByteReader in = new ByteReader(value, 0, value.length);
    if (code == Capability.MULTIPROTOCOL && value.length == 4) {
      int afi = in.u16();
      in.u8();
      return new Capability.Multiprotocol(afi, in.u8());
    }
    if (code == Capability.ROUTE_REFRESH && value.length == 0) {
      return new Capability.RouteRefresh();
    }
    if (code == Capability.FOUR_OCTET_AS && value.length == 4) {
      return new Capability.FourOctetAs(in.u32());
    }
    return new Capability.Unknown(code, Bytes.of(value));
  }

  private static BgpDecodeException openError(
      int subcode, byte[] data, ByteReader in, String field) {
    return new BgpDecodeException(BgpError.OPEN, subcode, data, 0, in.position(), field);
  }

  private static BgpMessage decodeUpdate(ByteReader in, DecodeContext context)
      throws BgpDecodeException {
    int withdrawnLength = in.u16();
    if (!in.has(withdrawnLength + 2)) {
      throw listError(in, "Withdrawn Routes Length " + withdrawnLength + " runs past the end");
    }
    List<Prefix> withdrawn = prefixes(in.part(withdrawnLength), AddressFamily.IPV4_UNICAST, 0);
    int attributesLength = in.u16();
    if (!in.has(attributesLength)) {
      throw listError(in, "Total Path Attribute Length " + attributesLength + " runs past the end");
    }
    ByteReader attributes = in.part(attributesLength);
    List<Prefix> nlri = prefixes(in, AddressFamily.IPV4_UNICAST, 0);
    return AttributeCodec.decode(withdrawn, attributes, nlri, context);
  }

  /**
   * Reads prefixes to the end.
   *
   * @param attribute the type of the attribute they stand in, or 0
   */
  static List<Prefix> prefixes(ByteReader in, AddressFamily family, int attribute)
      throws BgpDecodeException {
    List<Prefix> prefixes = new ArrayList<>(in.remaining() / 4 + 1);
    while (in.remaining() > 0) {
      int offset = in.position();
      int length = in.u8();
      if (length > family.addressBits() || !in.has((length + 7) / 8)) {
        // RFC 4271 6.3, RFC 4760 7: an incorrect NLRI field.
        throw new BgpDecodeException(
            BgpError.UPDATE,
            attribute == 0 ? BgpError.UPDATE_INVALID_NETWORK : BgpError.UPDATE_OPTIONAL_ATTRIBUTE,
            new byte[0],
            attribute,
            offset,
            "prefix length " + length);
      }
      prefixes.add(in.prefix(family, length));
    }
    return prefixes;
  }

  private static BgpDecodeException listError(ByteReader in, String field) {
    return new BgpDecodeException(
        BgpError.UPDATE,
        BgpError.UPDATE_MALFORMED_ATTRIBUTE_LIST,
        new byte[0],
        0,
        in.position(),
        field);
  }
}
