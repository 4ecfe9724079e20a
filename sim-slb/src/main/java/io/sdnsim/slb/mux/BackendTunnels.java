package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.l3.IcmpErrorPackets;
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

/** The way of a Mux's packets to the hosts of their backends, and of their errors back. */
final class BackendTunnels {
  private static final int ERROR_HOP_LIMIT = 64;

  private final IpNode node;
  private final NodeContext context;
  private final MuxConfig config;
  private final TunnelEndpoint tunnel;

  /** Wraps packets to the second machines of rendezvous pairs. */
  private final Vtep pairs;

  /**
   * @param fromHosts gets what hosts send to the Mux through the same tunnels
   */
  BackendTunnels(IpNode node, MuxConfig config, TunnelEndpoint.Handler fromHosts) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.tunnel = new TunnelEndpoint(node, config.vtep(), fromHosts);
    this.pairs = new Vtep(config.vtep());
  }

  void open() {
    tunnel.open();
  }

  void close() {
    tunnel.close();
  }

  /** Sends a packet to its backend; its sender is told when it is too big. */
  void forward(Packet packet, MuxVerdict.Forward forward) {
    int mtuBytes = encapsulate(packet, forward);
    if (mtuBytes != TunnelEndpoint.NOTHING_TO_REPORT) {
      reportTooBig(packet, mtuBytes);
    }
  }

  /** Sends a packet to its backend's host; returns what {@link TunnelEndpoint#send} does. */
  int encapsulate(Packet packet, MuxVerdict.Forward forward) {
    Backend backend = forward.backend();
    if (context.isTracing()) {
      context.step(packet, new Step.LoadBalanced(forward.vip(), backend.title(), forward.how()));
    }
    IpAddress source = outerSource(backend.providerAddress());
    if (source == null) {
      context.drop(packet, CoreDrop.NO_ROUTE, backend.providerAddress().toString());
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }
    EthernetHeader inner =
        EthernetHeader.of(backend.mac(), config.innerMac(), ipOf(packet).etherType());
    return tunnel.send(packet.withEthernet(inner), tunnelTo(backend, source));
  }

  /** Sends a packet to a pair of backends; its sender is told when it is too big. */
  void forwardToPair(Packet packet, MuxVerdict.ForwardToPair pair) {
    int mtuBytes = encapsulateToPair(packet, pair);
    if (mtuBytes != TunnelEndpoint.NOTHING_TO_REPORT) {
      reportTooBig(packet, mtuBytes);
    }
  }

  /**
   * Sends a packet to the first of two, with the way to the second in it; returns what {@link
   * TunnelEndpoint#send} does.
   */
  int encapsulateToPair(Packet packet, MuxVerdict.ForwardToPair pair) {
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
      Backend unreachable = toFirst == null ? first : second;
      context.drop(packet, CoreDrop.NO_ROUTE, unreachable.providerAddress().toString());
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }
    EthernetHeader inner =
        EthernetHeader.of(second.mac(), config.innerMac(), ipOf(packet).etherType());
    Packet frame =
        SecondChoice.wrap(
            pairs, packet.withEthernet(inner), tunnelTo(second, toSecond), first.mac());
    int mtuBytes = tunnel.send(frame, tunnelTo(first, toFirst));
    return mtuBytes == TunnelEndpoint.NOTHING_TO_REPORT
        ? mtuBytes
        : second.encapsulation().innerMtuBytes(mtuBytes, second.providerAddress());
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

  private void reportTooBig(Packet packet, int mtuBytes) {
    IpAddress source = node.output().sourceFor(ipOf(packet).source());
    if (source != null) {
      Packet error = IcmpErrorPackets.tooBig(packet, mtuBytes, source, ERROR_HOP_LIMIT, context);
      context.created(error, "mux");
      node.output().send(error);
    }
  }

  private static IpHeader ipOf(Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + packet);
    }
    return ip;
  }
}
