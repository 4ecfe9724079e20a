package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;

/** An address and a port. */
public record Endpoint(IpAddress address, int port) {
  @Override
  public String toString() {
    return address.isIpv6() ? "[" + address + "]:" + port : address + ":" + port;
  }
}
