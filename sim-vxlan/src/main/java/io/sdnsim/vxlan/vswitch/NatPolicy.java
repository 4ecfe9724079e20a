package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * The load balancer's NAT as the SLB manager gives it to one host, whole each time.
 *
 * @param pools of the VMs that lease ports
 * @param muxes provider addresses of the Muxes that outbound packets may go through
 * @param publicAddresses of single VMs
 * @param redirectors addresses whose Fastpath redirects are believed, those of all Muxes; none: a
 *     connection never leaves the Muxes
 */
public record NatPolicy(
    List<DnatRule> dnatRules,
    List<SnatRange> snatRanges,
    List<SnatPool> pools,
    List<IpAddress> muxes,
    List<PublicAddress> publicAddresses,
    List<IpAddress> redirectors) {
  /** Before the manager has said anything. */
  public static final NatPolicy NONE = new NatPolicy(List.of(), List.of(), List.of());

  /** A policy without leases. */
  public NatPolicy(List<DnatRule> dnatRules, List<SnatRange> snatRanges, List<IpAddress> muxes) {
    this(dnatRules, snatRanges, List.of(), muxes);
  }

  /** A policy without public addresses of single VMs. */
  public NatPolicy(
      List<DnatRule> dnatRules,
      List<SnatRange> snatRanges,
      List<SnatPool> pools,
      List<IpAddress> muxes) {
    this(dnatRules, snatRanges, pools, muxes, List.of());
  }

  /** A policy without Fastpath. */
  public NatPolicy(
      List<DnatRule> dnatRules,
      List<SnatRange> snatRanges,
      List<SnatPool> pools,
      List<IpAddress> muxes,
      List<PublicAddress> publicAddresses) {
    this(dnatRules, snatRanges, pools, muxes, publicAddresses, List.of());
  }

  public NatPolicy {
    dnatRules = List.copyOf(dnatRules);
    snatRanges = List.copyOf(snatRanges);
    pools = List.copyOf(pools);
    muxes = List.copyOf(muxes);
    publicAddresses = List.copyOf(publicAddresses);
    redirectors = List.copyOf(redirectors);
  }
}
