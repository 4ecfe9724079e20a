package io.sdnsim.core.wire;

import io.sdnsim.core.packet.VxlanHeader;

/** The VXLAN header (RFC 7348 5). */
final class VxlanCodec {
  private static final int FLAG_VNI_VALID = 0x08;

  private VxlanCodec() {}

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
