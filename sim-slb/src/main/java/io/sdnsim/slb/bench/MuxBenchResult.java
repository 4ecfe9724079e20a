package io.sdnsim.slb.bench;

import java.util.List;

/**
 * What the Mux's benchmark measured.
 *
 * @param flows that the Mux remembers
 * @param rates with packets of some of these flows, and last with packets of all
 * @param flowBytes heap that all flows take in the Mux
 * @param endpoints of VIPs in the state of a Mux, each with two backends
 * @param snatPorts of VIPs in that state, in ranges of 8
 * @param stateBytes heap that the state takes in the Mux
 * @param pathHops packet hops over the links client - NAT - TOR - Mux - TOR - host - VM
 * @param pathReceived packets that came to a VM on this path
 * @param pathSent packets that clients sent
 */
public record MuxBenchResult(
    int flows,
    List<Rate> rates,
    long flowBytes,
    int endpoints,
    int snatPorts,
    long stateBytes,
    long pathSent,
    long pathReceived,
    long pathHops,
    double pathWallSeconds,
    double pathCpuSeconds) {
  /**
   * How fast the Mux is.
   *
   * @param active flows whose packets came in turn
   * @param packets through the Mux: parsed from bytes, found in the flow table, encapsulated, put
   *     on the line
   * @param cpuSeconds of the thread that does it, garbage collection left out
   */
  public record Rate(int active, long packets, double wallSeconds, double cpuSeconds) {
    public double packetsPerSecond() {
      return packets / wallSeconds;
    }

    public double packetsPerCpuSecond() {
      return packets / cpuSeconds;
    }
  }

  public MuxBenchResult {
    rates = List.copyOf(rates);
  }

  public double pathHopsPerSecond() {
    return pathHops / pathWallSeconds;
  }

  public double pathHopsPerCpuSecond() {
    return pathHops / pathCpuSeconds;
  }

  /** Whether every packet arrived. */
  public boolean isRight() {
    return pathSent == pathReceived;
  }
}
