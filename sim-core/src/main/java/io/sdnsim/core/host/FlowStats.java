package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Packet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a flow's both ends saw, from the beginning of the run to now. It belongs to the scenario,
 * not to a process, so that it survives restarts of the programs that write to it.
 *
 * <p>A flow of packets (UDP, ping, probes) has {@link PacketStream}s; a flow over TCP has messages
 * and connections. The definitions of all figures are in CONFORMANCE.md.
 */
public final class FlowStats {
  private static final int MAX_ERROR_TEXTS = 100;

  private final String id;
  private final boolean repliesCount;
  private final FlowStatsConfig config;

  private final LatencyStats latency;
  private final ExactSum receivePs = new ExactSum();
  private final List<PacketStream> streams = new ArrayList<>();
  private final GapLog outages;
  private final IntervalLog packetsSent;
  private final IntervalLog packetsDelivered;

  private final Direction forward;
  private final Direction reply;

  private long messagesSent;
  private long messagesReceived;
  private long messagesLost;

  private int connectionsOpened;
  private int connectionsEstablished;
  private int connectionsCompleted;
  private int connectionsBroken;
  private int connectionsRefusedByLimit;
  private final SortedMap<Integer, ConnectionStats> open = new TreeMap<>();
  private final MomentLog openings;
  private final MomentLog completions;
  private final MomentLog breaks;
  private final List<BrokenConnection> brokenConnections = new ArrayList<>();
  private final GapLog stalls;
  private @Nullable Gap longestStall;
  private final SortedMap<String, Long> errors = new TreeMap<>();

  /** Bytes of the application in one direction. */
  private static final class Direction {
    private long sentBytes;
    private long receivedBytes;
    private final IntervalLog received;

    Direction(FlowStatsConfig config) {
      this.received = new IntervalLog(config.intervalPs(), config.maxIntervals());
    }
  }

  private FlowStats(String id, boolean repliesCount, FlowStatsConfig config) {
    this.id = id;
    this.repliesCount = repliesCount;
    this.config = config;
    this.latency = new LatencyStats(config.percentiles());
    this.outages = new GapLog(config.maxGaps());
    this.stalls = new GapLog(config.maxGaps());
    this.openings = new MomentLog(config.maxIntervals());
    this.completions = new MomentLog(config.maxIntervals());
    this.breaks = new MomentLog(config.maxIntervals());
    this.packetsSent = new IntervalLog(config.intervalPs(), config.maxIntervals());
    this.packetsDelivered = new IntervalLog(config.intervalPs(), config.maxIntervals());
    this.forward = new Direction(config);
    this.reply = new Direction(config);
  }

  /** Of a flow whose data goes from origin to target: UDP, uploads. */
  public static FlowStats oneWay(String id, FlowStatsConfig config) {
    return new FlowStats(id, false, config);
  }

  /** Of a flow whose answers matter: requests, downloads, probes, ping. */
  public static FlowStats roundTrip(String id, FlowStatsConfig config) {
    return new FlowStats(id, true, config);
  }

  public String id() {
    return id;
  }

  public FlowStatsConfig config() {
    return config;
  }

  public LatencyStats latency() {
    return latency;
  }

  // Packets.

  /** The packet stream of this number; streams are made in order, from 0. */
  PacketStream stream(int index) {
    while (streams.size() <= index) {
      streams.add(new PacketStream(streams.size(), config, outages, latency));
    }
    return streams.get(index);
  }

  /** A packet of a stream goes out from the origin; returns its number. */
  int packetSent(int stream, long nowPs, int payloadBytes) {
    packetsSent.add(nowPs, 1);
    bytesSent(false, payloadBytes);
    return stream(stream).sent(nowPs);
  }

  /** A packet arrived where the flow ends, or the answer to it where the flow began. */
  void packetReceived(int stream, int number, long nowPs, int payloadBytes) {
    bytesReceived(repliesCount, nowPs, payloadBytes);
    receivePs.add(nowPs);
    long sentPs = stream(stream).received(number, nowPs);
    if (sentPs >= 0) {
      packetsDelivered.add(sentPs, 1);
    }
  }

  // Bytes.

  void bytesSent(boolean isReply, long bytes) {
    (isReply ? reply : forward).sentBytes += bytes;
  }

  void bytesReceived(boolean isReply, long nowPs, long bytes) {
    Direction direction = isReply ? reply : forward;
    direction.receivedBytes += bytes;
    direction.received.add(nowPs, bytes);
  }

  // Messages over TCP.

  void messageSent(long nowPs) {
    messagesSent++;
    packetsSent.add(nowPs, 1);
  }

  /** A message was answered, or arrived whole when it wants no answer. */
  void messageReceived(long sentPs, long nowPs) {
    messagesReceived++;
    packetsDelivered.add(sentPs, 1);
    latency.record(nowPs - sentPs);
  }

  /** The connection ended before the message was answered. */
  void messageLost() {
    messagesLost++;
  }

  // Connections.

  /** The number that the next connection gets. */
  int nextConnection() {
    return connectionsOpened;
  }

  ConnectionStats connectionOpened(long nowPs) {
    ConnectionStats connection = new ConnectionStats(connectionsOpened++, this, nowPs);
    open.put(connection.number(), connection);
    openings.add(nowPs);
    return connection;
  }

  void connectionEstablished() {
    connectionsEstablished++;
  }

  void connectionCompleted(ConnectionStats connection, long nowPs) {
    connectionsCompleted++;
    completions.add(nowPs);
    open.remove(connection.number());
  }

  void connectionBroken(ConnectionStats connection, BrokenConnection broken) {
    connectionsBroken++;
    breaks.add(broken.timePs());
    open.remove(connection.number());
    if (brokenConnections.size() < config.maxGaps()) {
      brokenConnections.add(broken);
    }
  }

  /** The arrival process wanted a connection, but as many as may be were open. */
  void connectionNotOpened() {
    connectionsRefusedByLimit++;
  }

  int connectionsNotOpened() {
    return connectionsRefusedByLimit;
  }

  /** The client's host lost its memory: what was open then is broken. */
  void abandonOpenConnections(long nowPs) {
    for (ConnectionStats connection : List.copyOf(open.values())) {
      connection.broken(nowPs, TcpClientApp.PROCESS_ENDED);
    }
    messagesLost = messagesSent - messagesReceived;
  }

  void stalled(Gap stall) {
    longestStall = longestStall == null ? stall : Gap.longer(longestStall, stall);
    if (stall.lengthPs() >= config.stallLogPs()) {
      stalls.add(stall);
    }
  }

  /** An ICMP error came back. */
  void icmpError(Packet error) {
    error(IcmpText.describe(error));
  }

  /** Something went wrong, in words; counted by its text. */
  void error(String text) {
    if (errors.size() < MAX_ERROR_TEXTS || errors.containsKey(text)) {
      errors.merge(text, 1L, Long::sum);
    }
  }

  // Questions.

  /** What went wrong and how often, such as {@code time exceeded from 10.0.0.1}. */
  public SortedMap<String, Long> errors() {
    return Collections.unmodifiableSortedMap(errors);
  }

  /** Everything known at this time, in the figures that reports print. */
  public FlowResult result(long nowPs) {
    return new FlowResult(
        id,
        sent(),
        received(),
        lost(nowPs),
        streams.stream().mapToLong(PacketStream::duplicates).sum(),
        streams.stream().mapToLong(PacketStream::late).sum(),
        (repliesCount ? reply : forward).receivedBytes,
        new FlowResult.Bytes(
            forward.sentBytes, forward.receivedBytes, reply.sentBytes, reply.receivedBytes),
        FlowResult.Latency.of(latency),
        jitterPs(),
        longest(outages(nowPs)),
        longestStall(nowPs),
        new FlowResult.Connections(
            connectionsOpened,
            connectionsEstablished,
            connectionsCompleted,
            connectionsBroken,
            open.size(),
            connectionsRefusedByLimit),
        errors());
  }

  public long sent() {
    return messagesSent + streams.stream().mapToLong(PacketStream::sent).sum();
  }

  public long received() {
    return messagesReceived + streams.stream().mapToLong(PacketStream::delivered).sum();
  }

  /** Packets and messages lost as far as is known at this time; the fate of the rest is open. */
  public long lost(long nowPs) {
    return messagesLost + streams.stream().mapToLong(stream -> stream.lost(nowPs)).sum();
  }

  /** Exact sum of the times at which packets arrived, duplicates and late ones included. */
  public BigInteger sumReceivePs() {
    return receivePs.value();
  }

  /** The largest RFC 3550 jitter of any stream, or null for a flow without packets. */
  private @Nullable Double jitterPs() {
    return streams.isEmpty()
        ? null
        : streams.stream().mapToDouble(PacketStream::jitterPs).max().orElse(0);
  }

  /** Outages of all streams, those still open included; null for a flow without packets. */
  public @Nullable List<Gap> outages(long nowPs) {
    if (streams.isEmpty()) {
      return null;
    }
    List<Gap> all = new ArrayList<>(outages.gaps());
    streams.forEach(stream -> stream.openOutages(nowPs, all::add));
    return all;
  }

  /**
   * The longest outage of any one prober that ended after an event, or null when none did. An
   * outage that had begun before the event counts with its whole length.
   */
  public @Nullable Gap longestOutageAfter(long eventPs, long nowPs) {
    List<Gap> all = outages(nowPs);
    return all == null ? null : longest(endingAfter(all, eventPs));
  }

  /** The longest stall of any one connection that ended after an event, or null. */
  public @Nullable Gap longestStallAfter(long eventPs, long nowPs) {
    return longest(endingAfter(stalls(nowPs), eventPs));
  }

  /**
   * Stalls of all connections, those still open included; ended ones shorter than {@link
   * FlowStatsConfig#stallLogPs} are left out.
   */
  public List<Gap> stalls(long nowPs) {
    List<Gap> all = new ArrayList<>(stalls.gaps());
    addOpenStalls(all, nowPs);
    return all;
  }

  private @Nullable Gap longestStall(long nowPs) {
    List<Gap> all = new ArrayList<>();
    if (longestStall != null) {
      all.add(longestStall);
    }
    addOpenStalls(all, nowPs);
    return longest(all);
  }

  private void addOpenStalls(List<Gap> sink, long nowPs) {
    for (ConnectionStats connection : open.values()) {
      Gap stall = connection.openStall(nowPs);
      if (stall != null) {
        sink.add(stall);
      }
    }
  }

  private static List<Gap> endingAfter(List<Gap> gaps, long eventPs) {
    return gaps.stream().filter(gap -> gap.endPs() > eventPs).toList();
  }

  private static @Nullable Gap longest(@Nullable List<Gap> gaps) {
    return gaps == null ? null : gaps.stream().reduce(Gap::longer).orElse(null);
  }

  /** Connections that broke, in order; at most {@link FlowStatsConfig#maxGaps} are kept. */
  public List<BrokenConnection> brokenConnections() {
    return Collections.unmodifiableList(brokenConnections);
  }

  /**
   * How many connections were opened in [fromPs, toPs], both included. It and its two sisters are
   * exact while a flow has no more than {@link FlowStatsConfig#maxIntervals} connections, and
   * always over the whole run.
   */
  public long connectionsOpenedIn(long fromPs, long toPs) {
    return openings.count(fromPs, toPs);
  }

  /** How many connections had done their work in [fromPs, toPs], both included. */
  public long connectionsCompletedIn(long fromPs, long toPs) {
    return completions.count(fromPs, toPs);
  }

  /** How many connections broke in [fromPs, toPs], both included. */
  public long brokenIn(long fromPs, long toPs) {
    return breaks.count(fromPs, toPs);
  }

  /**
   * Application bytes that arrived at the target in [fromPs, toPs], both included, to the
   * resolution of {@link #resolutionPs}; exact over the whole run.
   */
  public long requestBytesIn(long fromPs, long toPs) {
    return forward.received.total(fromPs, toPs + 1);
  }

  /** Application bytes that arrived back at the origin; as {@link #requestBytesIn}. */
  public long replyBytesIn(long fromPs, long toPs) {
    return reply.received.total(fromPs, toPs + 1);
  }

  /** Packets or messages sent in [fromPs, toPs), to the resolution of {@link #resolutionPs}. */
  public long sentIn(long fromPs, long toPs) {
    return packetsSent.total(fromPs, toPs);
  }

  /** Of those sent in [fromPs, toPs), how many arrived or were answered so far. */
  public long deliveredIn(long fromPs, long toPs) {
    return packetsDelivered.total(fromPs, toPs);
  }

  /** Application bytes that arrived in [fromPs, toPs), in the direction that counts. */
  public long bytesReceivedIn(long fromPs, long toPs) {
    return (repliesCount ? reply : forward).received.total(fromPs, toPs);
  }

  /** Application bits per second that arrived in [fromPs, toPs). */
  public double throughputBps(long fromPs, long toPs) {
    return bytesReceivedIn(fromPs, toPs) * 8 / SimTime.toSeconds(toPs - fromPs);
  }

  /** The resolution of the questions about a window of time. */
  public long resolutionPs() {
    return Math.max(
        packetsSent.intervalPs(), (repliesCount ? reply : forward).received.intervalPs());
  }
}
