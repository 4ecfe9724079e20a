package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.Packet;

/** Counts packets and bytes for each VM and direction, with the VM's own addresses. */
final class MeteringLayer implements Layer {
  @Override
  public LayerDecision decide(long nowPs, Direction direction, VmPort port, Packet packet) {
    return new LayerDecision.Count(port.meter());
  }
}
