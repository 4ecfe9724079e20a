package io.sdnsim.testkit;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Fragment;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * Generated packets of every kind, in the form in which a decoder returns them: payloads are bytes
 * and headers agree with what follows them.
 */
public final class PacketArbitraries {
  public static final PacketTag TAG = new PacketTag(7, null, 0);

  private static final int MAX_PAYLOAD_BYTES = 100;

  private PacketArbitraries() {}

  /** An upper layer and the number that announces it. */
  private record Upper(int protocol, @Nullable TransportHeader transport, Payload payload) {}

  /** Any packet: frames and bare datagrams, tunnels, quotes and fragments among them. */
  public static Arbitrary<Packet> packets() {
    return Arbitraries.oneOf(
        List.of(arpFrames(), frames(), datagrams(), fragments(), tunnels(), icmpErrors()));
  }

  public static Arbitrary<Packet> frames() {
    return framed(datagrams());
  }

  /** IPv4 and IPv6 datagrams with TCP, UDP, ICMP or an unknown protocol. */
  public static Arbitrary<Packet> datagrams() {
    return Arbitraries.of(false, true).flatMap(PacketArbitraries::datagrams);
  }

  public static Arbitrary<Packet> datagrams(boolean ipv6) {
    Arbitrary<Upper> upper =
        Arbitraries.oneOf(List.of(tcp(), udp(), ipv6 ? icmpv6() : icmp(), unknownProtocol()));
    return Combinators.combine(ipHeaders(ipv6), upper).as((ip, above) -> datagram(ip, above));
  }

  /** TCP, UDP and ICMP (echo) over one family. */
  public static Arbitrary<Packet> tcpDatagrams(boolean ipv6) {
    return Combinators.combine(ipHeaders(ipv6), tcp()).as(PacketArbitraries::datagram);
  }

  public static Arbitrary<Packet> udpDatagrams(boolean ipv6) {
    return Combinators.combine(ipHeaders(ipv6), udp()).as(PacketArbitraries::datagram);
  }

  public static Arbitrary<Packet> icmpDatagrams(boolean ipv6) {
    return Combinators.combine(ipHeaders(ipv6), ipv6 ? icmpv6() : icmp())
        .as(PacketArbitraries::datagram);
  }

  private static Packet datagram(IpHeader ip, Upper above) {
    return Packet.ip(withProtocol(ip, above.protocol()), above.transport(), above.payload(), TAG);
  }

  public static Arbitrary<Packet> arpFrames() {
    Arbitrary<ArpMessage> messages =
        Combinators.combine(
                Arbitraries.integers().between(1, 2),
                macs(),
                addresses(false),
                macs(),
                addresses(false))
            .as(ArpMessage::new);
    return framed(messages.map(arp -> Packet.of(null, arp, null, Payload.EMPTY, TAG)));
  }

  /** VXLAN in UDP, or NVGRE, over either family, once or twice. */
  public static Arbitrary<Packet> tunnels() {
    return tunnels(Arbitraries.oneOf(List.of(frames(), arpFrames(), tunnels(frames()))));
  }

  /** VXLAN and NVGRE with these frames in it. */
  public static Arbitrary<Packet> tunnels(Arbitrary<Packet> innerFrames) {
    Arbitrary<Packet> datagrams =
        Combinators.combine(
                Arbitraries.of(false, true).flatMap(PacketArbitraries::ipHeaders),
                Arbitraries.integers().between(0xC000, 0xFFFF),
                Arbitraries.of(false, true),
                Arbitraries.integers().between(0, VxlanHeader.MAX_VNI),
                innerFrames)
            .as(
                (ip, port, checksum, vni, inner) ->
                    Packet.ip(
                        withProtocol(ip, IpProtocol.UDP),
                        new UdpHeader(port, VxlanHeader.UDP_PORT, checksum),
                        new Encapsulated(new VxlanHeader(vni), inner),
                        TAG));
    Arbitrary<Packet> gre =
        Combinators.combine(
                Arbitraries.of(false, true).flatMap(PacketArbitraries::ipHeaders),
                Arbitraries.integers().between(0, VxlanHeader.MAX_VNI),
                Arbitraries.integers().between(0, 0xFF),
                innerFrames)
            .as(
                (ip, vsid, flowId, inner) ->
                    Packet.ip(
                        withProtocol(ip, IpProtocol.GRE),
                        null,
                        new Encapsulated(new NvgreHeader(vsid, flowId), inner),
                        TAG));
    return framed(Arbitraries.oneOf(List.of(datagrams, gre)));
  }

  /** ICMP errors that quote a whole datagram. */
  public static Arbitrary<Packet> icmpErrors() {
    return Arbitraries.of(false, true)
        .flatMap(
            ipv6 ->
                Combinators.combine(
                        ipHeaders(ipv6),
                        Arbitraries.of(ipv6 ? List.of(1, 2, 3) : List.of(3, 11, 12)),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 9000),
                        datagrams(ipv6))
                    .as(
                        (ip, type, code, mtu, original) ->
                            Packet.ip(
                                withProtocol(ip, ipv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP),
                                new IcmpHeader(ipv6, type, code, mtu),
                                new Quoted(original, original.lengthBytes()),
                                TAG)));
  }

  /** Fragments as they come from the wire: with bytes as payload. */
  public static Arbitrary<Packet> fragments() {
    return Combinators.combine(
            Arbitraries.of(false, true).flatMap(PacketArbitraries::ipHeaders),
            Arbitraries.integers().between(0, 0x1FFF).map(units -> units * 8),
            Arbitraries.integers(),
            Arbitraries.of(IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP),
            bytes(8, MAX_PAYLOAD_BYTES))
        .as(
            (ip, offset, identification, protocol, payload) ->
                Packet.ip(
                    fragment(withProtocol(ip, protocol), offset, identification),
                    null,
                    payload,
                    TAG));
  }

  private static IpHeader fragment(IpHeader ip, int offset, int identification) {
    return ip instanceof Ipv6Header ipv6
        ? ipv6.withFragment(new Ipv6Fragment(identification, offset, true))
        : ((Ipv4Header) ip).withFragment(identification & 0xFFFF, false, true, offset);
  }

  private static Arbitrary<Packet> framed(Arbitrary<Packet> packets) {
    return Combinators.combine(
            packets,
            macs(),
            macs(),
            Arbitraries.oneOf(
                List.of(
                    Arbitraries.just(EthernetHeader.UNTAGGED),
                    Arbitraries.integers().between(0, 0xFFFF))))
        .as(
            (packet, destination, source, tag) ->
                packet.withEthernet(
                    new EthernetHeader(
                        destination,
                        source,
                        tag,
                        Objects.requireNonNull(packet.network()).etherType())));
  }

  public static Arbitrary<MacAddress> macs() {
    return Arbitraries.longs().between(0, 0xFFFF_FFFF_FFFFL).map(MacAddress::new);
  }

  public static Arbitrary<IpAddress> addresses(boolean ipv6) {
    return ipv6
        ? Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(IpAddress::ofIpv6)
        : Arbitraries.integers().map(IpAddress::ofIpv4);
  }

  public static Arbitrary<IpHeader> ipHeaders(boolean ipv6) {
    return ipv6 ? ipv6Headers().map(Function.identity()) : ipv4Headers().map(Function.identity());
  }

  private static Arbitrary<Ipv4Header> ipv4Headers() {
    // NOPs and a router alert: options that receivers know.
    Arbitrary<Bytes> options =
        Arbitraries.of(
            Ipv4Header.noOptions(),
            Bytes.of(new byte[] {1, 1, 1, 1}),
            Bytes.of(new byte[] {(byte) 148, 4, 0, 0}));
    return Combinators.combine(
            addresses(false),
            addresses(false),
            octets(),
            octets(),
            Arbitraries.integers().between(0, 0xFFFF),
            Arbitraries.of(false, true),
            options)
        .as(
            (source, destination, hopLimit, trafficClass, identification, dontFragment, option) ->
                new Ipv4Header(
                    source,
                    destination,
                    hopLimit,
                    0,
                    trafficClass,
                    identification,
                    dontFragment,
                    false,
                    0,
                    option));
  }

  private static Arbitrary<Ipv6Header> ipv6Headers() {
    return Combinators.combine(
            addresses(true),
            addresses(true),
            octets(),
            octets(),
            Arbitraries.integers().between(0, 0xFFFFF),
            Arbitraries.of(List.of(), List.of(0), List.of(60), List.of(0, 60)))
        .as(
            (source, destination, hopLimit, trafficClass, flowLabel, extensions) ->
                new Ipv6Header(
                    source,
                    destination,
                    hopLimit,
                    0,
                    trafficClass,
                    flowLabel,
                    extensions.isEmpty() ? 0 : (int) extensions.get(0),
                    extensions(extensions),
                    null));
  }

  /** Headers of 8 bytes, each with one PadN option (RFC 8200 4.2). */
  private static Bytes extensions(List<?> types) {
    byte[] bytes = new byte[types.size() * 8];
    for (int i = 0; i < types.size(); i++) {
      bytes[i * 8] = i + 1 < types.size() ? ((Integer) types.get(i + 1)).byteValue() : 0;
      bytes[i * 8 + 2] = 1;
      bytes[i * 8 + 3] = 4;
    }
    return Bytes.of(bytes);
  }

  /** The header announcing a protocol; the last extension header says so too. */
  public static IpHeader withProtocol(IpHeader ip, int protocol) {
    if (ip instanceof Ipv4Header ipv4) {
      return new Ipv4Header(
          ipv4.source(),
          ipv4.destination(),
          ipv4.hopLimit(),
          protocol,
          ipv4.trafficClass(),
          ipv4.identification(),
          ipv4.dontFragment(),
          ipv4.moreFragments(),
          ipv4.fragmentOffset(),
          ipv4.options());
    }
    Ipv6Header ipv6 = (Ipv6Header) ip;
    byte[] extensions = ipv6.extensions().toArray();
    if (extensions.length > 0) {
      extensions[extensions.length - 8] = (byte) protocol;
    }
    return new Ipv6Header(
        ipv6.source(),
        ipv6.destination(),
        ipv6.hopLimit(),
        protocol,
        ipv6.trafficClass(),
        ipv6.flowLabel(),
        ipv6.extensionType(),
        Bytes.of(extensions),
        ipv6.fragment());
  }

  private static Arbitrary<Upper> tcp() {
    return Combinators.combine(
            ports(),
            ports(),
            Arbitraries.integers(),
            Arbitraries.integers(),
            octets(),
            Arbitraries.integers().between(0, 0xFFFF),
            tcpOptions(),
            bytes(0, MAX_PAYLOAD_BYTES))
        .as(
            (from, to, sequence, acknowledgment, flags, window, options, payload) ->
                new Upper(
                    IpProtocol.TCP,
                    new TcpHeader(
                        from,
                        to,
                        sequence,
                        acknowledgment,
                        flags,
                        window,
                        (flags & TcpHeader.URG) == 0 ? 0 : 1,
                        options),
                    payload));
  }

  public static Arbitrary<TcpOptions> tcpOptions() {
    return Combinators.combine(
            Arbitraries.of(TcpOptions.ABSENT, 536, 1460, 65535),
            Arbitraries.of(TcpOptions.ABSENT, 0, 7, 14),
            Arbitraries.of(false, true),
            Arbitraries.of(false, true),
            Arbitraries.integers(),
            Arbitraries.integers(),
            Combinators.combine(Arbitraries.integers(), Arbitraries.integers())
                .as(SackBlock::new)
                .list()
                .ofMaxSize(2),
            // A user timeout option (RFC 5482), which the simulator carries through.
            Arbitraries.of(Ipv4Header.noOptions(), Bytes.of(new byte[] {28, 4, 0, 5})))
        .as(
            (mss, scale, sackPermitted, timestamps, value, echo, blocks, other) ->
                new TcpOptions(
                    mss,
                    scale,
                    sackPermitted,
                    timestamps,
                    timestamps ? value : 0,
                    timestamps ? echo : 0,
                    blocks,
                    other))
        .filter(options -> options.lengthBytes() <= 40);
  }

  private static Arbitrary<Upper> udp() {
    return Combinators.combine(
            ports(),
            ports().filter(port -> port != VxlanHeader.UDP_PORT),
            Arbitraries.of(true, true, false),
            bytes(0, MAX_PAYLOAD_BYTES))
        .as(
            (from, to, checksum, payload) ->
                new Upper(IpProtocol.UDP, new UdpHeader(from, to, checksum), payload));
  }

  private static Arbitrary<Upper> icmp() {
    return echoes(false);
  }

  private static Arbitrary<Upper> icmpv6() {
    Arbitrary<Upper> neighborDiscovery =
        Combinators.combine(
                Arbitraries.of(
                    IcmpHeader.V6_NEIGHBOR_SOLICITATION, IcmpHeader.V6_NEIGHBOR_ADVERTISEMENT),
                addresses(true),
                macs().injectNull(0.3))
            .as(
                (type, target, mac) ->
                    new Upper(
                        IpProtocol.ICMPV6,
                        new IcmpHeader(true, type, 0, 0),
                        new NeighborDiscovery(target, mac)));
    return Arbitraries.oneOf(List.of(echoes(true), neighborDiscovery));
  }

  private static Arbitrary<Upper> echoes(boolean ipv6) {
    return Combinators.combine(
            Arbitraries.of(ipv6 ? List.of(128, 129) : List.of(0, 8)),
            Arbitraries.integers(),
            bytes(0, MAX_PAYLOAD_BYTES))
        .as(
            (type, rest, payload) ->
                new Upper(
                    ipv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP,
                    new IcmpHeader(ipv6, type, 0, rest),
                    payload));
  }

  /** 253 and 254 are for experiments (RFC 3692): nobody reads what follows. */
  private static Arbitrary<Upper> unknownProtocol() {
    return Combinators.combine(Arbitraries.of(253, 254), bytes(0, MAX_PAYLOAD_BYTES))
        .as((protocol, payload) -> new Upper(protocol, null, payload));
  }

  public static Arbitrary<Bytes> bytes(int min, int max) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max).map(Bytes::of);
  }

  private static Arbitrary<Integer> octets() {
    return Arbitraries.integers().between(0, 255);
  }

  private static Arbitrary<Integer> ports() {
    return Arbitraries.integers().between(0, 0xFFFF);
  }
}
