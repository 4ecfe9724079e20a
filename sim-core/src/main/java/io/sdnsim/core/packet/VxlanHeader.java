package io.sdnsim.core.packet;

/**
 * The VXLAN header (RFC 7348 section 5): the I flag set, reserved fields zero.
 *
 * @param vni VXLAN Network Identifier, 0 to 16,777,215
 */
public record VxlanHeader(int vni) implements TunnelHeader {
  /** The IANA UDP destination port (RFC 7348 section 5). */
  public static final int UDP_PORT = 4789;

  public static final int MAX_VNI = (1 << 24) - 1;

  /**
   * @throws IllegalArgumentException when the VNI has more than 24 bits
   */
  public VxlanHeader {
    if (vni < 0 || vni > MAX_VNI) {
      throw new IllegalArgumentException("a VNI is 0 to " + MAX_VNI + ", not " + vni);
    }
  }

  @Override
  public int lengthBytes() {
    return 8;
  }

  @Override
  public String toString() {
    return "vxlan vni " + vni;
  }
}
