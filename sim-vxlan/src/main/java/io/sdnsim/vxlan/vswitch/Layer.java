package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.Packet;

/**
 * One kind of policy in the virtual switch, such as ACL, NAT or virtual network. A packet from a VM
 * passes the layers in ascending order, one to a VM in descending order. Each sees the packet as
 * the layers before left it, and decides once for a flow: the switch compiles the decisions of all
 * layers into one entry of the unified flow table.
 */
interface Layer {
  /**
   * Decides about the first packet of a flow. Tables stay as they are: what is new comes into them
   * when all layers have let the flow pass.
   *
   * @param packet without its Ethernet header
   */
  LayerDecision decide(long nowPs, Direction direction, VmPort port, Packet packet);
}
