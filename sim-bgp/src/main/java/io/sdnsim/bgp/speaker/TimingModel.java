package io.sdnsim.bgp.speaker;

/**
 * How long a router takes over what the protocol leaves open.
 *
 * @param routeSelectionPs from the first change to the run of the decision process that sees it;
 *     changes that come meanwhile are decided together
 */
public record TimingModel(long routeSelectionPs) {
  /** Everything at once. */
  public static final TimingModel IDEAL = new TimingModel(0);
}
