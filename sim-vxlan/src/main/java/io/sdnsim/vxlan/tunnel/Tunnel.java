package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.address.IpAddress;

/**
 * How a frame gets to another tunnel end point.
 *
 * @param vni the virtual subnet, 0 to 2^24 - 1
 * @param source the outer source
 * @param destination the outer destination, of the same family
 */
public record Tunnel(
    Encapsulation encapsulation, int vni, IpAddress source, IpAddress destination) {
  /**
   * @throws IllegalArgumentException when the addresses are of two families
   */
  public Tunnel {
    if (source.isIpv4() != destination.isIpv4()) {
      throw new IllegalArgumentException("a tunnel from " + source + " to " + destination);
    }
  }

  String title() {
    return encapsulation.title(vni);
  }
}
