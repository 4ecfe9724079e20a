package io.sdnsim.core.packet;

/** What follows the IP header. Absent in fragments and for protocols carried through as bytes. */
public sealed interface TransportHeader permits TcpHeader, UdpHeader, IcmpHeader {
  int lengthBytes();

  /** The first port, or the ICMP identifier of an echo, or 0. What NAT and flow keys use. */
  int sourcePort();

  /** The second port, or the ICMP identifier of an echo, or 0. */
  int destinationPort();

  /**
   * This header with other ports. ICMP echo has one identifier in both places: {@code
   * newSourcePort}. Other ICMP is returned as it is.
   */
  TransportHeader withPorts(int newSourcePort, int newDestinationPort);
}
