package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.slb.control.ControlDecodeException;
import io.sdnsim.slb.control.RedirectCodec;
import io.sdnsim.slb.control.RedirectMessage;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.FastpathState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fastpath at a Mux (Ananta 3.2.4). As Mux of a connection's destination it tells the source's VIP
 * which backend has the connection; as a Mux that gets such a message it finds the source's VM by
 * its SNAT range and tells the hosts of both ends.
 *
 * <p>A redirect may be lost: as long as packets of a redirected connection come, it is sent again,
 * once a second at most.
 */
final class Redirects {
  private static final int HOP_LIMIT = 64;
  private static final long RESEND_PS = SimTime.SECOND;

  private final IpNode node;
  private final NodeContext context;

  /** When a flow's redirect was sent last; no more of them than the flow table has entries. */
  private final Map<FlowKey, Long> sentPs = new LinkedHashMap<>();

  private FastpathState state = FastpathState.OFF;

  Redirects(IpNode node) {
    this.node = node;
    this.context = node.context();
  }

  void apply(FastpathState newState) {
    state = newState;
  }

  /** A packet has gone to its backend: its connection may be one that goes past us from now on. */
  void forwarded(Packet packet, Backend backend, Mux mux) {
    if ((!state.isOn() && sentPs.isEmpty()) || !isWithinConnection(packet)) {
      return;
    }
    FlowKey key = FlowKey.of(0, packet);
    if (!state.covers(key.source()) || !state.covers(key.destination())) {
      // Where Fastpath has ended, a connection comes back to the Muxes.
      sentPs.remove(key);
      return;
    }
    if (!hasRanges(mux.vips().vip(key.source())) || !known(key, mux.flows())) {
      return;
    }
    Long lastPs = sentPs.get(key);
    if (lastPs == null || context.nowPs() - lastPs >= RESEND_PS) {
      sentPs.put(key, context.nowPs());
      send(key.source(), new RedirectMessage.ToSourceVip(key, RedirectMessage.End.of(backend)));
    }
  }

  /** Whether a Mux can find a VM by a port of the address. */
  private static boolean hasRanges(VipMap.@Nullable Vip vip) {
    return vip != null && vip.whole() == null;
  }

  /** Neither its beginning nor its end. */
  private static boolean isWithinConnection(Packet packet) {
    return packet.transport() instanceof TcpHeader tcp
        && !tcp.has(TcpHeader.SYN)
        && !tcp.has(TcpHeader.FIN)
        && !tcp.has(TcpHeader.RST);
  }

  /** Only a flow that we shall forget some day is remembered here. */
  private static boolean known(FlowKey key, MuxFlowTable flows) {
    int flow = flows.find(key);
    return flow != MuxFlowTable.NONE && flows.isTrusted(flow) && !flows.isClosing(flow);
  }

  /**
   * The flow table forgets a flow.
   *
   * @return whether it went past us, so that its silence here says nothing of the connection
   */
  boolean forget(MuxFlowTable flows, int flow) {
    return !sentPs.isEmpty() && sentPs.remove(flows.key(flow)) != null;
  }

  /** Whether a packet to a VIP is a redirect, for us to take whoever sent it. */
  boolean isRedirect(Packet packet) {
    IpHeader ip = packet.ip();
    return packet.transport() instanceof UdpHeader udp
        && udp.destinationPort() == FastpathState.REDIRECT_PORT
        && state.isOn()
        && ip != null
        && !ip.isFragment()
        && state.covers(ip.destination());
  }

  /**
   * Takes a redirect that came to a VIP.
   *
   * @param vip that it came to
   */
  void received(Packet packet, VipMap.Vip vip) {
    IpHeader ip = packet.ip();
    if (ip == null || !state.muxes().contains(ip.source())) {
      context.drop(
          packet, SlbDrop.REDIRECT_FROM_STRANGER, ip == null ? "" : ip.source().toString());
      return;
    }
    RedirectMessage.ToSourceVip redirect = decoded(packet);
    if (redirect == null || !redirect.flow().source().equals(vip.address())) {
      context.drop(packet, SlbDrop.BAD_REDIRECT, "from " + ip.source());
      return;
    }
    Backend source = vip.rangeOwner(redirect.flow().sourcePort());
    if (source == null) {
      context.drop(packet, SlbDrop.REDIRECT_WITHOUT_FLOW, redirect.flow().toString());
      return;
    }
    context.consumed(packet, "mux");
    RedirectMessage.End from = RedirectMessage.End.of(source);
    RedirectMessage.End to = redirect.destination();
    send(from.providerAddress(), new RedirectMessage.ToHost(redirect.flow(), from, to));
    send(to.providerAddress(), new RedirectMessage.ToHost(redirect.flow().reversed(), to, from));
  }

  private static RedirectMessage.@Nullable ToSourceVip decoded(Packet packet) {
    try {
      return packet.payload() instanceof Bytes bytes
              && RedirectCodec.decode(bytes.toArray())
                  instanceof RedirectMessage.ToSourceVip redirect
          ? redirect
          : null;
    } catch (ControlDecodeException e) {
      return null;
    }
  }

  private void send(IpAddress to, RedirectMessage message) {
    IpAddress from = node.output().sourceFor(to);
    IpHeader header =
        to.isIpv6()
            ? Ipv6Header.of(from == null ? to : from, to, HOP_LIMIT, IpProtocol.UDP)
            : Ipv4Header.of(from == null ? to : from, to, HOP_LIMIT, IpProtocol.UDP);
    Packet packet =
        Packet.ip(
            header,
            new UdpHeader(FastpathState.REDIRECT_PORT, FastpathState.REDIRECT_PORT),
            Bytes.of(RedirectCodec.encode(message)),
            context.newTag(null, 0));
    context.created(packet, "mux");
    if (from == null) {
      context.drop(packet, CoreDrop.NO_ROUTE, to.toString());
    } else {
      node.output().send(packet);
    }
  }
}
