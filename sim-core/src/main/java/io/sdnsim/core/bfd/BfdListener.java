package io.sdnsim.core.bfd;

/** Who wants to know whether a neighbor is there. */
@FunctionalInterface
public interface BfdListener {
  /**
   * The session changed its state.
   *
   * <p>A user reacts to Up -> Down; RFC 5882 3.2 wants Down with {@link
   * BfdDiagnostic#NEIGHBOR_SIGNALED_DOWN} from a neighbor in AdminDown to be no failure: {@code
   * failed} is false then.
   *
   * @param failed whether the path to the neighbor was found to be broken
   */
  void stateChanged(BfdState from, BfdState to, boolean failed);
}
