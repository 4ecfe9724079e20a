package io.sdnsim.core.wire;

import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.TunnelHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a packet's headers from the outside in. */
final class FrameDecoder {
  /**
   * Packets within packets: tunnels and quotes. Deeper ones are refused, or the stack would end.
   */
  static final int MAX_NESTING = 8;

  private static final int SLL_PADDED_ADDRESS_BYTES = 14;
  private static final int SLL2_BYTES_BEHIND_PROTOCOL = 18;

  private final PacketTag tag;
  private final ChecksumPolicy checksums;
  private final int nesting;

  FrameDecoder(PacketTag tag, ChecksumPolicy checksums) {
    this(tag, checksums, 0);
  }

  private FrameDecoder(PacketTag tag, ChecksumPolicy checksums, int nesting) {
    this.tag = tag;
    this.checksums = checksums;
    this.nesting = nesting;
  }

  Packet decode(ByteReader in, LinkType linkType) throws DecodeException {
    return switch (linkType) {
      case ETHERNET -> readFrame(in);
      case RAW_IP -> readIp(in, null);
      case LINUX_SLL -> {
        in.skip("sll.address", SLL_PADDED_ADDRESS_BYTES);
        yield readNetwork(in, null, in.u16("sll.protocol"));
      }
      case LINUX_SLL2 -> {
        int protocol = in.u16("sll2.protocol");
        in.skip("sll2.address", SLL2_BYTES_BEHIND_PROTOCOL);
        yield readNetwork(in, null, protocol);
      }
    };
  }

  private Packet readFrame(ByteReader in) throws DecodeException {
    EthernetHeader ethernet = EthernetCodec.read(in);
    return readNetwork(in, ethernet, ethernet.etherType());
  }

  private Packet readNetwork(ByteReader in, @Nullable EthernetHeader ethernet, int etherType)
      throws DecodeException {
    return switch (etherType) {
      case EthernetHeader.TYPE_IPV4 -> readDatagram(in, ethernet, Ipv4Codec.read(in, checksums));
      case EthernetHeader.TYPE_IPV6 -> readDatagram(in, ethernet, Ipv6Codec.read(in));
      case EthernetHeader.TYPE_ARP -> {
        ArpMessage arp = ArpCodec.read(in);
        yield Packet.of(ethernet, arp, null, Payload.EMPTY, tag);
      }
      default -> Packet.of(ethernet, null, null, in.rest(), tag);
    };
  }

  private Packet readIp(ByteReader in, @Nullable EthernetHeader ethernet) throws DecodeException {
    int start = in.position();
    int version = in.remaining() == 0 ? 0 : (in.array()[start] & 0xFF) >>> 4;
    return switch (version) {
      case 4 -> readNetwork(in, ethernet, EthernetHeader.TYPE_IPV4);
      case 6 -> readNetwork(in, ethernet, EthernetHeader.TYPE_IPV6);
      default -> throw in.fail("ip.version", start, "is " + version + ", expected 4 or 6");
    };
  }

  private Packet readDatagram(ByteReader in, @Nullable EthernetHeader ethernet, IpHeader ip)
      throws DecodeException {
    TransportHeader transport = null;
    Payload payload;
    boolean ipv6 = ip.source().isIpv6();
    if (ip.isFragment()) {
      payload = in.rest();
    } else if (ip.protocol() == IpProtocol.TCP) {
      verify(in, "tcp.checksum", TcpCodec.CHECKSUM_OFFSET, pseudoHeader(in, ip));
      transport = TcpCodec.read(in);
      payload = in.rest();
    } else if (ip.protocol() == IpProtocol.UDP) {
      UdpHeader udp = readUdp(in, ip);
      transport = udp;
      payload =
          udp.destinationPort() == VxlanHeader.UDP_PORT
              ? readTunnel(in, VxlanCodec::read)
              : in.rest();
    } else if (ip.protocol() == IpProtocol.GRE) {
      payload = readTunnel(in, NvgreCodec::read);
    } else if (ip.protocol() == (ipv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP)) {
      verify(in, "icmp.checksum", IcmpCodec.CHECKSUM_OFFSET, ipv6 ? pseudoHeader(in, ip) : 0);
      IcmpHeader icmp = IcmpCodec.read(in, ipv6);
      transport = icmp;
      payload = readIcmpBody(in, icmp);
    } else {
      payload = in.rest();
    }
    return Packet.of(ethernet, ip, transport, payload, tag);
  }

  private UdpHeader readUdp(ByteReader in, IpHeader ip) throws DecodeException {
    int start = in.position();
    UdpHeader udp = UdpCodec.read(in);
    int length = in.position() - start + in.remaining();
    if (!udp.checksumPresent()) {
      return udp;
    }
    long pseudoHeader =
        InternetChecksum.pseudoHeader(ip.source(), ip.destination(), IpProtocol.UDP, length);
    if (checksums == ChecksumPolicy.KEEP) {
      return udp.withChecksumError(UdpCodec.checksumError(in.array(), start, length, pseudoHeader));
    }
    verify(in, "udp.checksum", start, length, UdpCodec.CHECKSUM_OFFSET, pseudoHeader);
    return udp;
  }

  private static long pseudoHeader(ByteReader in, IpHeader ip) {
    return InternetChecksum.pseudoHeader(
        ip.source(), ip.destination(), ip.protocol(), in.remaining());
  }

  private void verify(ByteReader in, String field, int fieldOffset, long pseudoHeader)
      throws DecodeException {
    verify(in, field, in.position(), in.remaining(), fieldOffset, pseudoHeader);
  }

  private void verify(
      ByteReader in, String field, int start, int length, int fieldOffset, long pseudoHeader)
      throws DecodeException {
    // What is too short to hold its checksum is refused by the header's own codec.
    if (checksums != ChecksumPolicy.IGNORE && length >= fieldOffset + 2) {
      long sum = InternetChecksum.add(pseudoHeader, in.array(), start, length);
      if (InternetChecksum.finish(sum) != 0) {
        throw in.fail(field, start + fieldOffset, "is wrong");
      }
    }
  }

  /** Reads the header of a tunnel. */
  @FunctionalInterface
  private interface TunnelReader {
    TunnelHeader read(ByteReader in) throws DecodeException;
  }

  /**
   * What is no tunnel packet with a frame stays bytes, as does what is nested too deep: the
   * datagram itself is sound, and the tunnel end point judges what it carries.
   */
  private Payload readTunnel(ByteReader in, TunnelReader reader) throws DecodeException {
    int length = in.remaining();
    ByteReader carried = new ByteReader(in.array(), in.position(), length);
    Payload payload = null;
    try {
      TunnelHeader header = reader.read(carried);
      payload =
          nesting == MAX_NESTING
              ? null
              : new Encapsulated(header, nested(checksums).readFrame(carried));
    } catch (DecodeException e) {
      payload = null;
    }
    if (payload == null) {
      return in.rest();
    }
    in.skip("tunnel", length);
    return payload;
  }

  private FrameDecoder nested(ChecksumPolicy policy) {
    return new FrameDecoder(tag, policy, nesting + 1);
  }

  private Payload readIcmpBody(ByteReader in, IcmpHeader icmp) throws DecodeException {
    if (IcmpCodec.isNeighborDiscovery(icmp)) {
      return IcmpCodec.readNeighborDiscovery(in, icmp);
    }
    return icmp.isError() && nesting < MAX_NESTING ? readQuote(in) : in.rest();
  }

  /**
   * A datagram that is quoted whole becomes a packet again. Quotes that are cut short, or that are
   * wrong for what happened to the original on its way, stay bytes: the error itself is sound.
   */
  private Payload readQuote(ByteReader in) throws DecodeException {
    int start = in.position();
    int length = in.remaining();
    try {
      Packet original =
          nested(ChecksumPolicy.VERIFY).readIp(new ByteReader(in.array(), start, length), null);
      if (original.lengthBytes() == length
          && Arrays.equals(
              FrameEncoder.encode(original), 0, length, in.array(), start, start + length)) {
        in.skip("icmp.quote", length);
        return new Quoted(original, length);
      }
    } catch (DecodeException e) {
      return in.rest();
    }
    return in.rest();
  }
}
