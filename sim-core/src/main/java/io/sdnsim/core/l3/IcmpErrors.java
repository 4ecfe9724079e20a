package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NetworkHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;

/**
 * Makes and sends ICMP errors (RFC 792, RFC 1812 4.3.2, RFC 4443) about packets that were lost. An
 * error carries the flow of the packet it is about, reversed, so that a trace shows it.
 */
final class IcmpErrors {
  /** RFC 1812 4.3.2.3: as much as fits in 576 bytes. */
  private static final int MAX_IPV4_ERROR_BYTES = 576;

  /** RFC 4443 2.4 (c): as much as fits in the least IPv6 MTU. */
  private static final int MAX_IPV6_ERROR_BYTES = 1280;

  private final NodeContext context;
  private final IpOutput output;
  private final int hopLimit;
  private final long intervalPs;
  private final long burstPs;

  /** RFC 1812 4.3.2.8: the token bucket, as the time at which it was last empty. */
  private long emptyAtPs;

  IcmpErrors(NodeContext context, IpOutput output, IpConfig config) {
    this.context = context;
    this.output = output;
    this.hopLimit = config.hopLimit();
    int rate = config.icmpErrorsPerSecond();
    this.intervalPs = rate == 0 ? 0 : SimTime.SECOND / rate;
    this.burstPs = SimTime.SECOND;
    this.emptyAtPs = -burstPs;
  }

  void timeExceeded(Packet lost) {
    send(lost, IcmpHeader.V4_TIME_EXCEEDED, 0, IcmpHeader.V6_TIME_EXCEEDED, 0, 0);
  }

  /** RFC 792 and RFC 4443 3.3, code 1: fragments did not all come in time. */
  void reassemblyTimeExceeded(Packet firstFragment) {
    send(firstFragment, IcmpHeader.V4_TIME_EXCEEDED, 1, IcmpHeader.V6_TIME_EXCEEDED, 1, 0);
  }

  void noRoute(Packet lost) {
    send(lost, IcmpHeader.V4_UNREACHABLE, IcmpHeader.V4_CODE_NETWORK, 1, 0, 0);
  }

  /** RFC 4443 3.1: code 3 is "address unreachable". */
  void hostUnreachable(Packet lost) {
    send(lost, IcmpHeader.V4_UNREACHABLE, IcmpHeader.V4_CODE_HOST, 1, 3, 0);
  }

  /** RFC 4443 3.1: code 1 is "administratively prohibited". */
  void prohibited(Packet lost) {
    send(lost, IcmpHeader.V4_UNREACHABLE, IcmpHeader.V4_CODE_PROHIBITED, 1, 1, 0);
  }

  /** RFC 1191 4, RFC 4443 3.2. */
  void tooBig(Packet lost, int mtuBytes) {
    send(
        lost,
        IcmpHeader.V4_UNREACHABLE,
        IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED,
        IcmpHeader.V6_PACKET_TOO_BIG,
        0,
        mtuBytes);
  }

  /** RFC 1812 5.2.7.2: there is a better router on the sender's own network; code 1, for a host. */
  void redirect(Packet packet, IpAddress betterRouter) {
    if (betterRouter.isIpv4()) {
      send(packet, IcmpHeader.V4_REDIRECT, 1, 137, 0, betterRouter.ipv4Bits());
    }
  }

  private void send(Packet lost, int v4Type, int v4Code, int v6Type, int v6Code, int rest) {
    IpHeader ip = lost.ip();
    if (ip == null || !mayReport(lost, ip)) {
      return;
    }
    IpAddress source = output.sourceFor(ip.source());
    if (source == null || !takeToken()) {
      return;
    }
    boolean ipv6 = ip.source().isIpv6();
    IpHeader header =
        ipv6
            ? Ipv6Header.of(source, ip.source(), hopLimit, IpProtocol.ICMPV6)
            : Ipv4Header.of(source, ip.source(), hopLimit, IpProtocol.ICMP);
    int room = (ipv6 ? MAX_IPV6_ERROR_BYTES : MAX_IPV4_ERROR_BYTES) - header.lengthBytes() - 8;
    Packet original = lost.withEthernet(null);
    FlowTag flow = lost.tag().flow();
    Packet error =
        Packet.ip(
            header,
            new IcmpHeader(ipv6, ipv6 ? v6Type : v4Type, ipv6 ? v6Code : v4Code, rest),
            new Quoted(original, Math.min(room, original.lengthBytes())),
            context.newTag(flow == null ? null : flow.reversed(), lost.tag().number()));
    context.created(error, "icmp");
    output.send(error);
  }

  /** RFC 1812 4.3.2.7, RFC 4443 2.4 (e): what must not be answered with an error. */
  private static boolean mayReport(Packet lost, IpHeader ip) {
    EthernetHeader ethernet = lost.ethernet();
    boolean toGroup = ethernet != null && isGroup(ethernet.destination());
    boolean toMany =
        ip.destination().isMulticast() || ip.destination().isLimitedBroadcast() || toGroup;
    boolean fromNobody =
        ip.source().isUnspecified() || ip.source().isMulticast() || ip.source().isLoopback();
    return !toMany && !fromNobody && !isLaterFragment(lost) && !isIcmpError(lost);
  }

  private static boolean isGroup(MacAddress destination) {
    return destination.isGroup();
  }

  private static boolean isLaterFragment(Packet packet) {
    NetworkHeader network = packet.network();
    return network instanceof Ipv4Header ipv4
        ? ipv4.fragmentOffset() != 0
        : network instanceof Ipv6Header ipv6
            && ipv6.fragment() != null
            && ipv6.fragment().offset() != 0;
  }

  private static boolean isIcmpError(Packet packet) {
    if (packet.payload() instanceof FragmentPayload fragment) {
      return isIcmpError(fragment.datagram());
    }
    return packet.transport() instanceof IcmpHeader icmp && icmp.isError();
  }

  private boolean takeToken() {
    long now = context.nowPs();
    emptyAtPs = Math.max(emptyAtPs, now - burstPs);
    if (emptyAtPs + intervalPs > now) {
      return false;
    }
    emptyAtPs += intervalPs;
    return true;
  }
}
