package io.sdnsim.core.link;

/**
 * Faults of one direction of a link, drawn for every frame from the direction's own random stream.
 *
 * @param extraDelayPs added to the propagation delay
 * @param jitterPs a further delay, uniform in [0, jitter]; frames may overtake one another
 * @param rateBps replaces the link's rate; 0 leaves it
 * @param loss probability of losing a frame, 0 to 1
 * @param corruption probability of a bad frame check sequence, 0 to 1
 * @param duplication probability of delivering a frame twice, 0 to 1
 * @param reordering probability of holding a frame back, 0 to 1
 * @param reorderDelayPs how long a frame is held back
 */
public record Impairment(
    long extraDelayPs,
    long jitterPs,
    long rateBps,
    double loss,
    double corruption,
    double duplication,
    double reordering,
    long reorderDelayPs) {
  /** No impairment. */
  public static final Impairment NONE = new Impairment(0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public Impairment {
    if (extraDelayPs < 0 || jitterPs < 0 || rateBps < 0 || reorderDelayPs < 0) {
      throw new IllegalArgumentException("delays and rates must not be negative");
    }
    for (double probability : new double[] {loss, corruption, duplication, reordering}) {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("a probability is 0 to 1, not " + probability);
      }
    }
  }
}
