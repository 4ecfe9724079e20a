package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.trace.DropReason;

/** The drop reasons of tunnel end points and virtual switches. */
public enum VxlanDrop implements DropReason {
  VXLAN_TOO_SHORT("VxlanTooShort", "the datagram is shorter than a VXLAN header"),
  NO_VNI_FLAG("NoVniFlag", "the VXLAN header lacks the I flag, so that its VNI is not valid"),
  BAD_NVGRE_HEADER("BadNvgreHeader", "a GRE packet that is not NVGRE, or carries no whole frame"),
  BAD_INNER_FRAME("BadInnerFrame", "what the tunnel carries is no whole Ethernet frame"),
  INNER_VLAN_TAG(
      "InnerVlanTag", "the inner frame has a VLAN tag, and virtual subnets have no VLANs"),
  UNKNOWN_VNI("UnknownVni", "no virtual subnet with this VNI lives here"),
  UNKNOWN_INNER_MAC("UnknownInnerMac", "no VM here has the destination MAC of the inner frame"),
  TUNNEL_TOO_BIG(
      "TunnelTooBig",
      "the packet and its tunnel headers exceed the path MTU, and a VTEP must not fragment"),
  PORT_BLOCKED("PortBlocked", "the controller has pushed no policy for the VM's port"),
  SPOOFED_SOURCE("SpoofedSource", "a VM sent from an address that is not its own"),
  SECURITY_RULE("SecurityRuleDenied", "a rule of a network security group denies the flow"),
  CONNECTIONS_EXHAUSTED(
      "ConnectionsExhausted", "the host follows as many connections for security groups as it may"),
  UNKNOWN_CUSTOMER_ADDRESS(
      "UnknownCustomerAddress",
      "no VM of the virtual network has this address, and there is no flooding to find one"),
  BROADCAST_NOT_CARRIED(
      "BroadcastNotCarried", "a VM broadcast a frame whose packet is for one machine"),
  NO_MUX("NoMux", "outbound traffic goes through a Mux, and the controller knows of none alive"),
  SNAT_PORTS_EXHAUSTED(
      "SnatPortsExhausted",
      "every SNAT port that the VM has talks to this remote end already, and it gets no more"),
  SNAT_QUEUE_FULL(
      "SnatQueueFull", "as many packets of the VM wait for SNAT ports already as may wait"),
  SNAT_MANAGER_UNREACHABLE(
      "SnatManagerUnreachable", "the VM needs SNAT ports, and the SLB manager can't be asked"),
  NO_NAT_BINDING(
      "NoNatBinding", "a TCP segment from a VM to the world belongs to no translated connection"),
  UNSOLICITED_INBOUND(
      "UnsolicitedInbound", "nothing that the VM began from this SNAT port expects the packet"),
  NAT_CONFLICT(
      "NatConflict", "the same client port talks to the same VM port through another VIP already"),
  NAT_BINDINGS_EXHAUSTED("NatBindingsExhausted", "the host holds as many NAT bindings as it may");

  private final String label;
  private final String explanation;

  VxlanDrop(String label, String explanation) {
    this.label = label;
    this.explanation = explanation;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String explanation() {
    return explanation;
  }
}
