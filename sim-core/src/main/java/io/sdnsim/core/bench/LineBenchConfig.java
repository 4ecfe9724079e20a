package io.sdnsim.core.bench;

/**
 * What {@link LineBench} simulates.
 *
 * @param flows one-way constant-rate UDP flows, each with a source and a sink of its own
 * @param packetsPerSecond of each flow
 * @param seconds how long each flow sends
 * @param staggered whether the flows' starts are spread over one packet gap; else all start
 *     together
 */
public record LineBenchConfig(int flows, int packetsPerSecond, int seconds, boolean staggered) {
  private static final int MAX_FLOWS = 65_000;
  private static final int MAX_SECONDS = 1_000_000;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public LineBenchConfig {
    if (flows < 1 || flows > MAX_FLOWS) {
      throw new IllegalArgumentException("flows: 1 to " + MAX_FLOWS + ", not " + flows);
    }
    if (packetsPerSecond < 1 || packetsPerSecond > 1_000_000_000) {
      throw new IllegalArgumentException(
          "packets per second: 1 to 1000000000, not " + packetsPerSecond);
    }
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException("seconds: 1 to " + MAX_SECONDS + ", not " + seconds);
    }
  }
}
