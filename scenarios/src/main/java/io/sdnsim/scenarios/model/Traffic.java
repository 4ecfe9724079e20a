package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is sent through the network: a flow in expectations and reports. The receiving application
 * (a server, an echo service) exists wherever the target leads; nobody needs to declare it.
 */
public sealed interface Traffic {
  FlowPlaces places();

  /** Where the flow's {@code id} stands. */
  default SourceLocation at() {
    return places().id();
  }

  /** Unique among flows. */
  String id();

  /** The host or virtual machine that begins. */
  Located<String> from();

  Target to();

  /** Simulated time of the first packet; default 0. */
  long startPs();

  /**
   * Where a flow goes. Exactly one of vip, node and address is given.
   *
   * @param vip the name of a VIP
   * @param node a host or virtual machine, by its first address
   * @param address an address of a node, of a VIP or of a declared external prefix
   * @param port 1 to 65535; 0 where the protocol has none (ICMP, traceroute)
   */
  record Target(
      SourceLocation at,
      @Nullable Located<String> vip,
      @Nullable Located<String> node,
      @Nullable Located<IpAddress> address,
      int port) {}

  /** When connections are opened. */
  enum Arrivals {
    /** One every mean interval. */
    CONSTANT,
    /** Exponentially distributed intervals with that mean, from a seeded stream. */
    POISSON,
    /** Each of {@code users} opens its next connection a think time after the last one ended. */
    CLOSED_LOOP
  }

  /**
   * {@code protocol: tcp}: clients that open connections, send requests and read responses.
   *
   * @param connections in all; default 1
   * @param meanIntervalPs between openings, from {@code connections-per-second}; 0: all at once;
   *     meaningless for a closed loop
   * @param users of a closed loop; 0 otherwise
   * @param thinkTimePs of a closed loop between connections, and always between the requests of one
   *     connection; default 0
   * @param requestsPerConnection default 1
   * @param requestBytes of one request, at least 1; default 100
   * @param responseBytes of one response; default 1000
   * @param sourcePort of the first connection, the following ports for the next ones; 0: ephemeral
   */
  record TcpTraffic(
      FlowPlaces places,
      String id,
      Located<String> from,
      Target to,
      long startPs,
      int connections,
      Arrivals arrivals,
      long meanIntervalPs,
      int users,
      long thinkTimePs,
      int requestsPerConnection,
      long requestBytes,
      long responseBytes,
      int sourcePort)
      implements Traffic {}

  /**
   * {@code protocol: udp}: datagrams at a constant rate.
   *
   * @param packets in all; default 1
   * @param intervalPs between them; default 1 s
   * @param payloadBytes of each, 0 to 65507; default 100
   * @param sourcePort 0: ephemeral
   * @param reply whether the receiver sends every datagram back; default false
   */
  record UdpTraffic(
      FlowPlaces places,
      String id,
      Located<String> from,
      Target to,
      long startPs,
      long packets,
      long intervalPs,
      int payloadBytes,
      int sourcePort,
      boolean reply)
      implements Traffic {}

  /**
   * {@code ping}: ICMP echo requests.
   *
   * @param count default 4
   * @param intervalPs default 1 s
   * @param payloadBytes default 56
   * @param timeoutPs after which a request counts as lost; default 1 s
   * @param dontFragment whether IPv4 requests have DF set; default false
   */
  record PingTraffic(
      FlowPlaces places,
      String id,
      Located<String> from,
      Target to,
      long startPs,
      int count,
      long intervalPs,
      int payloadBytes,
      long timeoutPs,
      boolean dontFragment)
      implements Traffic {}

  /**
   * {@code traceroute}: packets with a rising hop limit.
   *
   * @param protocol UDP (to ports from 33434) or ICMP (echo requests); default UDP
   * @param maxHops default 30
   * @param probesPerHop default 3
   * @param timeoutPs per probe; default 1 s
   */
  record TracerouteTraffic(
      FlowPlaces places,
      String id,
      Located<String> from,
      Target to,
      long startPs,
      Protocol protocol,
      int maxHops,
      int probesPerHop,
      long timeoutPs)
      implements Traffic {}

  /**
   * {@code probe}: asks for service again and again, each time anew, to measure outages: a TCP
   * connection with a one-byte request and response, a UDP datagram that comes back, or an echo
   * request.
   *
   * @param protocol default TCP
   * @param probers how many, each of which keeps a source port of its own and so its way through
   *     ECMP and load balancers; the flow's outage is that of the unluckiest; default 1
   * @param everyPs between the beginnings of two probes of one prober
   * @param timeoutPs after which a probe has failed; default 1 s, over TCP at most {@code every}
   * @param count of probes; 0: until the run ends
   */
  record ProbeTraffic(
      FlowPlaces places,
      String id,
      Located<String> from,
      Target to,
      long startPs,
      Protocol protocol,
      int probers,
      long everyPs,
      long timeoutPs,
      long count)
      implements Traffic {}

  /**
   * {@code bulk}: one TCP connection that carries many bytes.
   *
   * @param bytes of payload
   * @param download whether the receiver of the connection sends them; default false
   */
  record BulkTraffic(
      FlowPlaces places,
      String id,
      Located<String> from,
      Target to,
      long startPs,
      long bytes,
      boolean download)
      implements Traffic {}

  /**
   * {@code replay}: the packets of a capture, sent again by two endpoints. A side sends no frame
   * before it has received all those that it had received before it in the capture, plus the
   * captured think time.
   *
   * @param file pcap or pcapng, its header already checked
   * @param from stands for the capture's client
   * @param to stands for the capture's server
   * @param captureClient the client's address in the capture; null: who sends the first SYN, else
   *     the first IP packet
   * @param captureServer the server's address in the capture; null: to whom that packet goes
   * @param timeScale factor on the think times: 1 keeps them (the default), 0 leaves them out
   */
  record ReplayTraffic(
      FlowPlaces places,
      String id,
      InputFile file,
      Located<String> from,
      Target to,
      long startPs,
      @Nullable IpAddress captureClient,
      @Nullable IpAddress captureServer,
      double timeScale)
      implements Traffic {}
}
