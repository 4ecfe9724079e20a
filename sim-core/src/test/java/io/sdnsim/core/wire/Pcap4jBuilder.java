package io.sdnsim.core.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcap4j.packet.AbstractPacket.AbstractBuilder;
import org.pcap4j.packet.ArpPacket;
import org.pcap4j.packet.Dot1qVlanTagPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IcmpV4EchoReplyPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket.IpV6NeighborDiscoveryOption;
import org.pcap4j.packet.IcmpV6EchoReplyPacket;
import org.pcap4j.packet.IcmpV6EchoRequestPacket;
import org.pcap4j.packet.IcmpV6NeighborAdvertisementPacket;
import org.pcap4j.packet.IcmpV6NeighborSolicitationPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4NoOperationOption;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.IpV6ExtDestinationOptionsPacket;
import org.pcap4j.packet.IpV6ExtFragmentPacket;
import org.pcap4j.packet.IpV6ExtHopByHopOptionsPacket;
import org.pcap4j.packet.IpV6ExtOptionsPacket;
import org.pcap4j.packet.IpV6NeighborDiscoverySourceLinkLayerAddressOption;
import org.pcap4j.packet.IpV6NeighborDiscoveryTargetLinkLayerAddressOption;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6PadNOption;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpNoOperationOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpSackOption;
import org.pcap4j.packet.TcpSackPermittedOption;
import org.pcap4j.packet.TcpTimestampsOption;
import org.pcap4j.packet.TcpWindowScaleOption;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownIpV4Option;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.UnknownTcpOption;
import org.pcap4j.packet.namednumber.ArpHardwareType;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IcmpV4Code;
import org.pcap4j.packet.namednumber.IcmpV4Type;
import org.pcap4j.packet.namednumber.IcmpV6Code;
import org.pcap4j.packet.namednumber.IcmpV6Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpPort;
import org.pcap4j.packet.namednumber.UdpPort;
import org.pcap4j.util.MacAddress;

/**
 * Builds the same packet with pcap4j's builders, which compute lengths and checksums themselves.
 */
final class Pcap4jBuilder {
  private Pcap4jBuilder() {}

  static byte[] build(Packet packet) {
    return Objects.requireNonNull(packetBuilder(packet)).build().getRawData();
  }

  private static org.pcap4j.packet.Packet.@Nullable Builder packetBuilder(Packet packet) {
    EthernetHeader ethernet = packet.ethernet();
    if (ethernet == null) {
      return network(packet);
    }
    org.pcap4j.packet.Packet.Builder payload = network(packet);
    EtherType type = EtherType.getInstance((short) ethernet.etherType());
    if (ethernet.isTagged()) {
      payload =
          new Dot1qVlanTagPacket.Builder()
              .priority((byte) (ethernet.vlanTag() >>> 13))
              .cfi((ethernet.vlanTag() >>> 12 & 1) == 1)
              .vid((short) (ethernet.vlanTag() & 0xFFF))
              .type(type)
              .payloadBuilder(payload);
      type = EtherType.DOT1Q_VLAN_TAGGED_FRAMES;
    }
    return new EthernetPacket.Builder()
        .dstAddr(mac(ethernet.destination()))
        .srcAddr(mac(ethernet.source()))
        .type(type)
        .payloadBuilder(payload)
        .paddingAtBuild(false)
        .pad(new byte[0]);
  }

  private static org.pcap4j.packet.Packet.@Nullable Builder network(Packet packet) {
    if (packet.network() instanceof Ipv4Header ipv4) {
      return ipv4(ipv4, packet);
    } else if (packet.network() instanceof Ipv6Header ipv6) {
      return ipv6(ipv6, packet);
    } else if (packet.network() instanceof ArpMessage arp) {
      return arp(arp);
    }
    return payload(packet);
  }

  private static ArpPacket.Builder arp(ArpMessage arp) {
    return new ArpPacket.Builder()
        .hardwareType(ArpHardwareType.ETHERNET)
        .protocolType(EtherType.IPV4)
        .hardwareAddrLength((byte) 6)
        .protocolAddrLength((byte) 4)
        .operation(ArpOperation.getInstance((short) arp.operation()))
        .srcHardwareAddr(mac(arp.senderMac()))
        .srcProtocolAddr(inet(arp.senderIp()))
        .dstHardwareAddr(mac(arp.targetMac()))
        .dstProtocolAddr(inet(arp.targetIp()));
  }

  private static IpV4Packet.Builder ipv4(Ipv4Header ip, Packet packet) {
    return new IpV4Packet.Builder()
        .version(IpVersion.IPV4)
        .tos(IpV4Rfc791Tos.newInstance((byte) ip.trafficClass()))
        .identification((short) ip.identification())
        .dontFragmentFlag(ip.dontFragment())
        .moreFragmentFlag(ip.moreFragments())
        .fragmentOffset((short) (ip.fragmentOffset() >>> 3))
        .ttl((byte) ip.hopLimit())
        .protocol(IpNumber.getInstance((byte) ip.protocol()))
        .srcAddr((Inet4Address) inet(ip.source()))
        .dstAddr((Inet4Address) inet(ip.destination()))
        .options(ipv4Options(ip.options().toArray()))
        .payloadBuilder(transport(packet))
        .correctChecksumAtBuild(true)
        .correctLengthAtBuild(true);
  }

  private static List<IpV4Packet.IpV4Option> ipv4Options(byte[] bytes) {
    List<IpV4Packet.IpV4Option> options = new ArrayList<>();
    try {
      for (int at = 0; at < bytes.length; ) {
        if (bytes[at] == 1) {
          options.add(IpV4NoOperationOption.getInstance());
          at++;
        } else {
          options.add(UnknownIpV4Option.newInstance(bytes, at, bytes[at + 1]));
          at += bytes[at + 1];
        }
      }
    } catch (IllegalRawDataException e) {
      throw new AssertionError(e);
    }
    return options;
  }

  private static IpV6Packet.Builder ipv6(Ipv6Header ip, Packet packet) {
    org.pcap4j.packet.Packet.Builder payload = transport(packet);
    IpNumber next = IpNumber.getInstance((byte) ip.protocol());
    if (ip.fragment() != null) {
      payload =
          new IpV6ExtFragmentPacket.Builder()
              .nextHeader(next)
              .fragmentOffset((short) (ip.fragment().offset() >>> 3))
              .m(ip.fragment().moreFragments())
              .identification(ip.fragment().identification())
              .payloadBuilder(payload);
      next = IpNumber.IPV6_FRAG;
    }
    boolean hopByHop = ip.extensions().lengthBytes() > 0 && ip.extensionType() == 0;
    boolean destinationOptions = ip.extensions().lengthBytes() > (hopByHop ? 8 : 0);
    if (destinationOptions) {
      payload =
          new IpV6ExtDestinationOptionsPacket.Builder()
              .nextHeader(next)
              .hdrExtLen((byte) 0)
              .options(padding())
              .payloadBuilder(payload);
      next = IpNumber.IPV6_DST_OPTS;
    }
    if (hopByHop) {
      payload =
          new IpV6ExtHopByHopOptionsPacket.Builder()
              .nextHeader(next)
              .hdrExtLen((byte) 0)
              .options(padding())
              .payloadBuilder(payload);
      next = IpNumber.IPV6_HOPOPT;
    }
    return new IpV6Packet.Builder()
        .version(IpVersion.IPV6)
        .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) ip.trafficClass()))
        .flowLabel(IpV6SimpleFlowLabel.newInstance(ip.flowLabel()))
        .nextHeader(next)
        .hopLimit((byte) ip.hopLimit())
        .srcAddr((Inet6Address) inet(ip.source()))
        .dstAddr((Inet6Address) inet(ip.destination()))
        .payloadBuilder(payload)
        .correctLengthAtBuild(true);
  }

  private static List<IpV6ExtOptionsPacket.IpV6Option> padding() {
    return List.of(
        new IpV6PadNOption.Builder()
            .data(new byte[4])
            .dataLen((byte) 4)
            .correctLengthAtBuild(true)
            .build());
  }

  private static org.pcap4j.packet.Packet.@Nullable Builder transport(Packet packet) {
    if (packet.transport() instanceof TcpHeader tcp) {
      return tcp(tcp, packet);
    } else if (packet.transport() instanceof UdpHeader udp) {
      return udp(udp, packet);
    } else if (packet.transport() instanceof IcmpHeader icmp) {
      return icmp.ipv6() ? icmpv6(icmp, packet) : icmpv4(icmp, packet);
    }
    return payload(packet);
  }

  private static TcpPacket.Builder tcp(TcpHeader tcp, Packet packet) {
    IpHeader ip = Objects.requireNonNull(packet.ip());
    return new TcpPacket.Builder()
        .srcPort(TcpPort.getInstance((short) tcp.sourcePort()))
        .dstPort(TcpPort.getInstance((short) tcp.destinationPort()))
        .sequenceNumber(tcp.sequence())
        .acknowledgmentNumber(tcp.acknowledgment())
        // pcap4j counts ECE and CWR among the reserved bits of RFC 793.
        .reserved((byte) (tcp.flags() >>> 6))
        .urg(tcp.has(TcpHeader.URG))
        .ack(tcp.has(TcpHeader.ACK))
        .psh(tcp.has(TcpHeader.PSH))
        .rst(tcp.has(TcpHeader.RST))
        .syn(tcp.has(TcpHeader.SYN))
        .fin(tcp.has(TcpHeader.FIN))
        .window((short) tcp.window())
        .urgentPointer((short) tcp.urgentPointer())
        .options(tcpOptions(tcp.options()))
        .srcAddr(inet(ip.source()))
        .dstAddr(inet(ip.destination()))
        .payloadBuilder(payload(packet))
        .correctChecksumAtBuild(true)
        .correctLengthAtBuild(true);
  }

  /** In our order, with NOPs where ours are. */
  private static List<TcpPacket.TcpOption> tcpOptions(TcpOptions options) {
    List<TcpPacket.TcpOption> list = new ArrayList<>();
    if (options.maximumSegmentSize() != TcpOptions.ABSENT) {
      list.add(
          new TcpMaximumSegmentSizeOption.Builder()
              .maxSegSize((short) options.maximumSegmentSize())
              .correctLengthAtBuild(true)
              .build());
    }
    if (options.sackPermitted() != options.hasTimestamps()) {
      pad(list, 2, options);
    }
    if (options.sackPermitted()) {
      list.add(TcpSackPermittedOption.getInstance());
    }
    if (options.hasTimestamps()) {
      list.add(
          new TcpTimestampsOption.Builder()
              .tsValue(options.timestampValue())
              .tsEchoReply(options.timestampEcho())
              .correctLengthAtBuild(true)
              .build());
    }
    if (options.windowScale() != TcpOptions.ABSENT) {
      pad(list, 1, options);
      list.add(
          new TcpWindowScaleOption.Builder()
              .shiftCount((byte) options.windowScale())
              .correctLengthAtBuild(true)
              .build());
    }
    if (!options.sackBlocks().isEmpty()) {
      pad(list, 2, options);
      list.add(
          new TcpSackOption.Builder()
              .sacks(
                  new ArrayList<>(
                      options.sackBlocks().stream()
                          .map(block -> new TcpSackOption.Sack(block.left(), block.right()))
                          .toList()))
              .correctLengthAtBuild(true)
              .build());
    }
    byte[] other = options.other().toArray();
    if (other.length > 0) {
      try {
        list.add(UnknownTcpOption.newInstance(other, 0, other.length));
      } catch (IllegalRawDataException e) {
        throw new AssertionError(e);
      }
    }
    pad(list, 3, options);
    return list;
  }

  /** NOPs for alignment, as many as the header's length still has room for. */
  private static void pad(List<TcpPacket.TcpOption> list, int wanted, TcpOptions options) {
    int unpadded =
        (options.maximumSegmentSize() == TcpOptions.ABSENT ? 0 : 4)
            + (options.windowScale() == TcpOptions.ABSENT ? 0 : 3)
            + (options.sackPermitted() ? 2 : 0)
            + (options.hasTimestamps() ? 10 : 0)
            + (options.sackBlocks().isEmpty() ? 0 : 2 + 8 * options.sackBlocks().size())
            + options.other().lengthBytes();
    long spent = list.stream().filter(TcpNoOperationOption.class::isInstance).count();
    long left = options.lengthBytes() - unpadded - spent;
    for (int i = 0; i < Math.min(wanted, left); i++) {
      list.add(TcpNoOperationOption.getInstance());
    }
  }

  private static UdpPacket.Builder udp(UdpHeader udp, Packet packet) {
    IpHeader ip = Objects.requireNonNull(packet.ip());
    return new UdpPacket.Builder()
        .srcPort(UdpPort.getInstance((short) udp.sourcePort()))
        .dstPort(UdpPort.getInstance((short) udp.destinationPort()))
        .srcAddr(inet(ip.source()))
        .dstAddr(inet(ip.destination()))
        .payloadBuilder(payload(packet))
        .correctChecksumAtBuild(udp.checksumPresent())
        .correctLengthAtBuild(true);
  }

  private static IcmpV4CommonPacket.Builder icmpv4(IcmpHeader icmp, Packet packet) {
    AbstractBuilder body;
    if (icmp.isEchoRequest()) {
      body =
          new IcmpV4EchoPacket.Builder()
              .identifier((short) icmp.echoIdentifier())
              .sequenceNumber((short) icmp.echoSequence())
              .payloadBuilder(payload(packet));
    } else if (icmp.isEchoReply()) {
      body =
          new IcmpV4EchoReplyPacket.Builder()
              .identifier((short) icmp.echoIdentifier())
              .sequenceNumber((short) icmp.echoSequence())
              .payloadBuilder(payload(packet));
    } else {
      body = restAndPayload(icmp, packet);
    }
    IcmpV4Type type = IcmpV4Type.getInstance((byte) icmp.type());
    return new IcmpV4CommonPacket.Builder()
        .type(type)
        .code(IcmpV4Code.getInstance(type.value(), (byte) icmp.code()))
        .payloadBuilder(body)
        .correctChecksumAtBuild(true);
  }

  private static IcmpV6CommonPacket.Builder icmpv6(IcmpHeader icmp, Packet packet) {
    AbstractBuilder body;
    if (icmp.isEchoRequest()) {
      body =
          new IcmpV6EchoRequestPacket.Builder()
              .identifier((short) icmp.echoIdentifier())
              .sequenceNumber((short) icmp.echoSequence())
              .payloadBuilder(payload(packet));
    } else if (icmp.isEchoReply()) {
      body =
          new IcmpV6EchoReplyPacket.Builder()
              .identifier((short) icmp.echoIdentifier())
              .sequenceNumber((short) icmp.echoSequence())
              .payloadBuilder(payload(packet));
    } else if (packet.payload() instanceof NeighborDiscovery neighborDiscovery) {
      body = neighborDiscovery(icmp, neighborDiscovery);
    } else {
      body = restAndPayload(icmp, packet);
    }
    IpHeader ip = Objects.requireNonNull(packet.ip());
    IcmpV6Type type = IcmpV6Type.getInstance((byte) icmp.type());
    return new IcmpV6CommonPacket.Builder()
        .type(type)
        .code(IcmpV6Code.getInstance(type.value(), (byte) icmp.code()))
        .srcAddr((Inet6Address) inet(ip.source()))
        .dstAddr((Inet6Address) inet(ip.destination()))
        .payloadBuilder(body)
        .correctChecksumAtBuild(true);
  }

  private static AbstractBuilder neighborDiscovery(IcmpHeader icmp, NeighborDiscovery body) {
    List<IpV6NeighborDiscoveryOption> options = new ArrayList<>();
    boolean solicitation = icmp.type() == IcmpHeader.V6_NEIGHBOR_SOLICITATION;
    if (body.linkLayerAddress() != null) {
      byte[] address = new ByteWriter(6).mac(body.linkLayerAddress()).array();
      options.add(
          solicitation
              ? new IpV6NeighborDiscoverySourceLinkLayerAddressOption.Builder()
                  .linkLayerAddress(address)
                  .correctLengthAtBuild(true)
                  .build()
              : new IpV6NeighborDiscoveryTargetLinkLayerAddressOption.Builder()
                  .linkLayerAddress(address)
                  .correctLengthAtBuild(true)
                  .build());
    }
    Inet6Address target = (Inet6Address) inet(body.target());
    return solicitation
        ? new IcmpV6NeighborSolicitationPacket.Builder().targetAddress(target).options(options)
        : new IcmpV6NeighborAdvertisementPacket.Builder().targetAddress(target).options(options);
  }

  private static AbstractBuilder restAndPayload(IcmpHeader icmp, Packet packet) {
    byte[] payload = payloadBytes(packet.payload());
    byte[] all =
        new ByteWriter(4 + payload.length)
            .u32(icmp.rest())
            .bytes(payload, 0, payload.length)
            .array();
    return new UnknownPacket.Builder().rawData(all);
  }

  private static org.pcap4j.packet.Packet.@Nullable Builder payload(Packet packet) {
    byte[] bytes = payloadBytes(packet.payload());
    return bytes.length == 0 ? null : new UnknownPacket.Builder().rawData(bytes);
  }

  /** pcap4j has no classes for VXLAN, GRE and whole quotes: it carries them as they are. */
  static byte[] payloadBytes(Payload payload) {
    if (payload instanceof Bytes bytes) {
      return bytes.toArray();
    } else if (payload instanceof Encapsulated tunnel) {
      byte[] inner = build(tunnel.inner());
      ByteWriter header = new ByteWriter(8 + inner.length);
      if (tunnel.header() instanceof VxlanHeader vxlan) {
        header.u32(0x08000000).u32(vxlan.vni() << 8);
      } else if (tunnel.header() instanceof NvgreHeader nvgre) {
        header.u32(0x20006558).u32(nvgre.vni() << 8 | nvgre.flowId());
      } else {
        throw new AssertionError("not generated: " + payload);
      }
      return header.bytes(inner, 0, inner.length).array();
    } else if (payload instanceof Quoted quoted) {
      return build(quoted.original());
    }
    throw new AssertionError("not generated: " + payload);
  }

  static MacAddress mac(io.sdnsim.core.address.MacAddress address) {
    return MacAddress.getByAddress(new ByteWriter(6).mac(address).array());
  }

  static InetAddress inet(IpAddress address) {
    try {
      return address.isIpv6()
          // Not InetAddress: that turns IPv4-mapped addresses into IPv4 ones.
          ? Inet6Address.getByAddress(null, address.toBytes(), -1)
          : InetAddress.getByAddress(address.toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
