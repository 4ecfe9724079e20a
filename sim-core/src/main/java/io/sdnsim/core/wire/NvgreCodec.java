package io.sdnsim.core.wire;

import io.sdnsim.core.packet.NvgreHeader;

/** The GRE header of NVGRE (RFC 7637 3.2; RFC 2784, RFC 2890). */
final class NvgreCodec {
  /** K, the key is present; neither C, a checksum, nor S, a sequence number; version 0. */
  private static final int FLAGS = 0x2000;

  /** C, K, S and the version; and RFC 2784 2.3: bits 1, 4 and 5, which RFC 1701 gives a meaning. */
  private static final int MEANINGFUL_FLAGS = 0xFC07;

  private NvgreCodec() {}

  static void write(ByteWriter out, NvgreHeader header) {
    out.u16(FLAGS).u16(NvgreHeader.PROTOCOL_TYPE).u32(header.vni() << 8 | header.flowId());
  }

  static NvgreHeader read(ByteReader in) throws DecodeException {
    int at = in.position();
    int flags = in.u16("gre.flags");
    if ((flags & MEANINGFUL_FLAGS) != FLAGS) {
      throw in.fail("gre.flags", at, "are not those of NVGRE: a key and nothing else, version 0");
    }
    int type = in.u16("gre.protocolType");
    if (type != NvgreHeader.PROTOCOL_TYPE) {
      throw in.fail("gre.protocolType", at + 2, "is not Transparent Ethernet Bridging");
    }
    int key = in.u32("gre.key");
    return new NvgreHeader(key >>> 8, key & 0xFF);
  }
}
