package io.sdnsim.core.wire;

import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;

/** Writes a packet's headers from the outside in, and each checksum when its range is complete. */
final class FrameEncoder {
  private final ByteWriter out;

  private FrameEncoder(int lengthBytes) {
    this.out = new ByteWriter(lengthBytes);
  }

  static byte[] encode(Packet packet) {
    FrameEncoder encoder = new FrameEncoder(packet.lengthBytes());
    encoder.writePacket(packet);
    return encoder.finished(packet);
  }

  /** What follows the IP header: transport header and payload. */
  private static byte[] encodeIpPayload(Packet datagram) {
    IpHeader ip = datagram.ip();
    if (ip == null) {
      throw new IllegalArgumentException("a fragment of what is no IP datagram: " + datagram);
    }
    FrameEncoder encoder = new FrameEncoder(datagram.networkLengthBytes() - ip.lengthBytes());
    encoder.writeUpperLayer(datagram);
    return encoder.finished(datagram);
  }

  /** Headers and codecs must agree about lengths, or lengths on the wire would lie. */
  private byte[] finished(Packet packet) {
    if (out.position() != out.array().length) {
      throw new IllegalStateException(
          "encoded " + out.position() + " of " + out.array().length + " bytes: " + packet);
    }
    return out.array();
  }

  private void writePacket(Packet packet) {
    EthernetHeader ethernet = packet.ethernet();
    if (ethernet != null) {
      EthernetCodec.write(out, ethernet);
    }
    if (packet.network() instanceof Ipv4Header ipv4) {
      Ipv4Codec.write(out, ipv4, packet.networkLengthBytes());
    } else if (packet.network() instanceof Ipv6Header ipv6) {
      Ipv6Codec.write(out, ipv6, packet.networkLengthBytes());
    } else if (packet.network() instanceof ArpMessage arp) {
      ArpCodec.write(out, arp);
    }
    writeUpperLayer(packet);
  }

  private void writeUpperLayer(Packet packet) {
    TransportHeader transport = packet.transport();
    int start = out.position();
    if (transport == null) {
      writePayload(packet);
    } else if (transport instanceof TcpHeader tcp) {
      TcpCodec.write(out, tcp);
      writePayload(packet);
      out.setU16(start + TcpCodec.CHECKSUM_OFFSET, checksum(packet, IpProtocol.TCP, start));
    } else if (transport instanceof UdpHeader udp) {
      UdpCodec.write(out, udp, packet.payload().lengthBytes());
      writePayload(packet);
      if (udp.checksumPresent()) {
        int checksum = checksum(packet, IpProtocol.UDP, start);
        out.setU16(start + UdpCodec.CHECKSUM_OFFSET, UdpCodec.sent(checksum) ^ udp.checksumError());
      }
    } else if (transport instanceof IcmpHeader icmp) {
      IcmpCodec.write(out, icmp);
      writePayload(packet);
      int checksum =
          icmp.ipv6()
              // RFC 4443 2.3: unlike ICMP's, the checksum covers a pseudo header.
              ? checksum(packet, IpProtocol.ICMPV6, start)
              : InternetChecksum.of(out.array(), start, out.position() - start);
      out.setU16(start + IcmpCodec.CHECKSUM_OFFSET, checksum);
    } else {
      throw new IllegalStateException("no codec for " + transport);
    }
  }

  private int checksum(Packet packet, int protocol, int start) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      throw new IllegalArgumentException("a transport header without IP: " + packet);
    }
    int length = out.position() - start;
    long pseudoHeader =
        InternetChecksum.pseudoHeader(ip.source(), ip.destination(), protocol, length);
    return InternetChecksum.finish(InternetChecksum.add(pseudoHeader, out.array(), start, length));
  }

  private void writePayload(Packet packet) {
    Payload payload = packet.payload();
    if (payload instanceof Bytes bytes) {
      out.bytes(bytes);
    } else if (payload instanceof BulkBytes bulk) {
      out.bytes(bulk);
    } else if (payload instanceof Encapsulated tunnel) {
      writeTunnel(tunnel);
    } else if (payload instanceof Quoted quoted) {
      out.bytes(encode(quoted.original().withEthernet(null)), 0, quoted.lengthBytes());
    } else if (payload instanceof FragmentPayload fragment) {
      byte[] whole = encodeIpPayload(fragment.datagram());
      out.bytes(whole, fragment.offset(), fragment.lengthBytes());
    } else if (payload instanceof NeighborDiscovery neighborDiscovery) {
      if (!(packet.transport() instanceof IcmpHeader icmp)) {
        throw new IllegalArgumentException("neighbor discovery without ICMPv6: " + packet);
      }
      IcmpCodec.writeNeighborDiscovery(out, icmp, neighborDiscovery);
    } else {
      throw new IllegalStateException("no codec for " + payload.getClass());
    }
  }

  private void writeTunnel(Encapsulated tunnel) {
    if (tunnel.header() instanceof VxlanHeader vxlan) {
      VxlanCodec.write(out, vxlan);
    } else if (tunnel.header() instanceof NvgreHeader nvgre) {
      NvgreCodec.write(out, nvgre);
    } else {
      throw new IllegalStateException("no codec for " + tunnel.header());
    }
    writePacket(tunnel.inner());
  }
}
