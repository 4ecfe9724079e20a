package io.sdnsim.core.wire;

import io.sdnsim.core.packet.TcpHeader;

/** The TCP header (RFC 9293 3.1); reserved control bits are sent as zero and not read. */
final class TcpCodec {
  static final int CHECKSUM_OFFSET = 16;
  private static final int MIN_HEADER_BYTES = 20;
  private static final int MAX_HEADER_BYTES = 60;

  private TcpCodec() {}

  /** Writes the header with a zero checksum. */
  static void write(ByteWriter out, TcpHeader header) {
    int headerBytes = header.lengthBytes();
    if (headerBytes > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException("a TCP header of " + headerBytes + " bytes: " + header);
    }
    out.u16(header.sourcePort()).u16(header.destinationPort());
    out.u32(header.sequence()).u32(header.acknowledgment());
    out.u8(headerBytes >>> 2 << 4).u8(header.flags()).u16(header.window());
    out.u16(0).u16(header.urgentPointer());
    TcpOptionsCodec.write(out, header.options());
  }

  static TcpHeader read(ByteReader in) throws DecodeException {
    final int sourcePort = in.u16("tcp.sourcePort");
    final int destinationPort = in.u16("tcp.destinationPort");
    final int sequence = in.u32("tcp.sequence");
    final int acknowledgment = in.u32("tcp.acknowledgment");
    int at = in.position();
    int headerBytes = in.u8("tcp.dataOffset") >>> 4 << 2;
    if (headerBytes < MIN_HEADER_BYTES) {
      throw in.fail("tcp.dataOffset", at, "is " + headerBytes + " bytes, at least 20 needed");
    }
    final int flags = in.u8("tcp.flags");
    final int window = in.u16("tcp.window");
    in.skip("tcp.checksum", 2);
    final int urgentPointer = in.u16("tcp.urgentPointer");
    return new TcpHeader(
        sourcePort,
        destinationPort,
        sequence,
        acknowledgment,
        flags,
        window,
        urgentPointer,
        TcpOptionsCodec.read(in.sub("tcp.options", headerBytes - MIN_HEADER_BYTES)));
  }
}
