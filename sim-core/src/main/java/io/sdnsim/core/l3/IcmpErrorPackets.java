package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;

/**
 * Makes ICMP errors (RFC 792, RFC 1812 4.3.2, RFC 4443) about packets, for whoever may send them:
 * routers, hosts, tunnel end points. An error carries the flow of the packet it is about, reversed,
 * so that a trace shows it.
 */
public final class IcmpErrorPackets {
  /** RFC 1812 4.3.2.3: as much of the original as fits into 576 bytes. */
  private static final int MAX_IPV4_ERROR_BYTES = 576;

  /** RFC 4443 2.4 (c): as much as fits into the least IPv6 MTU. */
  private static final int MAX_IPV6_ERROR_BYTES = 1280;

  private IcmpErrorPackets() {}

  /**
   * Whether the sender of a packet may be told of an error (RFC 1122 3.2.2, RFC 1812 4.3.2.7, RFC
   * 4443 2.4 (e)): not about an error, a later fragment, what went to many or came from nobody.
   */
  public static boolean mayReport(Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      return false;
    }
    EthernetHeader ethernet = packet.ethernet();
    boolean toMany =
        ip.destination().isMulticast()
            || ip.destination().isLimitedBroadcast()
            || (ethernet != null && ethernet.destination().isGroup());
    IpAddress source = ip.source();
    boolean fromNobody =
        source.isUnspecified()
            || source.isMulticast()
            || source.isLoopback()
            || source.isLimitedBroadcast();
    return !toMany && !fromNobody && !isLaterFragment(ip) && !isError(packet);
  }

  /** Whether the sender of a packet that does not fit is to be told: it forbade fragments. */
  public static boolean mayReportTooBig(Packet packet) {
    return mayReport(packet) && (!(packet.ip() instanceof Ipv4Header ipv4) || ipv4.dontFragment());
  }

  private static boolean isLaterFragment(IpHeader ip) {
    if (ip instanceof Ipv4Header ipv4) {
      return ipv4.fragmentOffset() != 0;
    }
    return ip instanceof Ipv6Header ipv6
        && ipv6.fragment() != null
        && ipv6.fragment().offset() != 0;
  }

  private static boolean isError(Packet packet) {
    if (packet.payload() instanceof FragmentPayload fragment) {
      return isError(fragment.datagram());
    }
    return packet.transport() instanceof IcmpHeader icmp && icmp.isError();
  }

  /**
   * Fragmentation needed (RFC 1191 4) or Packet Too Big (RFC 4443 3.2), without an Ethernet header.
   *
   * @param mtuBytes what would fit
   */
  public static Packet tooBig(
      Packet packet, int mtuBytes, IpAddress source, int hopLimit, NodeContext reporter) {
    IcmpHeader icmp =
        source.isIpv6()
            ? new IcmpHeader(true, IcmpHeader.V6_PACKET_TOO_BIG, 0, mtuBytes)
            : new IcmpHeader(
                false,
                IcmpHeader.V4_UNREACHABLE,
                IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED,
                mtuBytes & 0xFFFF);
    return about(packet, icmp, source, hopLimit, reporter);
  }

  /** Time exceeded in transit (RFC 792, RFC 4443 3.3), without an Ethernet header. */
  public static Packet timeExceeded(
      Packet packet, IpAddress source, int hopLimit, NodeContext reporter) {
    boolean ipv6 = source.isIpv6();
    int type = ipv6 ? IcmpHeader.V6_TIME_EXCEEDED : IcmpHeader.V4_TIME_EXCEEDED;
    return about(packet, new IcmpHeader(ipv6, type, 0, 0), source, hopLimit, reporter);
  }

  /**
   * An error to a packet's sender that quotes the packet.
   *
   * @param source who says so
   * @param reporter the node that makes the error, which is a packet of its own
   * @throws IllegalArgumentException when the source is of another family than the packet
   */
  public static Packet about(
      Packet packet, IcmpHeader icmp, IpAddress source, int hopLimit, NodeContext reporter) {
    IpHeader ip = packet.ip();
    if (ip == null || ip.source().isIpv6() != source.isIpv6()) {
      throw new IllegalArgumentException(source + " can't report an error about " + packet);
    }
    boolean ipv6 = source.isIpv6();
    IpHeader header =
        ipv6
            ? Ipv6Header.of(source, ip.source(), hopLimit, IpProtocol.ICMPV6)
            : Ipv4Header.of(source, ip.source(), hopLimit, IpProtocol.ICMP);
    int maxBytes = ipv6 ? MAX_IPV6_ERROR_BYTES : MAX_IPV4_ERROR_BYTES;
    int room = maxBytes - header.lengthBytes() - icmp.lengthBytes();
    Packet original = packet.withEthernet(null);
    FlowTag flow = packet.tag().flow();
    return Packet.ip(
        header,
        icmp,
        new Quoted(original, Math.min(room, original.lengthBytes())),
        reporter.newTag(flow == null ? null : flow.reversed(), packet.tag().number()));
  }
}
