package io.sdnsim.slb.control;

/**
 * What a peer of the controller obeys: versions of state carry the term of the primary that they
 * are from in their upper bits, and who has heard of a later term listens to no earlier one.
 */
public final class Term {
  private static final int COUNTER_BITS = 40;

  private long highest;

  /** The version below the first of a term. */
  public static long firstVersion(long term) {
    return term << COUNTER_BITS;
  }

  /** Whether a version is of the latest term that was heard of; remembers the term. */
  public boolean accepts(long version) {
    long term = version >>> COUNTER_BITS;
    highest = Math.max(highest, term);
    return term == highest;
  }
}
