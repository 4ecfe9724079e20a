package io.sdnsim.slb.selection;

import io.sdnsim.slb.goal.Backend;
import org.jspecify.annotations.Nullable;

/** Chooses backends from one pool, always the same one for the same hash. */
@FunctionalInterface
public interface BackendPicker {
  /**
   * The backend of a new flow; where none takes any, the one that may know an old flow.
   *
   * @param flowHash of what counts of the flow, every bit of which is as good as any other
   */
  Backend pick(long flowHash);

  /** Whether any backend takes new flows: not all of them drain. */
  default boolean takesNewFlows() {
    return true;
  }

  /**
   * The backend that may know a flow which the first one does not; null when the strategy has none,
   * or the pool.
   */
  default @Nullable Backend second(long flowHash) {
    return null;
  }
}
