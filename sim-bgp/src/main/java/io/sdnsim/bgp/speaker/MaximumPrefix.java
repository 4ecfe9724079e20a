package io.sdnsim.bgp.speaker;

/**
 * How many prefixes a neighbor may announce, over all families.
 *
 * @param limit at least 1; more are too many
 * @param warningOnly whether too many are only said ({@link SessionView#overPrefixLimit}), and the
 *     session goes on
 * @param restartPs after which time a session that was ended for it starts again; 0: when an
 *     operator resets it
 */
public record MaximumPrefix(int limit, boolean warningOnly, long restartPs) {
  public static final MaximumPrefix DEFAULT = new MaximumPrefix(2_000_000, false, 0);

  public MaximumPrefix {
    if (limit < 1) {
      throw new IllegalArgumentException("maximum-prefix=" + limit + ": must be at least 1");
    }
    if (restartPs < 0) {
      throw new IllegalArgumentException("maximum-prefix restart: must not be negative");
    }
  }
}
