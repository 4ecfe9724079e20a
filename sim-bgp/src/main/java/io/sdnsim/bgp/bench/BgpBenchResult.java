package io.sdnsim.bgp.bench;

import java.util.List;

/**
 * What a benchmark measured, and whether the routes are what they must be.
 *
 * @param firstPathBytes heap per prefix with one path: RIBs, route table and FIB; 0 if not measured
 * @param furtherPathBytes heap per further path of a known prefix, its share of attributes
 *     included; 0 if not measured
 * @param peakHeapBytes the most that the heap held so far in this process, garbage included
 */
public record BgpBenchResult(
    String bench,
    List<Phase> phases,
    List<Check> checks,
    long events,
    long firstPathBytes,
    long furtherPathBytes,
    long peakHeapBytes) {
  public BgpBenchResult {
    phases = List.copyOf(phases);
    checks = List.copyOf(checks);
  }

  /**
   * A part of the run.
   *
   * @param cpuSeconds of the thread that simulates, garbage collection left out
   * @param convergedSeconds simulated time from its begin to the last change of a route table
   */
  public record Phase(
      String name, double wallSeconds, double cpuSeconds, double convergedSeconds) {}

  /** A number that the run must end with. */
  public record Check(String what, long expected, long found) {
    public boolean holds() {
      return expected == found;
    }
  }

  public boolean isRight() {
    return checks.stream().allMatch(Check::holds);
  }

  public double wallSeconds() {
    return phases.stream().mapToDouble(Phase::wallSeconds).sum();
  }

  public double cpuSeconds() {
    return phases.stream().mapToDouble(Phase::cpuSeconds).sum();
  }
}
