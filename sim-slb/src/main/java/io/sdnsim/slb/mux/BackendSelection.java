package io.sdnsim.slb.mux;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.slb.goal.Backend;
import java.util.List;

/**
 * Chooses the backend of a new flow. All Muxes of a pool use the same selection, so that each
 * chooses the same backend as long as they have the same backends (Ananta 3.3.2).
 */
@FunctionalInterface
public interface BackendSelection {
  /**
   * Chooses.
   *
   * @param flow from the client to the VIP, VRF 0
   * @param backends at least one, in the order of the goal state
   */
  Backend select(FlowKey flow, List<Backend> backends);

  /**
   * A hash of the 5-tuple modulo the number of backends.
   *
   * @param seed the same for all Muxes of a pool
   */
  static BackendSelection ananta(long seed) {
    return (flow, backends) ->
        backends.get((int) Long.remainderUnsigned(flow.hash(seed), backends.size()));
  }
}
