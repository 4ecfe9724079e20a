package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.vxlan.acl.RuleGroup;
import io.sdnsim.vxlan.acl.SecurityRule;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.ArrayList;
import java.util.List;

/**
 * The layer nearest to the VM: a VM sends from its own addresses only and gets what is for them
 * only, unless it forwards for others, and the security groups of its network card and its subnet
 * let flows pass or not.
 *
 * <p>Groups are stateful: what they let pass opens a {@link Connection}, whose packets pass in both
 * directions. A TCP segment with SYN and without ACK opens a connection, so that it is held against
 * the rules even where its 5-tuple is known. A fragment counts as its datagram, as if the switch
 * put datagrams together; an ICMP error passes with the connection it is about.
 */
final class AclLayer implements Layer {
  private final ConnectionTable connections;

  AclLayer(ConnectionTable connections) {
    this.connections = connections;
  }

  @Override
  public LayerDecision decide(long nowPs, Direction direction, VmPort port, Packet packet) {
    IpHeader ip = packet.ip();
    PortPolicy policy = port.policy();
    VirtualNetwork network = port.network();
    if (ip == null || policy == null || network == null) {
      return new LayerDecision.Deny(VxlanDrop.PORT_BLOCKED, port.name());
    }
    boolean outbound = direction == Direction.OUTBOUND;
    IpAddress own = outbound ? ip.source() : ip.destination();
    boolean toGroup = !outbound && network.isGroup(policy.vni(), own);
    if (!policy.ipForwarding() && !toGroup && !policy.addresses().contains(own)) {
      return outbound
          ? new LayerDecision.Deny(VxlanDrop.SPOOFED_SOURCE, ip.source().toString())
          : new LayerDecision.Deny(CoreDrop.NOT_FOR_US, ip.destination().toString());
    }
    List<RuleGroup> groups = port.ruleGroups(direction, ip.source().isIpv6());
    return groups.isEmpty()
        ? new LayerDecision.Permit("port " + port.name() + " default")
        : filter(nowPs, direction, groups, port, network, keyOf(port, ip, packet), packet);
  }

  private LayerDecision filter(
      long nowPs,
      Direction direction,
      List<RuleGroup> groups,
      VmPort port,
      VirtualNetwork network,
      FlowKey key,
      Packet packet) {
    boolean isError = packet.transport() instanceof IcmpHeader icmp && icmp.isError();
    FlowKey about = isError ? quotedKey(key, packet) : key;
    Connection known = connections.find(nowPs, about);
    if (known != null && !opensConnection(packet)) {
      return new LayerDecision.Permit(List.of("established"), isError ? null : known);
    }
    List<String> rules = new ArrayList<>();
    for (RuleGroup group : groups) {
      SecurityRule rule = group.match(key, address -> isWithin(port, network, address));
      String title = group.title(rule);
      if (!rule.allow()) {
        return new LayerDecision.Deny(VxlanDrop.SECURITY_RULE, title, title);
      }
      rules.add(title);
    }
    if (isError) {
      return new LayerDecision.Permit(rules, null);
    }
    // Known and opened anew: it takes the place of the known one.
    return known == null && connections.isFull()
        ? new LayerDecision.Deny(VxlanDrop.CONNECTIONS_EXHAUSTED, key.toString())
        : new LayerDecision.Permit(rules, new Connection(key, direction));
  }

  /** A broadcast or multicast stays in its subnet, and so in the virtual network. */
  private static boolean isWithin(VmPort port, VirtualNetwork network, IpAddress address) {
    PortPolicy policy = port.policy();
    return network.contains(address) || (policy != null && network.isGroup(policy.vni(), address));
  }

  /** Whether the packet is the first of a TCP connection, and no answer to one. */
  static boolean opensConnection(Packet packet) {
    return packet.transport() instanceof TcpHeader tcp
        && tcp.has(TcpHeader.SYN)
        && !tcp.has(TcpHeader.ACK);
  }

  /** Whether the rules of a port, which have changed, leave a connection of it alone. */
  static boolean stillPermits(VmPort port, Connection connection) {
    VirtualNetwork network = port.network();
    FlowKey key = connection.key();
    List<RuleGroup> groups = port.ruleGroups(connection.initiator(), key.source().isIpv6());
    if (network == null || groups.isEmpty()) {
      return false;
    }
    for (RuleGroup group : groups) {
      if (group.reevaluatesFlows()
          && !group.match(key, address -> isWithin(port, network, address)).allow()) {
        return false;
      }
    }
    return true;
  }

  private static FlowKey keyOf(VmPort port, IpHeader ip, Packet packet) {
    TransportHeader transport =
        packet.payload() instanceof FragmentPayload part
            ? part.datagram().transport()
            : packet.transport();
    return new FlowKey(
        port.number(),
        ip.source(),
        ip.destination(),
        ip.protocol(),
        transport == null ? 0 : transport.sourcePort(),
        transport == null ? 0 : transport.destinationPort());
  }

  /** The flow that an ICMP error is about; the error's own where it quotes none. */
  private static FlowKey quotedKey(FlowKey own, Packet packet) {
    return packet.payload() instanceof Quoted quoted && quoted.original().ip() != null
        ? FlowKey.of(own.vrf(), quoted.original())
        : own;
  }
}
