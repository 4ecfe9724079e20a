package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.vxlan.tunnel.VxlanDrop;

/**
 * The layer nearest to the VM: a VM sends from its own addresses only, and gets what is for them
 * only; everything else is permitted.
 */
final class AclLayer implements Layer {
  @Override
  public LayerDecision decide(long nowPs, Direction direction, VmPort port, Packet packet) {
    IpHeader ip = packet.ip();
    PortPolicy policy = port.policy();
    if (ip == null || policy == null) {
      return new LayerDecision.Deny(VxlanDrop.PORT_BLOCKED, port.name());
    }
    boolean outbound = direction == Direction.OUTBOUND;
    if (!policy.addresses().contains(outbound ? ip.source() : ip.destination())) {
      return outbound
          ? new LayerDecision.Deny(VxlanDrop.SPOOFED_SOURCE, ip.source().toString())
          : new LayerDecision.Deny(CoreDrop.NOT_FOR_US, ip.destination().toString());
    }
    return new LayerDecision.Permit("port " + port.name() + " default");
  }
}
