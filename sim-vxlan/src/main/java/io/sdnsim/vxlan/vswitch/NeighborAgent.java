package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import org.jspecify.annotations.Nullable;

/**
 * The host agent's answers to ARP and Neighbor Discovery: from what the controller pushed, never by
 * asking the network. An address that the controller doesn't know gets no answer.
 */
final class NeighborAgent {
  private static final String NAME = "host agent";

  /** RFC 4861 4.4: Router, Solicited and Override. */
  private static final int ROUTER = 1 << 31;

  private static final int SOLICITED = 1 << 30;
  private static final int OVERRIDE = 1 << 29;

  /** RFC 4861 7.1.2: a receiver checks that no router has forwarded the message. */
  private static final int NEIGHBOR_HOP_LIMIT = 255;

  private final NodeContext context;
  private final MacAddress routerMac;

  NeighborAgent(NodeContext context, MacAddress routerMac) {
    this.context = context;
    this.routerMac = routerMac;
  }

  static boolean isNeighborDiscovery(Packet frame) {
    return frame.transport() instanceof IcmpHeader icmp
        && icmp.ipv6()
        && icmp.type() >= IcmpHeader.V6_ROUTER_SOLICITATION
        && icmp.type() <= IcmpHeader.V6_NEIGHBOR_ADVERTISEMENT;
  }

  /** Takes a VM's ARP or Neighbor Discovery frame, and returns the answer if there is one. */
  @Nullable Packet answer(Packet frame, PortPolicy policy, VirtualNetwork network) {
    if (frame.network() instanceof ArpMessage arp) {
      return answerArp(frame, arp, policy, network);
    }
    boolean solicitation =
        frame.transport() instanceof IcmpHeader icmp
            && icmp.type() == IcmpHeader.V6_NEIGHBOR_SOLICITATION;
    if (solicitation
        && frame.ip() instanceof Ipv6Header ip
        && frame.payload() instanceof NeighborDiscovery neighbor) {
      return answerSolicitation(frame, ip, neighbor, policy, network);
    }
    context.consumed(frame, NAME);
    return null;
  }

  private @Nullable Packet answerArp(
      Packet frame, ArpMessage arp, PortPolicy policy, VirtualNetwork network) {
    boolean probe = arp.isGratuitous() || arp.senderIp().isUnspecified();
    if (arp.operation() != ArpMessage.REQUEST || probe) {
      // RFC 5227 probes and announcements: the controller assigns addresses, so none is disputed.
      context.consumed(frame, NAME);
      return null;
    }
    MacAddress mac = macOf(arp.targetIp(), policy, network);
    if (mac == null || !policy.addresses().contains(arp.senderIp())) {
      refuse(frame, mac, arp.targetIp());
      return null;
    }
    context.consumed(frame, NAME);
    Packet reply =
        Packet.of(
            EthernetHeader.of(policy.mac(), mac, EthernetHeader.TYPE_ARP),
            new ArpMessage(ArpMessage.REPLY, mac, arp.targetIp(), arp.senderMac(), arp.senderIp()),
            null,
            Payload.EMPTY,
            context.newTag(null, 0));
    context.created(reply, NAME);
    return reply;
  }

  private @Nullable Packet answerSolicitation(
      Packet frame,
      Ipv6Header ip,
      NeighborDiscovery neighbor,
      PortPolicy policy,
      VirtualNetwork network) {
    if (ip.source().isUnspecified()) {
      // RFC 4862 5.4: duplicate address detection; the controller assigns addresses.
      context.consumed(frame, NAME);
      return null;
    }
    IpAddress target = neighbor.target();
    MacAddress mac = macOf(target, policy, network);
    boolean own = policy.addresses().contains(ip.source()) || ip.source().isLinkLocal();
    if (mac == null || !own) {
      refuse(frame, mac, target);
      return null;
    }
    context.consumed(frame, NAME);
    int flags = SOLICITED | OVERRIDE | (mac.equals(routerMac) ? ROUTER : 0);
    Packet advertisement =
        Packet.of(
            EthernetHeader.of(policy.mac(), mac, EthernetHeader.TYPE_IPV6),
            Ipv6Header.of(target, ip.source(), NEIGHBOR_HOP_LIMIT, IpProtocol.ICMPV6),
            new IcmpHeader(true, IcmpHeader.V6_NEIGHBOR_ADVERTISEMENT, 0, flags),
            new NeighborDiscovery(target, mac),
            context.newTag(null, 0));
    context.created(advertisement, NAME);
    return advertisement;
  }

  private void refuse(Packet frame, @Nullable MacAddress mac, IpAddress target) {
    context.drop(
        frame,
        mac == null ? VxlanDrop.UNKNOWN_CUSTOMER_ADDRESS : VxlanDrop.SPOOFED_SOURCE,
        target.toString());
  }

  /** The MAC address of the gateway or of a VM in the port's own subnet; null for any other. */
  private @Nullable MacAddress macOf(IpAddress target, PortPolicy policy, VirtualNetwork network) {
    VirtualSubnetConfig subnet = network.subnetOf(target);
    if (subnet == null || subnet.vni() != policy.vni()) {
      return null;
    }
    Prefix prefix = subnet.prefixOf(target);
    if (prefix != null && VirtualSubnetConfig.gateway(prefix).equals(target)) {
      return routerMac;
    }
    AddressMapping mapping = network.mapping(target);
    return mapping == null ? null : mapping.mac();
  }
}
