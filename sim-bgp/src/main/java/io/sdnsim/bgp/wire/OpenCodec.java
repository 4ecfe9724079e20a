package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OPEN to bytes and back (RFC 4271 4.2, RFC 5492, RFC 9072); see {@link CapabilityCodec}. */
final class OpenCodec {
  private static final int VERSION = 4;
  private static final int PARAMETER_CAPABILITIES = 2;

  /** The parameter type, and the length, that say that lengths have two octets (RFC 9072 2). */
  private static final int EXTENDED = 255;

  private OpenCodec() {}

  /** Writes what stands behind the header; all capabilities in one parameter. */
  static void encode(BgpMessage.Open open, ByteWriter out) {
    out.u8(open.version()).u16(open.myAs()).u16(open.holdTimeSeconds()).address(open.identifier());
    ByteWriter capabilities = new ByteWriter();
    for (Capability capability : open.capabilities()) {
      CapabilityCodec.encode(capability, capabilities);
    }
    int size = capabilities.size();
    if (size == 0) {
      out.u8(0);
    } else if (size + 2 < EXTENDED) {
      out.u8(size + 2).u8(PARAMETER_CAPABILITIES).u8(size).append(capabilities);
    } else {
      out.u8(EXTENDED).u8(EXTENDED).u16(size + 3);
      out.u8(PARAMETER_CAPABILITIES).u16(size).append(capabilities);
    }
  }

  static BgpMessage.Open decode(ByteReader in) throws BgpDecodeException {
    int version = in.u8();
    int myAs = in.u16();
    int holdTime = in.u16();
    IpAddress identifier = in.ipv4();
    List<Capability> capabilities = new ArrayList<>();
    DecodeError error =
        version == VERSION
            ? decodeParameters(in, capabilities)
            // RFC 4271 6.2: the data is the largest version supported.
            : error(
                BgpError.OPEN_UNSUPPORTED_VERSION,
                new byte[] {0, VERSION},
                BgpMessage.HEADER_BYTES,
                "Version " + version);
    BgpMessage.Open open = new BgpMessage.Open(version, myAs, holdTime, identifier, capabilities);
    if (error != null) {
      throw new BgpDecodeException(error, open);
    }
    return open;
  }

  private static @Nullable DecodeError decodeParameters(
      ByteReader in, List<Capability> capabilities) {
    int offset = in.position();
    int length = in.u8();
    // RFC 9072 2: the type alone tells; a length of 0 has no type behind it.
    boolean extended = length != 0 && in.has(3) && in.peek() == EXTENDED;
    if (extended) {
      in.u8();
      length = in.u16();
    }
    if (length != in.remaining()) {
      return error(0, offset, "Optional Parameters Length " + length + " does not fit");
    }
    DecodeError error = null;
    while (in.remaining() > 0 && error == null) {
      error = decodeParameter(in, extended, capabilities);
    }
    return error;
  }

  private static @Nullable DecodeError decodeParameter(
      ByteReader in, boolean extended, List<Capability> capabilities) {
    int offset = in.position();
    if (!in.has(extended ? 3 : 2)) {
      return error(0, offset, "Optional Parameter is cut off");
    }
    int type = in.u8();
    int length = extended ? in.u16() : in.u8();
    if (!in.has(length)) {
      return error(0, offset, "Parameter Length " + length + " runs past the end");
    }
    if (type != PARAMETER_CAPABILITIES) {
      return error(BgpError.OPEN_UNSUPPORTED_PARAMETER, offset, "Parameter Type " + type);
    }
    ByteReader value = in.part(length);
    while (value.remaining() > 0) {
      int at = value.position();
      if (!value.has(2)) {
        return error(0, at, "Capability is cut off");
      }
      int code = value.u8();
      int capabilityLength = value.u8();
      if (!value.has(capabilityLength)) {
        return error(0, at, "Capability Length " + capabilityLength + " runs past the end");
      }
      capabilities.add(CapabilityCodec.decode(code, Bytes.of(value.bytes(capabilityLength))));
    }
    return null;
  }

  private static DecodeError error(int subcode, int offset, String field) {
    return error(subcode, new byte[0], offset, field);
  }

  private static DecodeError error(int subcode, byte[] data, int offset, String field) {
    return DecodeError.reset(BgpError.OPEN, subcode, data, offset, "RFC 4271 6.2", field);
  }
}
