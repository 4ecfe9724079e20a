package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.packet.VxlanHeader;

/**
 * Settings of a VXLAN tunnel end point.
 *
 * @param udpPort destination port of what it sends and the port it listens on
 * @param hopLimit TTL of the outer header, 1 to 255
 * @param dontFragment DF in an outer IPv4 header; with it routers on the way don't fragment either
 * @param reportTooBig whether the sender of a packet that does not fit is told by ICMP
 */
public record VtepConfig(int udpPort, int hopLimit, boolean dontFragment, boolean reportTooBig) {
  /** RFC 7348: port 4789; DF set. */
  public static final VtepConfig DEFAULT = new VtepConfig(VxlanHeader.UDP_PORT, 64, true, true);

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public VtepConfig {
    if (udpPort < 1 || udpPort > 65_535) {
      throw new IllegalArgumentException("a UDP port is 1 to 65535, not " + udpPort);
    }
    if (hopLimit < 1 || hopLimit > 255) {
      throw new IllegalArgumentException("a hop limit is 1 to 255, not " + hopLimit);
    }
  }
}
