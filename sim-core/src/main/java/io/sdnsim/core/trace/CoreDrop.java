package io.sdnsim.core.trace;

/** The drop reasons of links, switching, routing and transport. */
public enum CoreDrop implements DropReason {
  LINK_DOWN("LinkDown", "the link had no carrier, or lost it while the frame was in flight"),
  LINK_CUT("LinkCut", "the link was cut without either end noticing"),
  LINK_LOSS("LinkLoss", "the link lost the frame at random, as its impairment says"),
  BAD_FCS("BadFcs", "the frame was corrupted on the link: its frame check sequence is wrong"),
  QUEUE_FULL("QueueFull", "the transmit queue of the port was full"),
  FRAME_TOO_BIG("FrameTooBig", "the frame is larger than the link's MTU"),
  NODE_OFF("NodeOff", "the node is powered off"),
  NODE_FROZEN("NodeFrozen", "the node hangs: its carrier is there but nothing answers"),
  CPU_OVERLOADED("CpuOverloaded", "the node's CPU could not keep up: its receive queue was full"),
  NOT_FOR_US("NotForUs", "the frame's destination MAC address belongs to another station"),
  UNKNOWN_VLAN("UnknownVlan", "the port does not carry this VLAN"),
  UNKNOWN_ETHERTYPE("UnknownEtherType", "nothing on this node handles this EtherType"),
  SAME_PORT("SamePort", "the switch would send the frame out of the port it came in"),
  NO_OTHER_PORT("NoOtherPort", "the switch has no other port that is up and carries the VLAN"),
  RESERVED_GROUP("ReservedGroup", "bridges don't forward the group addresses 01:80:c2:00:00:0x"),
  HOP_LIMIT("HopLimitExceeded", "the TTL or hop limit ran out"),
  NO_ROUTE("NoRoute", "the forwarding table has no route to the destination"),
  BLACKHOLE("Blackhole", "a blackhole route matched"),
  NOT_FORWARDING("NotForwarding", "the node is a host and forwards no packets of others"),
  NEIGHBOR_UNREACHABLE("NeighborUnreachable", "ARP or neighbor discovery got no answer"),
  NEIGHBOR_QUEUE_FULL("NeighborQueueFull", "too many packets waited for one ARP answer"),
  INTERFACE_DOWN("InterfaceDown", "the outgoing interface is down"),
  FRAGMENTATION_NEEDED(
      "FragmentationNeeded", "too big for the next link, and DF forbids fragments"),
  REASSEMBLY_TIMEOUT("ReassemblyTimeout", "not all fragments arrived in time"),
  REASSEMBLY_QUEUE_FULL("ReassemblyQueueFull", "too many datagrams wait for their fragments"),
  DUPLICATE_FRAGMENT("DuplicateFragment", "the fragment brings nothing that was not there before"),
  OVERLAPPING_FRAGMENT(
      "OverlappingFragment", "fragments overlap, so that the whole datagram is discarded"),
  DENIED("Denied", "an access list denied the packet"),
  FIREWALL_DENIED("FirewallDenied", "the machine's own firewall denied the packet, in silence"),
  NAT_PORTS_EXHAUSTED("NatPortsExhausted", "source NAT has no free port left"),
  NAT_TABLE_FULL("NatTableFull", "the NAT table holds as many bindings as it may"),
  NAT_UNTRANSLATABLE("NatUntranslatable", "NAT cannot translate this protocol"),
  MARTIAN("Martian", "the source or destination address may not appear on this interface"),
  BAD_UDP_CHECKSUM(
      "BadUdpChecksum",
      "the UDP checksum is wrong; or absent over IPv6, where only tunnels go without"),
  NO_LISTENER("NoListener", "nothing listens on the port or protocol"),
  NO_CONNECTION("NoConnection", "the segment belongs to no connection"),
  BAD_SEGMENT("BadSegment", "TCP refused the segment: it lies outside the window"),
  BACKLOG_FULL(
      "BacklogFull", "too many connections of the listener wait for the end of their handshake"),
  CONNECTIONS_FULL("ConnectionsFull", "the node holds as many TCP connections as it may"),
  TTL_SECURITY(
      "TtlSecurity", "the TTL is smaller than the program takes: the sender is too far (RFC 5082)"),
  BAD_SIGNATURE(
      "BadSignature", "the TCP MD5 signature is missing, wrong, or not expected (RFC 2385)"),
  BAD_BFD("BadBfd", "BFD refused the packet (RFC 5880 6.8.6)"),
  NO_BFD_SESSION("NoBfdSession", "the packet belongs to no BFD session"),
  MALFORMED("Malformed", "a header could not be read");

  private final String label;
  private final String explanation;

  CoreDrop(String label, String explanation) {
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
