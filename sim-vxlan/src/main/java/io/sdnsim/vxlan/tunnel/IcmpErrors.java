package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Quoted;

/** The ICMP errors that tunnel end points and the distributed router send. */
public final class IcmpErrors {
  /** RFC 1812 4.3.2.3: as much of the original as fits into 576 bytes. */
  private static final int V4_ERROR_MAX_BYTES = 576;

  /** RFC 4443 2.4 (c): as much as fits into the minimum MTU. */
  private static final int V6_ERROR_MAX_BYTES = 1280;

  private static final int HOP_LIMIT = 64;

  private IcmpErrors() {}

  /** Whether the sender of a packet may be told of an error (RFC 1122 3.2.2, RFC 4443 2.4 (e)). */
  public static boolean isDue(Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null || ip.destination().isMulticast() || ip.source().isUnspecified()) {
      return false;
    }
    boolean isError = packet.transport() instanceof IcmpHeader icmp && icmp.isError();
    boolean isFirstFragment =
        ip instanceof Ipv4Header ipv4 ? ipv4.fragmentOffset() == 0 : !ip.isFragment();
    return !isError && isFirstFragment;
  }

  /** Whether the sender of a packet that does not fit is to be told: it forbade fragments. */
  public static boolean isTooBigDue(Packet packet) {
    return isDue(packet) && (!(packet.ip() instanceof Ipv4Header ipv4) || ipv4.dontFragment());
  }

  /**
   * Fragmentation needed (RFC 1191 4) or Packet Too Big (RFC 4443 3.2), without an Ethernet header.
   *
   * @param packet what did not fit
   * @param source who says so
   * @param reporter the node that makes the error, which is a packet of its own
   */
  public static Packet tooBig(Packet packet, int mtuBytes, IpAddress source, NodeContext reporter) {
    IcmpHeader icmp =
        source.isIpv6()
            ? new IcmpHeader(true, IcmpHeader.V6_PACKET_TOO_BIG, 0, mtuBytes)
            : new IcmpHeader(
                false,
                IcmpHeader.V4_UNREACHABLE,
                IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED,
                mtuBytes & 0xFFFF);
    return about(packet, icmp, source, reporter);
  }

  /** Time exceeded in transit (RFC 792, RFC 4443 3.3), without an Ethernet header. */
  public static Packet timeExceeded(Packet packet, IpAddress source, NodeContext reporter) {
    boolean ipv6 = source.isIpv6();
    int type = ipv6 ? IcmpHeader.V6_TIME_EXCEEDED : IcmpHeader.V4_TIME_EXCEEDED;
    return about(packet, new IcmpHeader(ipv6, type, 0, 0), source, reporter);
  }

  private static Packet about(
      Packet packet, IcmpHeader icmp, IpAddress source, NodeContext reporter) {
    IpHeader ip = packet.ip();
    if (ip == null || ip.source().isIpv6() != source.isIpv6()) {
      throw new IllegalArgumentException(source + " can't report an error about " + packet);
    }
    Packet original = packet.withEthernet(null);
    IpHeader header =
        source.isIpv6()
            ? Ipv6Header.of(source, ip.source(), HOP_LIMIT, IpProtocol.ICMPV6)
            : Ipv4Header.of(source, ip.source(), HOP_LIMIT, IpProtocol.ICMP);
    int errorMaxBytes = source.isIpv6() ? V6_ERROR_MAX_BYTES : V4_ERROR_MAX_BYTES;
    int room = errorMaxBytes - header.lengthBytes() - icmp.lengthBytes();
    Quoted quoted = new Quoted(original, Math.min(original.lengthBytes(), room));
    FlowTag flow = packet.tag().flow();
    PacketTag tag = reporter.newTag(flow == null ? null : flow.reversed(), packet.tag().number());
    return Packet.ip(header, icmp, quoted, tag);
  }
}
