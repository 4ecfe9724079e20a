package io.sdnsim.bgp.rib;

/**
 * Settings of the decision process.
 *
 * @param maximumPaths most external paths used at once, at least 1
 * @param maximumPathsIbgp most internal paths used at once, at least 1
 * @param multipathRelax whether paths of equal length through different ASes may be used together
 * @param compareRouterId whether to leave the age of external paths out, so that the choice doesn't
 *     depend on history
 */
public record DecisionConfig(
    int maximumPaths, int maximumPathsIbgp, boolean multipathRelax, boolean compareRouterId) {
  /** One path, and the oldest of equal external ones. */
  public static final DecisionConfig SINGLE_PATH = new DecisionConfig(1, 1, false, false);

  public DecisionConfig {
    if (maximumPaths < 1 || maximumPathsIbgp < 1) {
      throw new IllegalArgumentException("maximum-paths must be at least 1");
    }
  }
}
