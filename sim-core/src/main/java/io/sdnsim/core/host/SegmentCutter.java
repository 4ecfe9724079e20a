package io.sdnsim.core.host;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;

/** Cuts TCP segments as a network card does that segments for its host. */
final class SegmentCutter {
  private SegmentCutter() {}

  /**
   * The part of a segment from (inclusive) to to (exclusive), counted in payload bytes.
   *
   * @param number of the piece, from 0: counts the IPv4 identification on
   */
  static Packet piece(Packet packet, TcpHeader tcp, int number, int from, int to) {
    boolean isLast = to == packet.payload().lengthBytes();
    boolean isFirst = from == 0;
    int flags = tcp.flags();
    if (!isLast) {
      flags &= ~(TcpHeader.FIN | TcpHeader.PSH);
    }
    if (!isFirst) {
      flags &= ~(TcpHeader.SYN | TcpHeader.CWR);
    }
    int sequence = tcp.sequence() + from + (!isFirst && tcp.has(TcpHeader.SYN) ? 1 : 0);
    TcpHeader header =
        new TcpHeader(
            tcp.sourcePort(),
            tcp.destinationPort(),
            sequence,
            tcp.acknowledgment(),
            flags,
            tcp.window(),
            tcp.urgentPointer(),
            tcp.options());
    Packet piece = packet.withPayload(slice(packet.payload(), from, to));
    IpHeader ip = piece.ip();
    if (ip instanceof Ipv4Header ipv4) {
      int identification = ipv4.identification() + number & 0xFFFF;
      return piece.withHeaders(
          ipv4.withFragment(identification, ipv4.dontFragment(), false, 0), header);
    }
    return ip == null ? piece : piece.withHeaders(ip, header);
  }

  private static Payload slice(Payload payload, int from, int to) {
    if (payload instanceof Bytes bytes) {
      return bytes.slice(from, to);
    }
    if (payload instanceof BulkBytes bulk) {
      return bulk.slice(from, to);
    }
    throw new IllegalArgumentException("TCP carries bytes, not " + payload);
  }
}
