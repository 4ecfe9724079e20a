package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;

/** Sends a node's ICMP errors about packets that were lost, within the limit of their rate. */
final class IcmpErrors {
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
    if (ip == null || !IcmpErrorPackets.mayReport(lost)) {
      return;
    }
    IpAddress source = output.sourceFor(ip.source());
    if (source == null || !takeToken()) {
      return;
    }
    boolean ipv6 = ip.source().isIpv6();
    IcmpHeader icmp = new IcmpHeader(ipv6, ipv6 ? v6Type : v4Type, ipv6 ? v6Code : v4Code, rest);
    Packet error = IcmpErrorPackets.about(lost, icmp, source, hopLimit, context);
    context.created(error, "icmp");
    output.send(error);
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
