package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;

/**
 * A one-way flow of UDP datagrams at a constant rate.
 *
 * @param sourcePort 0 for a free one
 * @param intervalPs from one datagram to the next
 * @param payloadBytes behind the UDP header
 * @param startPs the first datagram
 * @param stopPs no datagram is sent from then on; {@link SimTime#NEVER} for no end
 * @param packets how many in all; 0 for no limit
 */
public record UdpCbrConfig(
    String flow,
    Endpoint target,
    int sourcePort,
    long intervalPs,
    int payloadBytes,
    long startPs,
    long stopPs,
    int packets,
    int hopLimit) {
  /** The largest payload of an IPv4 datagram: 65,535 less both headers. */
  static final int MAX_PAYLOAD_BYTES = 65_507;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public UdpCbrConfig {
    ConfigCheck check = new ConfigCheck(flow.isBlank() ? "flow" : flow);
    check.flowId(flow);
    check.port("port", target.port());
    check.range("source-port", sourcePort, 0, 65_535);
    check.positiveTime("interval", intervalPs);
    check.range("payload-bytes", payloadBytes, 0, MAX_PAYLOAD_BYTES);
    check.time("start", startPs);
    check.that(stopPs > startPs, "stop", SimTime.format(stopPs), "must be later than the start");
    check.range("packets", packets, 0, Integer.MAX_VALUE);
    check.hopLimit(hopLimit);
  }

  /** So many datagrams per second from a time on; the interval is rounded to a picosecond. */
  public static UdpCbrConfig perSecond(
      String flow, Endpoint target, double rate, int payloadBytes, long startPs, int packets) {
    new ConfigCheck(flow).that(rate > 0, "rate", rate, "must be more than zero per second");
    long intervalPs = Math.max(1, Math.round(SimTime.SECOND / rate));
    return new UdpCbrConfig(
        flow, target, 0, intervalPs, payloadBytes, startPs, SimTime.NEVER, packets, 64);
  }

  /** The books for this flow. */
  public FlowStats newStats(FlowStatsConfig statistics) {
    return FlowStats.oneWay(flow, statistics);
  }
}
