package io.sdnsim.core.packet;

/** What follows the Ethernet header: IPv4, IPv6 or ARP. */
public sealed interface NetworkHeader permits IpHeader, ArpMessage {
  /** The size of the header (with options or extension headers) in bytes. */
  int lengthBytes();

  /** The EtherType that announces it. */
  int etherType();
}
