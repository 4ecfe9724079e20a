package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;

/**
 * Fastpath as Muxes are told of it (Ananta 3.2.4).
 *
 * @param subnets of VIPs; a connection between two of them leaves the Muxes once it is established.
 *     None: Fastpath is off
 * @param muxes addresses of all Muxes, whose redirects are believed
 */
public record FastpathState(List<Prefix> subnets, List<IpAddress> muxes) {
  /**
   * Muxes and hosts get redirects at this UDP port. RFC 4727's first port for experiments: the
   * paper names none, and one below 1024 is not among the usual SNAT ports of a VIP.
   */
  public static final int REDIRECT_PORT = 1021;

  /** No connection leaves the Muxes. */
  public static final FastpathState OFF = new FastpathState(List.of(), List.of());

  public FastpathState {
    subnets = List.copyOf(subnets);
    muxes = List.copyOf(muxes);
  }

  public boolean isOn() {
    return !subnets.isEmpty();
  }

  /** Whether connections to or from this VIP may leave the Muxes. */
  public boolean covers(IpAddress vip) {
    return subnets.stream().anyMatch(subnet -> subnet.contains(vip));
  }
}
