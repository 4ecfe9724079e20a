package io.sdnsim.core.packet;

import io.sdnsim.core.address.IpAddress;

/** The part of IPv4 and IPv6 headers that forwarding, filters and NAT see. */
public sealed interface IpHeader extends NetworkHeader permits Ipv4Header, Ipv6Header {
  IpAddress source();

  IpAddress destination();

  /** TTL or Hop Limit, 0 to 255. */
  int hopLimit();

  /** The protocol of the payload: {@link IpProtocol}. */
  int protocol();

  /** TOS or Traffic Class: DSCP and ECN, 0 to 255. */
  int trafficClass();

  /** Whether this is a piece of a fragmented datagram. */
  boolean isFragment();

  IpHeader withHopLimit(int newHopLimit);

  IpHeader withAddresses(IpAddress newSource, IpAddress newDestination);
}
