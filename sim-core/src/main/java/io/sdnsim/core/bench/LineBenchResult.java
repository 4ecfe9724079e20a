package io.sdnsim.core.bench;

import java.math.BigInteger;

/**
 * What {@link LineBench} measured.
 *
 * @param sent packets that the sources made
 * @param received packets that reached their sinks within a second after the last flow's end
 * @param packetHops received packets times the 7 links of the path
 * @param events executed by the event loop
 * @param sumReceivePs the sum of the receive times of all packets received, in picoseconds
 * @param warmUpSeconds wall time of the first, unmeasured run of the same simulation
 * @param wallSeconds wall time of the measured run, without building the network
 * @param cpuSeconds processor time of the measured run's thread: unlike wall time, nearly the same
 *     on a machine that does other work as well; 0 where the JVM can't tell
 * @param peakHeapBytes the most heap in use so far in this process
 */
public record LineBenchResult(
    LineBenchConfig config,
    long sent,
    long received,
    long packetHops,
    long events,
    BigInteger sumReceivePs,
    double warmUpSeconds,
    double wallSeconds,
    double cpuSeconds,
    long peakHeapBytes) {
  public double packetHopsPerSecond() {
    return packetHops / wallSeconds;
  }

  /** Processor time of one packet on one link, in nanoseconds; 0 when unknown or no packet came. */
  public double cpuNanosPerHop() {
    return packetHops == 0 ? 0 : cpuSeconds * 1e9 / packetHops;
  }

  public double eventsPerSecond() {
    return events / wallSeconds;
  }
}
