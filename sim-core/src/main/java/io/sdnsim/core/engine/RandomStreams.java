package io.sdnsim.core.engine;

/**
 * Hands out random streams by name. A stream depends on (seed, name) alone, so that a new consumer
 * of random numbers leaves all others as they were. Names are paths: {@code link/tor1:3}.
 */
public final class RandomStreams {
  private final long seed;

  public RandomStreams(long seed) {
    this.seed = seed;
  }

  public long seed() {
    return seed;
  }

  /** A new stream, at its beginning: one name should have one consumer. */
  public RandomStream stream(String name) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return new RandomStream(RandomStream.mix(RandomStream.mix(seed) ^ hash));
  }
}
