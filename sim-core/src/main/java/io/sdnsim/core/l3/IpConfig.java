package io.sdnsim.core.l3;

/**
 * Settings of one IP stack.
 *
 * @param vrf number of the routing domain, 0 for the default one
 * @param forwarding whether packets of others are forwarded: a router, not a host
 * @param ecmpSeed what makes this router's ECMP choices differ from another's
 * @param icmpRedirects whether to tell a sender of a better router on its own network (RFC 1812
 *     5.2.7.2)
 * @param icmpErrorsPerSecond how many ICMP errors to send in a second (RFC 1812 4.3.2.8); a
 *     second's worth may go out at once; 0 for no limit
 * @param hopLimit TTL of packets that the stack itself makes
 * @param pathMtuEntries how many destinations' path MTUs are remembered
 * @param neighbors ARP and neighbor discovery
 * @param reassembly of fragments for the node itself
 */
public record IpConfig(
    int vrf,
    boolean forwarding,
    long ecmpSeed,
    boolean icmpRedirects,
    int icmpErrorsPerSecond,
    int hopLimit,
    int pathMtuEntries,
    NeighborConfig neighbors,
    ReassemblyConfig reassembly) {
  /** A host in the default VRF. */
  public static final IpConfig HOST =
      new IpConfig(
          0, false, 0, false, 1000, 64, 1024, NeighborConfig.DEFAULT, ReassemblyConfig.DEFAULT);

  /** A router in the default VRF. */
  public static final IpConfig ROUTER =
      new IpConfig(
          0, true, 0, false, 1000, 64, 1024, NeighborConfig.DEFAULT, ReassemblyConfig.DEFAULT);

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public IpConfig {
    if (vrf < 0 || icmpErrorsPerSecond < 0 || pathMtuEntries < 1) {
      throw new IllegalArgumentException(
          "the VRF number and the ICMP rate must not be negative, path MTU entries at least 1");
    }
    if (hopLimit < 1 || hopLimit > 255) {
      throw new IllegalArgumentException("a hop limit is 1 to 255, not " + hopLimit);
    }
  }

  public IpConfig withVrf(int newVrf) {
    return newVrf == vrf
        ? this
        : new IpConfig(
            newVrf,
            forwarding,
            ecmpSeed,
            icmpRedirects,
            icmpErrorsPerSecond,
            hopLimit,
            pathMtuEntries,
            neighbors,
            reassembly);
  }

  public IpConfig withEcmpSeed(long newEcmpSeed) {
    return new IpConfig(
        vrf,
        forwarding,
        newEcmpSeed,
        icmpRedirects,
        icmpErrorsPerSecond,
        hopLimit,
        pathMtuEntries,
        neighbors,
        reassembly);
  }

  public IpConfig withIcmpRedirects(boolean newIcmpRedirects) {
    return new IpConfig(
        vrf,
        forwarding,
        ecmpSeed,
        newIcmpRedirects,
        icmpErrorsPerSecond,
        hopLimit,
        pathMtuEntries,
        neighbors,
        reassembly);
  }

  public IpConfig withIcmpErrorsPerSecond(int newIcmpErrorsPerSecond) {
    return new IpConfig(
        vrf,
        forwarding,
        ecmpSeed,
        icmpRedirects,
        newIcmpErrorsPerSecond,
        hopLimit,
        pathMtuEntries,
        neighbors,
        reassembly);
  }

  public IpConfig withNeighbors(NeighborConfig newNeighbors) {
    return new IpConfig(
        vrf,
        forwarding,
        ecmpSeed,
        icmpRedirects,
        icmpErrorsPerSecond,
        hopLimit,
        pathMtuEntries,
        newNeighbors,
        reassembly);
  }
}
