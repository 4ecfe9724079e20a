package io.sdnsim.core.wire;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.VxlanHeader;

/** The VXLAN header (RFC 7348 5). */
public final class VxlanCodec {
  /** How much of a datagram the header is. */
  public static final int HEADER_BYTES = 8;

  private static final int FLAG_VNI_VALID = 0x08;

  private VxlanCodec() {}

  /**
   * What a UDP datagram to a tunnel end point holds: the VXLAN header and the frame.
   *
   * @throws IllegalArgumentException when a header of the frame can't be encoded
   */
  public static byte[] encode(VxlanHeader header, Packet frame) {
    byte[] inner = FrameCodec.encode(frame);
    ByteWriter out = new ByteWriter(header.lengthBytes() + inner.length);
    write(out, header);
    return out.bytes(inner, 0, inner.length).array();
  }

  /**
   * The header that a UDP datagram to a tunnel end point begins with.
   *
   * @throws DecodeException when it is too short, or lacks the I flag
   */
  public static VxlanHeader decode(byte[] datagram) throws DecodeException {
    return read(new ByteReader(datagram, 0, datagram.length));
  }

  static void write(ByteWriter out, VxlanHeader header) {
    out.u8(FLAG_VNI_VALID).fill(0, 3).u32(header.vni() << 8);
  }

  /** RFC 7348 5: the I flag must be set; all other flags and reserved fields are ignored. */
  static VxlanHeader read(ByteReader in) throws DecodeException {
    int at = in.position();
    int flags = in.u8("vxlan.flags");
    if ((flags & FLAG_VNI_VALID) == 0) {
      throw in.fail("vxlan.flags", at, "lack the I flag: the VNI is not valid");
    }
    in.skip("vxlan.reserved", 3);
    return new VxlanHeader(in.u32("vxlan.vni") >>> 8);
  }
}
