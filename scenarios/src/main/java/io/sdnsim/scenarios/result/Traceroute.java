package io.sdnsim.scenarios.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a traceroute found.
 *
 * @param id the flow's
 * @param end why it ended: {@code reached}, {@code unreachable}, {@code max-hops}, {@code silent},
 *     {@code stopped}, or {@code running} when the run ended first
 * @param probes in the order in which they were sent
 */
public record Traceroute(String id, String end, List<Probe> probes) {
  public Traceroute {
    probes = List.copyOf(probes);
  }

  /**
   * One probe.
   *
   * @param hop its hop limit
   * @param from who answered; null for nobody
   * @param rttPs until the answer, or the timeout
   * @param answer such as {@code time exceeded}; {@code *} for none
   */
  public record Probe(int hop, @Nullable String from, long rttPs, String answer) {}
}
