package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.vxlan.tunnel.SecondChoice;
import io.sdnsim.vxlan.tunnel.Tunnel;
import io.sdnsim.vxlan.tunnel.TunnelEndpoint;
import io.sdnsim.vxlan.tunnel.Vtep;
import org.jspecify.annotations.Nullable;

/** The tunnels from a Mux to the hosts of backends. Inner packets go as they came. */
final class BackendTunnels {
  private final IpNode node;
  private final NodeContext context;
  private final MuxConfig config;
  private final TunnelEndpoint tunnel;

  /** Wraps packets to the second machines of rendezvous pairs. */
  private final Vtep pairs;

  BackendTunnels(IpNode node, MuxConfig config, TunnelEndpoint tunnel) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.tunnel = tunnel;
    this.pairs = new Vtep(config.vtep());
  }

  /**
   * Sends a packet where a verdict says, or drops it.
   *
   * @return {@link TunnelEndpoint#NOTHING_TO_REPORT}, or the MTU to report to the sender
   */
  int send(Packet packet, MuxVerdict verdict) {
    if (verdict instanceof MuxVerdict.Forward forward) {
      return forward(packet, forward);
    } else if (verdict instanceof MuxVerdict.ForwardToPair pair) {
      return forwardToPair(packet, pair);
    }
    throw new IllegalStateException("no backend: " + verdict);
  }

  private int forward(Packet packet, MuxVerdict.Forward forward) {
    Backend backend = forward.backend();
    if (context.isTracing()) {
      context.step(packet, new Step.LoadBalanced(forward.vip(), backend.title(), forward.how()));
    }
    IpAddress source = outerSource(backend.providerAddress());
    if (source == null) {
      context.drop(packet, CoreDrop.NO_ROUTE, backend.providerAddress().toString());
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }
    return tunnel.send(framed(packet, backend), tunnelTo(backend, source));
  }

  private int forwardToPair(Packet packet, MuxVerdict.ForwardToPair pair) {
    Backend first = pair.first();
    Backend second = pair.second();
    if (context.isTracing()) {
      context.step(
          packet,
          new Step.LoadBalanced(
              pair.vip(), first.title(), pair.how() + ", then " + second.title()));
    }
    IpAddress toFirst = outerSource(first.providerAddress());
    IpAddress toSecond = outerSource(second.providerAddress());
    if (toFirst == null || toSecond == null) {
      context.drop(packet, CoreDrop.NO_ROUTE, first.providerAddress().toString());
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }
    Packet frame =
        SecondChoice.wrap(pairs, framed(packet, second), tunnelTo(second, toSecond), first.mac());
    int mtuBytes = tunnel.send(frame, tunnelTo(first, toFirst));
    return mtuBytes == TunnelEndpoint.NOTHING_TO_REPORT
        ? mtuBytes
        : second.encapsulation().innerMtuBytes(mtuBytes, second.providerAddress());
  }

  private Packet framed(Packet packet, Backend backend) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + packet);
    }
    return packet.withEthernet(EthernetHeader.of(backend.mac(), config.innerMac(), ip.etherType()));
  }

  private static Tunnel tunnelTo(Backend backend, IpAddress source) {
    return new Tunnel(backend.encapsulation(), backend.vni(), source, backend.providerAddress());
  }

  private @Nullable IpAddress outerSource(IpAddress host) {
    IpAddress configured = config.outerSource();
    return configured != null && configured.isIpv4() == host.isIpv4()
        ? configured
        : node.output().sourceFor(host);
  }
}
