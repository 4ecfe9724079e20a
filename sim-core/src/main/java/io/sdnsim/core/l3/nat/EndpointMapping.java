package io.sdnsim.core.l3.nat;

import io.sdnsim.core.address.IpAddress;

/** An inside endpoint and the outside endpoint that all its flows share (RFC 4787 REQ-1). */
final class EndpointMapping {
  /** An address and port of a protocol. */
  record Endpoint(int protocol, IpAddress address, int port) {}

  /** What a mapping is found by; an inside endpoint has one for each outside address it uses. */
  record Key(Endpoint inside, IpAddress outsideAddress) {}

  final Key key;
  final Endpoint outside;
  int users;

  EndpointMapping(Endpoint inside, Endpoint outside) {
    this.key = new Key(inside, outside.address());
    this.outside = outside;
  }
}
