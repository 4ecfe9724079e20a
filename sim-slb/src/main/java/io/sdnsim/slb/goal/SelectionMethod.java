package io.sdnsim.slb.goal;

/** How the backend of a new flow is chosen from a rule's pool; the same at all Muxes. */
public enum SelectionMethod {
  /**
   * A hash of the flow modulo the number of backends (Ananta 3.3.2): a change of the pool moves
   * most flows that no Mux remembers.
   */
  ANANTA,
  /**
   * A lookup table that every backend fills to the same share (Maglev, NSDI 2016, 3.4): a change of
   * one backend of n moves little more than its n-th part.
   */
  MAGLEV,
  /**
   * An ordered pair of backends by rendezvous hash, as in GitHub's GLB Director: a change of one
   * backend of n moves its n-th part alone.
   */
  RENDEZVOUS_PAIR
}
