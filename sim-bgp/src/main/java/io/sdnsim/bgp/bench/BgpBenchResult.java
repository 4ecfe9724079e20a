package io.sdnsim.bgp.bench;

import java.util.List;

/**
 * What a benchmark measured.
 *
 * @param firstPathBytes heap per prefix with one path: RIBs, route table and FIB; 0 if not measured
 * @param furtherPathBytes heap per further path of a known prefix, its share of attributes
 *     included; 0 if not measured
 * @param peakHeapBytes the most that the heap held, garbage included
 */
public record BgpBenchResult(
    String bench,
    List<Phase> phases,
    long events,
    long firstPathBytes,
    long furtherPathBytes,
    long peakHeapBytes) {
  public BgpBenchResult {
    phases = List.copyOf(phases);
  }

  /**
   * A part of the run.
   *
   * @param cpuSeconds of the thread that simulates, without garbage collection
   * @param simulatedSeconds rounded up to a tenth
   */
  public record Phase(
      String name, double wallSeconds, double cpuSeconds, double simulatedSeconds) {}

  public double wallSeconds() {
    return phases.stream().mapToDouble(Phase::wallSeconds).sum();
  }

  public double cpuSeconds() {
    return phases.stream().mapToDouble(Phase::cpuSeconds).sum();
  }
}
