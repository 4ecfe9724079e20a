package io.sdnsim.core.packet;

/**
 * The GRE header of NVGRE (RFC 7637 section 3.2): a key, no checksum, no sequence number.
 *
 * @param vni the Virtual Subnet ID (VSID), 0 to 16,777,215
 * @param flowId tells flows within a virtual subnet apart, 0 to 255; 0 for "not made"
 */
public record NvgreHeader(int vni, int flowId) implements TunnelHeader {
  /** GRE's protocol type: Transparent Ethernet Bridging. */
  public static final int PROTOCOL_TYPE = 0x6558;

  /** RFC 7637 3.4: lower ones are reserved. */
  public static final int FIRST_VSID = 0x1000;

  /** RFC 7637 3.4: 0xFFFFFF is for vendors. */
  public static final int LAST_VSID = 0xFFFFFE;

  /**
   * @throws IllegalArgumentException when the VSID has more than 24 bits, or the FlowID more than 8
   */
  public NvgreHeader {
    if (vni < 0 || vni > VxlanHeader.MAX_VNI) {
      throw new IllegalArgumentException("a VSID is 0 to " + VxlanHeader.MAX_VNI + ", not " + vni);
    }
    if (flowId < 0 || flowId > 0xFF) {
      throw new IllegalArgumentException("a FlowID is 0 to 255, not " + flowId);
    }
  }

  @Override
  public int lengthBytes() {
    return 8;
  }

  @Override
  public String toString() {
    return "nvgre vsid " + vni + " flow " + flowId;
  }
}
