package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * The load balancer's NAT as the SLB manager gives it to one host, whole each time.
 *
 * @param muxes provider addresses of the Muxes that outbound packets may go through
 */
public record NatPolicy(
    List<DnatRule> dnatRules, List<SnatRange> snatRanges, List<IpAddress> muxes) {
  /** Before the manager has said anything. */
  public static final NatPolicy NONE = new NatPolicy(List.of(), List.of(), List.of());

  public NatPolicy {
    dnatRules = List.copyOf(dnatRules);
    snatRanges = List.copyOf(snatRanges);
    muxes = List.copyOf(muxes);
  }
}
