package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;

/**
 * Finds the routers on the way to a destination by letting the hop limit run out.
 *
 * @param icmp echo requests instead of UDP datagrams
 * @param basePort UDP: destination port of the first probe, counted up with every probe
 * @param probesPerHop how many probes each hop limit gets, one after the other
 * @param timeoutPs how long an answer is waited for
 * @param silentHops gives up after so many hops in a row without any answer
 */
public record TracerouteConfig(
    String flow,
    IpAddress target,
    boolean icmp,
    int basePort,
    int probesPerHop,
    int maxHops,
    long timeoutPs,
    int silentHops,
    int payloadBytes,
    long startPs) {
  /** Where the first traceroute began, and all since. */
  public static final int DEFAULT_BASE_PORT = 33_434;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public TracerouteConfig {
    ConfigCheck check = new ConfigCheck(flow.isBlank() ? "traceroute" : flow);
    check.flowId(flow);
    check.range("probes", probesPerHop, 1, 10);
    check.range("max-hops", maxHops, 1, 255);
    check.range("base-port", basePort, 1, 65_536L - (long) maxHops * probesPerHop);
    check.positiveTime("timeout", timeoutPs);
    check.range("silent-hops", silentHops, 1, 255);
    check.range("payload-bytes", payloadBytes, 0, UdpCbrConfig.MAX_PAYLOAD_BYTES);
    check.time("start", startPs);
  }

  /** UDP, three probes a hop, 30 hops at most, 1 s for an answer. */
  public static TracerouteConfig udp(String flow, IpAddress target, long startPs) {
    return new TracerouteConfig(
        flow, target, false, DEFAULT_BASE_PORT, 3, 30, SimTime.SECOND, 5, 32, startPs);
  }

  /** The same with echo requests. */
  public static TracerouteConfig icmp(String flow, IpAddress target, long startPs) {
    return new TracerouteConfig(
        flow, target, true, DEFAULT_BASE_PORT, 3, 30, SimTime.SECOND, 5, 32, startPs);
  }

  /** The books for this flow. */
  public FlowStats newStats(FlowStatsConfig statistics) {
    return FlowStats.roundTrip(flow, statistics.withLossTimeout(timeoutPs));
  }
}
