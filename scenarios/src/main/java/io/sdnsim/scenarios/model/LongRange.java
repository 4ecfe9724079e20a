package io.sdnsim.scenarios.model;

/**
 * What a measured number may be, both ends included.
 *
 * @param min {@link Long#MIN_VALUE} for no lower bound
 * @param max {@link Long#MAX_VALUE} for no upper bound
 */
public record LongRange(long min, long max) {
  /** No bound at all. */
  public static final LongRange ANY = new LongRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /** This number and no other. */
  public static LongRange exactly(long value) {
    return new LongRange(value, value);
  }

  public boolean contains(long value) {
    return value >= min && value <= max;
  }
}
