package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.testkit.PacketArbitraries;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.Dot1qVlanTagPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IcmpV4EchoReplyPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6EchoReplyPacket;
import org.pcap4j.packet.IcmpV6EchoRequestPacket;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6ExtFragmentPacket;
import org.pcap4j.packet.IpV6NeighborDiscoverySourceLinkLayerAddressOption;
import org.pcap4j.packet.IpV6NeighborDiscoveryTargetLinkLayerAddressOption;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpSackOption;
import org.pcap4j.packet.TcpSackPermittedOption;
import org.pcap4j.packet.TcpTimestampsOption;
import org.pcap4j.packet.TcpWindowScaleOption;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownTcpOption;

/** Our codec and pcap4j's, which share no line, read and write the same packets. */
class Pcap4jProperties {
  @Provide
  Arbitrary<Packet> packets() {
    return PacketArbitraries.packets();
  }

  @Property
  void pcap4j_readsOurBytesAsTheSameFields(@ForAll("packets") Packet packet)
      throws IllegalRawDataException {
    byte[] bytes = FrameCodec.encode(packet);
    org.pcap4j.packet.Packet theirs =
        packet.ethernet() == null
            ? IpSelector.newPacket(bytes, 0, bytes.length)
            : EthernetPacket.newPacket(bytes, 0, bytes.length);
    assertSame(packet, theirs, bytes);
  }

  @Property
  void ourDecoder_readsPcap4jsBytesAsTheSameFields(@ForAll("packets") Packet packet)
      throws DecodeException {
    byte[] bytes = Pcap4jBuilder.build(packet);
    LinkType linkType = packet.ethernet() == null ? LinkType.RAW_IP : LinkType.ETHERNET;
    assertThat(FrameCodec.decode(bytes, linkType, PacketArbitraries.TAG)).isEqualTo(packet);
  }

  @Property
  void bothEncoders_writeTheSameBytes(@ForAll("packets") Packet packet) {
    assertThat(FrameCodec.encode(packet)).isEqualTo(Pcap4jBuilder.build(packet));
  }

  private static void assertSame(Packet packet, org.pcap4j.packet.Packet theirs, byte[] bytes) {
    EthernetHeader ethernet = packet.ethernet();
    if (ethernet != null) {
      EthernetPacket.EthernetHeader header = theirs.get(EthernetPacket.class).getHeader();
      assertThat(header.getDstAddr()).isEqualTo(Pcap4jBuilder.mac(ethernet.destination()));
      assertThat(header.getSrcAddr()).isEqualTo(Pcap4jBuilder.mac(ethernet.source()));
      if (ethernet.isTagged()) {
        var tag = theirs.get(Dot1qVlanTagPacket.class).getHeader();
        assertThat(tag.getVidAsInt()).isEqualTo(ethernet.vlanId());
        assertThat((int) tag.getPriority()).isEqualTo(ethernet.vlanTag() >>> 13);
        assertThat(tag.getCfi()).isEqualTo((ethernet.vlanTag() & 0x1000) != 0);
        assertThat(tag.getType().value() & 0xFFFF).isEqualTo(ethernet.etherType());
      } else {
        assertThat(header.getType().value() & 0xFFFF).isEqualTo(ethernet.etherType());
      }
    }
    if (packet.network() instanceof ArpMessage arp) {
      assertArp(arp, theirs.get(ArpPacket.class).getHeader());
    } else if (packet.network() instanceof Ipv4Header ipv4) {
      assertIpv4(ipv4, theirs.get(IpV4Packet.class), packet.networkLengthBytes());
    } else if (packet.network() instanceof Ipv6Header ipv6) {
      assertIpv6(ipv6, theirs, packet.networkLengthBytes());
    }
    IpHeader ip = packet.ip();
    if (packet.transport() instanceof TcpHeader tcp) {
      assertTcp(tcp, Objects.requireNonNull(ip), theirs.get(TcpPacket.class), packet);
    } else if (packet.transport() instanceof UdpHeader udp) {
      assertUdp(udp, Objects.requireNonNull(ip), theirs.get(UdpPacket.class), packet);
    } else if (packet.transport() instanceof IcmpHeader icmp) {
      if (icmp.ipv6()) {
        assertIcmpv6(icmp, Objects.requireNonNull(ip), theirs, packet);
      } else {
        assertIcmpv4(icmp, theirs, packet);
      }
    }
    assertThat(theirs.getRawData()).isEqualTo(bytes);
  }

  private static void assertArp(ArpMessage arp, ArpPacket.ArpHeader header) {
    assertThat((int) header.getOperation().value()).isEqualTo(arp.operation());
    assertThat(header.getSrcHardwareAddr()).isEqualTo(Pcap4jBuilder.mac(arp.senderMac()));
    assertThat(header.getDstHardwareAddr()).isEqualTo(Pcap4jBuilder.mac(arp.targetMac()));
    assertThat(header.getSrcProtocolAddr()).isEqualTo(Pcap4jBuilder.inet(arp.senderIp()));
    assertThat(header.getDstProtocolAddr()).isEqualTo(Pcap4jBuilder.inet(arp.targetIp()));
  }

  private static void assertIpv4(Ipv4Header ip, IpV4Packet theirs, int totalLength) {
    IpV4Packet.IpV4Header header = theirs.getHeader();
    assertThat(header.getSrcAddr()).isEqualTo(Pcap4jBuilder.inet(ip.source()));
    assertThat(header.getDstAddr()).isEqualTo(Pcap4jBuilder.inet(ip.destination()));
    assertThat(header.getTtlAsInt()).isEqualTo(ip.hopLimit());
    assertThat(header.getProtocol().value() & 0xFF).isEqualTo(ip.protocol());
    assertThat(header.getTos().value() & 0xFF).isEqualTo(ip.trafficClass());
    assertThat(header.getIdentificationAsInt()).isEqualTo(ip.identification());
    assertThat(header.getDontFragmentFlag()).isEqualTo(ip.dontFragment());
    assertThat(header.getMoreFragmentFlag()).isEqualTo(ip.moreFragments());
    assertThat(header.getFragmentOffset() * 8).isEqualTo(ip.fragmentOffset());
    assertThat(header.getTotalLengthAsInt()).isEqualTo(totalLength);
    assertThat(header.length()).isEqualTo(ip.lengthBytes());
    assertThat(header.hasValidChecksum(false)).isTrue();
  }

  private static void assertIpv6(
      Ipv6Header ip, org.pcap4j.packet.Packet theirs, int networkLength) {
    IpV6Packet.IpV6Header header = theirs.get(IpV6Packet.class).getHeader();
    assertThat(header.getSrcAddr().getAddress()).isEqualTo(ip.source().toBytes());
    assertThat(header.getDstAddr().getAddress()).isEqualTo(ip.destination().toBytes());
    assertThat(header.getHopLimitAsInt()).isEqualTo(ip.hopLimit());
    assertThat(header.getTrafficClass().value() & 0xFF).isEqualTo(ip.trafficClass());
    assertThat(header.getFlowLabel().value()).isEqualTo(ip.flowLabel());
    assertThat(header.getPayloadLengthAsInt()).isEqualTo(networkLength - 40);
    if (ip.fragment() != null) {
      IpV6ExtFragmentPacket.IpV6ExtFragmentHeader fragment =
          theirs.get(IpV6ExtFragmentPacket.class).getHeader();
      assertThat(fragment.getIdentification()).isEqualTo(ip.fragment().identification());
      assertThat(fragment.getFragmentOffset() * 8).isEqualTo(ip.fragment().offset());
      assertThat(fragment.getM()).isEqualTo(ip.fragment().moreFragments());
      assertThat(fragment.getNextHeader().value() & 0xFF).isEqualTo(ip.protocol());
    }
  }

  private static void assertTcp(TcpHeader tcp, IpHeader ip, TcpPacket theirs, Packet packet) {
    TcpPacket.TcpHeader header = theirs.getHeader();
    assertThat(header.getSrcPort().valueAsInt()).isEqualTo(tcp.sourcePort());
    assertThat(header.getDstPort().valueAsInt()).isEqualTo(tcp.destinationPort());
    assertThat(header.getSequenceNumber()).isEqualTo(tcp.sequence());
    assertThat(header.getAcknowledgmentNumber()).isEqualTo(tcp.acknowledgment());
    assertThat(header.getWindowAsInt()).isEqualTo(tcp.window());
    assertThat(header.getUrgentPointerAsInt()).isEqualTo(tcp.urgentPointer());
    assertThat(header.getSyn()).isEqualTo(tcp.has(TcpHeader.SYN));
    assertThat(header.getAck()).isEqualTo(tcp.has(TcpHeader.ACK));
    assertThat(header.getFin()).isEqualTo(tcp.has(TcpHeader.FIN));
    assertThat(header.getRst()).isEqualTo(tcp.has(TcpHeader.RST));
    assertThat(header.getPsh()).isEqualTo(tcp.has(TcpHeader.PSH));
    assertThat(header.getUrg()).isEqualTo(tcp.has(TcpHeader.URG));
    assertThat(header.getReserved() & 3).isEqualTo(tcp.flags() >>> 6);
    assertThat(
            theirs.hasValidChecksum(
                Pcap4jBuilder.inet(ip.source()), Pcap4jBuilder.inet(ip.destination()), false))
        .isTrue();
    assertTcpOptions(tcp.options(), header);
    assertPayload(packet, theirs);
  }

  private static void assertTcpOptions(TcpOptions options, TcpPacket.TcpHeader header) {
    int mss = TcpOptions.ABSENT;
    int scale = TcpOptions.ABSENT;
    boolean sackPermitted = false;
    boolean timestamps = false;
    int blocks = 0;
    int other = 0;
    for (TcpPacket.TcpOption option : header.getOptions()) {
      if (option instanceof TcpMaximumSegmentSizeOption theirs) {
        mss = theirs.getMaxSegSizeAsInt();
      } else if (option instanceof TcpWindowScaleOption theirs) {
        scale = theirs.getShiftCountAsInt();
      } else if (option instanceof TcpSackPermittedOption) {
        sackPermitted = true;
      } else if (option instanceof TcpTimestampsOption theirs) {
        timestamps = true;
        assertThat(theirs.getTsValue()).isEqualTo(options.timestampValue());
        assertThat(theirs.getTsEchoReply()).isEqualTo(options.timestampEcho());
      } else if (option instanceof TcpSackOption theirs) {
        // pcap4j shows the blocks of this option as bytes only.
        ByteWriter edges = new ByteWriter(theirs.length()).u8(5).u8(theirs.length());
        for (TcpOptions.SackBlock block : options.sackBlocks()) {
          edges.u32(block.left()).u32(block.right());
        }
        assertThat(theirs.getRawData()).isEqualTo(edges.array());
        blocks = options.sackBlocks().size();
      } else if (option instanceof UnknownTcpOption theirs) {
        other += theirs.length();
      }
    }
    assertThat(mss).isEqualTo(options.maximumSegmentSize());
    assertThat(scale).isEqualTo(options.windowScale());
    assertThat(sackPermitted).isEqualTo(options.sackPermitted());
    assertThat(timestamps).isEqualTo(options.hasTimestamps());
    assertThat(blocks).isEqualTo(options.sackBlocks().size());
    assertThat(other).isEqualTo(options.other().lengthBytes());
    assertThat(header.getDataOffsetAsInt() * 4).isEqualTo(20 + options.lengthBytes());
  }

  private static void assertUdp(UdpHeader udp, IpHeader ip, UdpPacket theirs, Packet packet) {
    UdpPacket.UdpHeader header = theirs.getHeader();
    assertThat(header.getSrcPort().valueAsInt()).isEqualTo(udp.sourcePort());
    assertThat(header.getDstPort().valueAsInt()).isEqualTo(udp.destinationPort());
    assertThat(header.getLengthAsInt()).isEqualTo(8 + packet.payload().lengthBytes());
    if (udp.checksumPresent()) {
      assertThat(
              theirs.hasValidChecksum(
                  Pcap4jBuilder.inet(ip.source()), Pcap4jBuilder.inet(ip.destination()), false))
          .isTrue();
    } else {
      assertThat(header.getChecksum()).isZero();
    }
    assertPayload(packet, theirs);
  }

  private static void assertIcmpv4(
      IcmpHeader icmp, org.pcap4j.packet.Packet theirs, Packet packet) {
    IcmpV4CommonPacket common = theirs.get(IcmpV4CommonPacket.class);
    assertThat(common.getHeader().getType().value() & 0xFF).isEqualTo(icmp.type());
    assertThat(common.getHeader().getCode().value() & 0xFF).isEqualTo(icmp.code());
    assertThat(common.hasValidChecksum(false)).isTrue();
    if (icmp.isEchoRequest()) {
      IcmpV4EchoPacket echo = theirs.get(IcmpV4EchoPacket.class);
      assertThat(echo.getHeader().getIdentifierAsInt()).isEqualTo(icmp.echoIdentifier());
      assertThat(echo.getHeader().getSequenceNumberAsInt()).isEqualTo(icmp.echoSequence());
      assertPayload(packet, echo);
    } else if (icmp.isEchoReply()) {
      IcmpV4EchoReplyPacket echo = theirs.get(IcmpV4EchoReplyPacket.class);
      assertThat(echo.getHeader().getIdentifierAsInt()).isEqualTo(icmp.echoIdentifier());
      assertThat(echo.getHeader().getSequenceNumberAsInt()).isEqualTo(icmp.echoSequence());
      assertPayload(packet, echo);
    }
  }

  private static void assertIcmpv6(
      IcmpHeader icmp, IpHeader ip, org.pcap4j.packet.Packet theirs, Packet packet) {
    IcmpV6CommonPacket common = theirs.get(IcmpV6CommonPacket.class);
    assertThat(common.getHeader().getType().value() & 0xFF).isEqualTo(icmp.type());
    assertThat(common.getHeader().getCode().value() & 0xFF).isEqualTo(icmp.code());
    assertThat(
            common.hasValidChecksum(
                (java.net.Inet6Address) Pcap4jBuilder.inet(ip.source()),
                (java.net.Inet6Address) Pcap4jBuilder.inet(ip.destination()),
                false))
        .isTrue();
    if (icmp.isEchoRequest()) {
      IcmpV6EchoRequestPacket echo = theirs.get(IcmpV6EchoRequestPacket.class);
      assertThat(echo.getHeader().getIdentifierAsInt()).isEqualTo(icmp.echoIdentifier());
      assertThat(echo.getHeader().getSequenceNumberAsInt()).isEqualTo(icmp.echoSequence());
      assertPayload(packet, echo);
    } else if (icmp.isEchoReply()) {
      IcmpV6EchoReplyPacket echo = theirs.get(IcmpV6EchoReplyPacket.class);
      assertThat(echo.getHeader().getIdentifierAsInt()).isEqualTo(icmp.echoIdentifier());
      assertThat(echo.getHeader().getSequenceNumberAsInt()).isEqualTo(icmp.echoSequence());
      assertPayload(packet, echo);
    } else if (packet.payload() instanceof NeighborDiscovery body) {
      assertNeighborDiscovery(icmp, body, theirs);
    }
  }

  private static void assertNeighborDiscovery(
      IcmpHeader icmp, NeighborDiscovery body, org.pcap4j.packet.Packet theirs) {
    boolean solicitation = icmp.type() == IcmpHeader.V6_NEIGHBOR_SOLICITATION;
    var options =
        solicitation
            ? theirs.get(IcmpV6NeighborSolicitationPacket.class).getHeader().getOptions()
            : theirs.get(IcmpV6NeighborAdvertisementPacket.class).getHeader().getOptions();
    var target =
        solicitation
            ? theirs.get(IcmpV6NeighborSolicitationPacket.class).getHeader().getTargetAddress()
            : theirs.get(IcmpV6NeighborAdvertisementPacket.class).getHeader().getTargetAddress();
    assertThat(target.getAddress()).isEqualTo(body.target().toBytes());
    if (body.linkLayerAddress() == null) {
      assertThat(options).isEmpty();
      return;
    }
    byte[] expected = new ByteWriter(6).mac(body.linkLayerAddress()).array();
    byte[] found =
        solicitation
            ? ((IpV6NeighborDiscoverySourceLinkLayerAddressOption) options.get(0))
                .getLinkLayerAddress()
            : ((IpV6NeighborDiscoveryTargetLinkLayerAddressOption) options.get(0))
                .getLinkLayerAddress();
    assertThat(found).isEqualTo(expected);
  }

  private static void assertPayload(Packet packet, org.pcap4j.packet.Packet theirs) {
    if (packet.payload() instanceof Bytes bytes) {
      byte[] found = theirs.getPayload() == null ? new byte[0] : theirs.getPayload().getRawData();
      assertThat(found).isEqualTo(bytes.toArray());
    }
  }
}
