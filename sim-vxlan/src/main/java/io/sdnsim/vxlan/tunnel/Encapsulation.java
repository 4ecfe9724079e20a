package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.address.IpAddress;

/** What frames are wrapped in. */
public enum Encapsulation {
  /**
   * UDP and VXLAN (RFC 7348). Its source port is of the inner flow, so that routers spread flows.
   */
  VXLAN("vxlan", "vni", 16),
  /**
   * GRE with a key (RFC 7637). It has no ports: routers that hash addresses, protocol and ports see
   * all flows between two hosts as one. The FlowID of the key is of the inner flow, for those that
   * would hash the key.
   */
  NVGRE("nvgre", "vsid", 8);

  private static final int INNER_ETHERNET_BYTES = 14;

  private final String label;
  private final String identifier;
  private final int headerBytes;

  Encapsulation(String label, String identifier, int headerBytes) {
    this.label = label;
    this.identifier = identifier;
    this.headerBytes = headerBytes;
  }

  /** As users write it. */
  public String label() {
    return label;
  }

  /** {@code vni 5001} or {@code vsid 5001}, as traces name a virtual subnet. */
  String title(int vni) {
    return identifier + " " + vni;
  }

  /**
   * The largest inner IP packet, without VLAN tag, for an outer path MTU: 50 bytes less over IPv4
   * and 70 over IPv6 with VXLAN, 42 and 62 with NVGRE.
   */
  public int innerMtuBytes(int outerMtuBytes, IpAddress outerDestination) {
    int outerIpBytes = outerDestination.isIpv6() ? 40 : 20;
    return outerMtuBytes - outerIpBytes - headerBytes - INNER_ETHERNET_BYTES;
  }
}
