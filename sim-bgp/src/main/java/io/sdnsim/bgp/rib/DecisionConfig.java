package io.sdnsim.bgp.rib;

/**
 * Settings of the decision process.
 *
 * @param maximumPaths most external paths used at once, at least 1
 * @param maximumPathsIbgp most internal paths used at once, at least 1
 * @param multipathRelax whether paths of equal length through different ASes may be used together
 * @param compareRouterId whether to leave the age of external paths out, so that the choice doesn't
 *     depend on history
 * @param med how MULTI_EXIT_DISC is compared
 * @param profile decides which of two equal external paths is the older one, and which AS paths are
 *     alike enough for multipath
 */
public record DecisionConfig(
    int maximumPaths,
    int maximumPathsIbgp,
    boolean multipathRelax,
    boolean compareRouterId,
    MedRules med,
    Profile profile) {
  /** One path, and the oldest of equal external ones. */
  public static final DecisionConfig SINGLE_PATH = new DecisionConfig(1, 1, false, false);

  public DecisionConfig {
    if (maximumPaths < 1 || maximumPathsIbgp < 1) {
      throw new IllegalArgumentException("maximum-paths must be at least 1");
    }
  }

  /** With MED as the RFC has it, and FRR's habits. */
  public DecisionConfig(
      int maximumPaths, int maximumPathsIbgp, boolean multipathRelax, boolean compareRouterId) {
    this(
        maximumPaths,
        maximumPathsIbgp,
        multipathRelax,
        compareRouterId,
        MedRules.STANDARD,
        Profile.FRR);
  }

  public DecisionConfig withMed(MedRules rules) {
    return new DecisionConfig(
        maximumPaths, maximumPathsIbgp, multipathRelax, compareRouterId, rules, profile);
  }

  public DecisionConfig withProfile(Profile value) {
    return new DecisionConfig(
        maximumPaths, maximumPathsIbgp, multipathRelax, compareRouterId, med, value);
  }

  /**
   * How MULTI_EXIT_DISC is compared.
   *
   * @param alwaysCompare also between different neighboring ASes
   * @param deterministic within each neighboring AS first, so that the choice doesn't depend on the
   *     order in which paths came (RFC 4271 9.1.2.2 c); else path by path, newest first
   * @param missingAsWorst a path without one is as if it had 4,294,967,295, not 0
   */
  public record MedRules(boolean alwaysCompare, boolean deterministic, boolean missingAsWorst) {
    public static final MedRules STANDARD = new MedRules(false, true, false);
  }
}
