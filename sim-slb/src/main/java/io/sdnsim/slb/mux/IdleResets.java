package io.sdnsim.slb.mux;

import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;

/**
 * The resets that both ends of a TCP connection get when the Mux forgets it for being idle, where
 * its rule says so.
 *
 * <p>The Mux sees the client's half alone. What the client sent and acknowledged last is what each
 * end expects next of the other, so that both resets are believed (RFC 5961 3.2).
 */
final class IdleResets {
  private static final int HOP_LIMIT = 64;

  private final NodeContext context;

  IdleResets(NodeContext context) {
    this.context = context;
  }

  /** Whether the ends are to be told: an established connection of a rule that wants it. */
  static boolean isDue(MuxFlowTable flows, int flow) {
    return flows.target(flow).settings().tcpReset()
        && flows.isTrusted(flow)
        && !flows.isClosing(flow)
        && flows.key(flow).protocol() == IpProtocol.TCP;
  }

  /** To the backend, as the client. */
  Packet toBackend(MuxFlowTable flows, int flow) {
    return reset(flows.key(flow), flows.nextSequence(flow), flows.acknowledgment(flow));
  }

  /** To the client, as the VIP. */
  Packet toClient(MuxFlowTable flows, int flow) {
    int sequence = flows.acknowledgment(flow);
    int acknowledgment = flows.nextSequence(flow);
    return reset(flows.key(flow).reversed(), sequence, acknowledgment);
  }

  private Packet reset(FlowKey from, int sequence, int acknowledgment) {
    IpHeader ip =
        from.source().isIpv6()
            ? Ipv6Header.of(from.source(), from.destination(), HOP_LIMIT, IpProtocol.TCP)
            : Ipv4Header.of(from.source(), from.destination(), HOP_LIMIT, IpProtocol.TCP);
    TcpHeader tcp =
        new TcpHeader(
            from.sourcePort(),
            from.destinationPort(),
            sequence,
            acknowledgment,
            TcpHeader.RST | TcpHeader.ACK,
            0,
            0,
            TcpOptions.NONE);
    return Packet.ip(ip, tcp, Payload.EMPTY, context.newTag(null, 0));
  }
}
