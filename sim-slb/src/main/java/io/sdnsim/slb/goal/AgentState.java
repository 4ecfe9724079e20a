package io.sdnsim.slb.goal;

import io.sdnsim.vxlan.vswitch.NatPolicy;
import java.util.List;

/** What one host agent is told by the SLB manager, whole each time. */
public record AgentState(NatPolicy nat, List<ProbeTarget> probes) {
  public AgentState {
    probes = List.copyOf(probes);
  }
}
