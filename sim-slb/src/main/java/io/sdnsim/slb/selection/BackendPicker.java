package io.sdnsim.slb.selection;

import io.sdnsim.slb.goal.Backend;

/** Chooses backends from one pool, always the same one for the same hash. */
@FunctionalInterface
public interface BackendPicker {
  /**
   * The backend of a new flow.
   *
   * @param flowHash of what counts of the flow, every bit of which is as good as any other
   */
  Backend pick(long flowHash);
}
