package io.sdnsim.scenarios.result;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one flow of the scenario saw.
 *
 * @param sent messages sent: datagrams, echo requests, probes, or requests of a TCP flow
 * @param received messages that arrived, or were answered
 * @param lost messages sent that never arrived
 * @param bytesReceived payload bytes that arrived at either end
 * @param latency null when nothing was measured
 * @param jitterSeconds RFC 3550 6.4.1, null when not measured
 * @param outageSeconds the longest gap in service that a prober saw, null for other flows
 * @param stallSeconds the longest time that one connection waited without progress, null without
 *     TCP
 * @param connections null without TCP
 * @param errors what ICMP and the flow's programs reported, and how often, such as {@code host
 *     unreachable from 10.0.0.1}
 */
public record FlowResult(
    String id,
    long sent,
    long received,
    long lost,
    long bytesReceived,
    @Nullable Latency latency,
    @Nullable Double jitterSeconds,
    @Nullable Double outageSeconds,
    @Nullable Double stallSeconds,
    @Nullable Connections connections,
    SortedMap<String, Long> errors) {

  /** Latency in seconds. */
  public record Latency(double min, double mean, double p50, double p99, double max) {}

  /** How TCP connections fared. */
  public record Connections(long opened, long completed, long broken) {}
}
