package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.vxlan.vswitch.NatPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * What one host agent is told by the SLB manager, whole each time.
 *
 * @param keepsMuxes whether the host goes on with the Muxes that it has, besides those of the NAT:
 *     a manager that has begun anew does not know yet which of them live
 */
public record AgentState(NatPolicy nat, List<ProbeTarget> probes, boolean keepsMuxes) {
  public AgentState {
    probes = List.copyOf(probes);
  }

  /** A state that names all Muxes. */
  public AgentState(NatPolicy nat, List<ProbeTarget> probes) {
    this(nat, probes, false);
  }

  /**
   * The NAT that the host is to put in force.
   *
   * @param muxes that it has
   */
  public NatPolicy natAfter(List<IpAddress> muxes) {
    if (!keepsMuxes) {
      return nat;
    }
    List<IpAddress> all = new ArrayList<>(muxes);
    nat.muxes().stream().filter(mux -> !muxes.contains(mux)).forEach(all::add);
    return new NatPolicy(
        nat.dnatRules(),
        nat.snatRanges(),
        nat.pools(),
        all,
        nat.publicAddresses(),
        nat.redirectors());
  }
}
