package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;

/**
 * Probers that ask a service for a sign of life at regular intervals. Ping is one of them.
 *
 * <p>Each prober is a {@link PacketStream}: an outage is what one prober sees. With pinned ports a
 * prober keeps its 5-tuple and therefore its way through ECMP and load balancers; several probers
 * cover several ways, and the flow's outage is that of the unluckiest. With rotating ports every
 * probe takes a way of its own: an outage then needs several unlucky probes in a row.
 *
 * @param probers how many, each with its own source port; they start at equal distances within the
 *     first interval
 * @param timeoutPs a probe without an answer by then has failed
 * @param payloadBytes of UDP and ICMP probes
 * @param stopPs no probe is sent from then on; {@link SimTime#NEVER} for no end
 * @param count probes of each prober; 0 for no limit
 * @param dontFragment sets DF in ICMP probes over IPv4, as {@code ping -M do} does
 */
public record ProbeConfig(
    String flow,
    Kind kind,
    Endpoint target,
    int probers,
    SourcePorts sourcePorts,
    long intervalPs,
    long timeoutPs,
    int payloadBytes,
    long startPs,
    long stopPs,
    int count,
    int hopLimit,
    boolean dontFragment) {
  /** What counts as a sign of life. */
  public enum Kind {
    /** A TCP handshake completes; the connection is then reset. The SYN is sent once. */
    TCP_CONNECT,
    /** A UDP datagram comes back from an echo port. */
    UDP,
    /** An ICMP echo reply comes back. The target's port is not used. */
    ICMP
  }

  /** Which source port (ICMP: identifier) a probe has. */
  public enum SourcePorts {
    /** A prober keeps its port. */
    PINNED,
    /** Every probe has a fresh port. */
    ROTATING
  }

  private static final int MAX_OUTSTANDING = 10_000;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public ProbeConfig {
    ConfigCheck check = new ConfigCheck(flow.isBlank() ? "probe" : flow);
    check.flowId(flow);
    if (kind != Kind.ICMP) {
      check.port("port", target.port());
    }
    check.range("probers", probers, 1, 10_000);
    check.positiveTime("every", intervalPs);
    check.positiveTime("timeout", timeoutPs);
    check.that(
        kind != Kind.TCP_CONNECT || sourcePorts == SourcePorts.ROTATING || timeoutPs <= intervalPs,
        "timeout",
        SimTime.format(timeoutPs),
        "must not exceed the interval of "
            + SimTime.format(intervalPs)
            + ", since a pinned port can hold one connection; use rotating ports or a longer"
            + " interval");
    check.that(
        timeoutPs / intervalPs <= MAX_OUTSTANDING,
        "timeout",
        SimTime.format(timeoutPs),
        "must not exceed " + MAX_OUTSTANDING + " intervals");
    check.range("payload-bytes", payloadBytes, 0, UdpCbrConfig.MAX_PAYLOAD_BYTES);
    check.time("start", startPs);
    check.that(stopPs > startPs, "stop", SimTime.format(stopPs), "must be later than the start");
    check.range("count", count, 0, Integer.MAX_VALUE);
    check.hopLimit(hopLimit);
    check.that(kind == Kind.ICMP || !dontFragment, "df", "true", "is for ICMP probes");
  }

  /** Pinned TCP probes; an answer may take as long as the interval. */
  public static ProbeConfig tcp(
      String flow, Endpoint target, int probers, long intervalPs, long startPs) {
    return new ProbeConfig(
        flow,
        Kind.TCP_CONNECT,
        target,
        probers,
        SourcePorts.PINNED,
        intervalPs,
        intervalPs,
        0,
        startPs,
        SimTime.NEVER,
        0,
        64,
        false);
  }

  /** Pinned UDP probes of 64 bytes with a timeout of 1 s. */
  public static ProbeConfig udp(
      String flow, Endpoint target, int probers, long intervalPs, long startPs) {
    return new ProbeConfig(
        flow,
        Kind.UDP,
        target,
        probers,
        SourcePorts.PINNED,
        intervalPs,
        SimTime.SECOND,
        64,
        startPs,
        SimTime.NEVER,
        0,
        64,
        false);
  }

  /** Ping: echo requests with 56 bytes of data, one identifier, a timeout of 1 s. */
  public static ProbeConfig ping(
      String flow, IpAddress target, long intervalPs, long startPs, int count) {
    return new ProbeConfig(
        flow,
        Kind.ICMP,
        new Endpoint(target, 0),
        1,
        SourcePorts.PINNED,
        intervalPs,
        SimTime.SECOND,
        56,
        startPs,
        SimTime.NEVER,
        count,
        64,
        false);
  }

  /** These probes from fresh ports. */
  public ProbeConfig rotating() {
    return new ProbeConfig(
        flow,
        kind,
        target,
        probers,
        SourcePorts.ROTATING,
        intervalPs,
        timeoutPs,
        payloadBytes,
        startPs,
        stopPs,
        count,
        hopLimit,
        dontFragment);
  }

  public ProbeConfig withTimeout(long newTimeoutPs) {
    return new ProbeConfig(
        flow,
        kind,
        target,
        probers,
        sourcePorts,
        intervalPs,
        newTimeoutPs,
        payloadBytes,
        startPs,
        stopPs,
        count,
        hopLimit,
        dontFragment);
  }

  public ProbeConfig withStop(long newStopPs) {
    return new ProbeConfig(
        flow,
        kind,
        target,
        probers,
        sourcePorts,
        intervalPs,
        timeoutPs,
        payloadBytes,
        startPs,
        newStopPs,
        count,
        hopLimit,
        dontFragment);
  }

  /** These probes with DF set. */
  public ProbeConfig withDontFragment() {
    return new ProbeConfig(
        flow,
        kind,
        target,
        probers,
        sourcePorts,
        intervalPs,
        timeoutPs,
        payloadBytes,
        startPs,
        stopPs,
        count,
        hopLimit,
        true);
  }

  /** The books for this flow: the probes' timeout is the loss timeout. */
  public FlowStats newStats(FlowStatsConfig statistics) {
    return FlowStats.roundTrip(flow, statistics.withLossTimeout(timeoutPs));
  }
}
