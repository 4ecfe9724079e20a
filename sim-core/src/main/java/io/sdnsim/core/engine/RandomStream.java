package io.sdnsim.core.engine;

/**
 * A seeded stream of random numbers: SplitMix64 (Steele, Lea, Flood 2014), the same on every JVM.
 * Obtained from {@link RandomStreams} only.
 */
public final class RandomStream {
  private long state;

  RandomStream(long state) {
    this.state = state;
  }

  public long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    return mix(state);
  }

  static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Uniform in [0, 1), on a grid of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /**
   * Uniform in [0, bound).
   *
   * @param bound greater than 0
   */
  public long nextLong(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    long candidate = nextLong() >>> 1;
    long value = candidate % bound;
    while (candidate - value + (bound - 1) < 0) {
      candidate = nextLong() >>> 1;
      value = candidate % bound;
    }
    return value;
  }

  /** Uniform in [0, bound). */
  public int nextInt(int bound) {
    return (int) nextLong(bound);
  }

  /**
   * True with this probability; draws a number even for 0 and 1, so that changing one probability
   * leaves later draws where they were.
   */
  public boolean nextBoolean(double probability) {
    return nextDouble() < probability;
  }

  /** Exponentially distributed with this mean, rounded to the nearest whole unit of the mean. */
  public long nextExponential(long mean) {
    return StrictMath.round(-StrictMath.log(1 - nextDouble()) * mean);
  }
}
