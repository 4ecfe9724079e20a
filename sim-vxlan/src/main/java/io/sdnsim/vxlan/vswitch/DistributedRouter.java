package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.IcmpErrorPackets;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.NextHop;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import org.jspecify.annotations.Nullable;

/**
 * The distributed router as VMs see it: a hop that lowers the hop limit and tells senders what it
 * could not forward, from its address in their own subnet. Where packets go is the {@link
 * NetworkLayer}'s matter.
 */
final class DistributedRouter {
  private static final int ERROR_HOP_LIMIT = 64;

  private final NodeContext context;
  private final MacAddress mac;

  DistributedRouter(NodeContext context, MacAddress mac) {
    this.context = context;
    this.mac = mac;
  }

  /** The packet of a port's VM one hop on; null when it ended here. */
  @Nullable Packet lowerHopLimit(VmPort port, Packet packet) {
    IpHeader ip = ipOf(packet);
    if (ip.hopLimit() > 1) {
      return packet.withNetwork(ip.withHopLimit(ip.hopLimit() - 1));
    }
    context.drop(packet, CoreDrop.HOP_LIMIT);
    IpAddress gateway = gatewayOf(port, ip);
    if (gateway != null && IcmpErrorPackets.mayReport(packet)) {
      sendError(port, IcmpErrorPackets.timeExceeded(packet, gateway, ERROR_HOP_LIMIT, context));
    }
    return null;
  }

  /** Tells a port's VM what fits. */
  void reportTooBig(VmPort port, Packet packet, int mtuBytes) {
    IpAddress gateway = gatewayOf(port, ipOf(packet));
    if (gateway != null) {
      sendError(port, IcmpErrorPackets.tooBig(packet, mtuBytes, gateway, ERROR_HOP_LIMIT, context));
    }
  }

  /** The distributed router's address in the port's own subnet: an appliance sends for others. */
  private static @Nullable IpAddress gatewayOf(VmPort port, IpHeader ip) {
    PortPolicy policy = port.policy();
    VirtualNetwork network = port.network();
    if (policy != null && network != null) {
      for (IpAddress own : policy.addresses()) {
        if (own.isIpv6() == ip.source().isIpv6()) {
          return network.gatewayFor(own);
        }
      }
    }
    return null;
  }

  private void sendError(VmPort port, Packet error) {
    PortPolicy policy = port.policy();
    if (policy != null) {
      context.created(error, "distributed router");
      EthernetHeader ethernet = EthernetHeader.of(policy.mac(), mac, ipOf(error).etherType());
      port.port().send(error.withEthernet(ethernet));
    }
  }

  /**
   * Records how a port's VM's packet is forwarded.
   *
   * @param routed by this router, or within the subnet
   * @param out what it leaves by
   */
  void trace(VmPort port, Packet packet, boolean routed, String out) {
    VirtualNetwork network = port.network();
    PortPolicy policy = port.policy();
    if (!context.isTracing() || network == null || policy == null) {
      return;
    }
    if (!routed) {
      context.step(packet, new Step.Bridged(EthernetHeader.UNTAGGED, out));
      return;
    }
    IpAddress destination = ipOf(packet).destination();
    VirtualSubnetConfig subnet = network.subnetOf(destination);
    Prefix prefix = subnet == null ? null : subnet.prefixOf(destination);
    String title = prefix == null ? "outside of " + network.name() : prefix.toString();
    // What a port forwards for others, or sends through NAT, has its own next hop.
    AddressMapping to =
        network.route(policy.vni(), destination) instanceof NextHop.Machine machine
            ? machine.mapping()
            : null;
    String nextHop = (to == null ? destination : to.customerAddress()).toString();
    context.step(packet, new Step.Routed(title, nextHop, out, "virtual network", 0, 1));
  }

  private static IpHeader ipOf(Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + packet);
    }
    return ip;
  }
}
