package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.vxlan.acl.ServiceTag;

/**
 * The host agent's own address within every virtual network: what a VM sends there never leaves the
 * host. The agent probes VMs from it. Azure's addresses are taken, as the sources name none.
 */
final class AgentLayer implements Layer {
  static final IpAddress IPV4 = ServiceTag.HOST_IPV4;
  static final IpAddress IPV6 = ServiceTag.HOST_IPV6;

  /** The agent's address of the same family as a VM's. */
  static IpAddress addressFor(IpAddress vm) {
    return vm.isIpv4() ? IPV4 : IPV6;
  }

  static boolean isAgent(IpAddress address) {
    return address.equals(IPV4) || address.equals(IPV6);
  }

  @Override
  public LayerDecision decide(long nowPs, Direction direction, VmPort port, Packet packet) {
    IpHeader ip = packet.ip();
    return direction == Direction.OUTBOUND && ip != null && isAgent(ip.destination())
        ? new LayerDecision.Forward(new Destination.Agent(), "agent address")
        : LayerDecision.PASS;
  }
}
