package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that must hold in a run. {@link #when} means, by family:
 *
 * <ul>
 *   <li><b>States</b> (route, session): they hold or not at any instant. At T: at that instant,
 *       after all events of that time. Always: at every instant of the interval. Never: at none.
 *       After EVENT: it does not hold at the event, and there is a transition to holding no earlier
 *       than {@code not-before} and no later than {@code within} after it; a state that held
 *       already does not pass. Whole run: at the end of the run.
 *   <li><b>Packets</b> (path, rewrites, symmetry, reachability): what is true of single packets (of
 *       single requests for symmetry and reachability), which count at the time at which they were
 *       sent. At T: the first one sent at or after T. Always: every one in the interval, at least
 *       one. Never: none. After EVENT: the first one sent after the event for which it is true was
 *       sent between {@code not-before} and {@code within} after the event, and the last one before
 *       the event was not of that kind. Whole run: every one, at least one. For path and rewrites
 *       only packets that were delivered count.
 *   <li><b>Measures</b> (loss, latency, throughput, outage, stall, connections, balance, drops,
 *       counter): a number over an interval must lie in a range. Always: over that interval. After
 *       EVENT: from {@code not-before} to {@code within} after the event. At T: from the start to
 *       T. Whole run: over all of it. Never is refused.
 * </ul>
 */
public sealed interface Expectation {
  /** Where the expectation's {@code id} stands: what a failure points to. */
  SourceLocation at();

  /** Unique among expectations. */
  String id();

  When when();

  /** Which of the two directions of a flow is meant. */
  enum Direction {
    /** From the flow's {@code from} to its target (the default). */
    REQUEST,
    /** From the target back. */
    REPLY
  }

  // ---- Packets

  /**
   * {@code visits}, {@code avoids}: the nodes that a packet goes through.
   *
   * @param visits all nodes in order, sender and receiver included; switches that it does not name
   *     are passed over, any other node that it does not name breaks it. Empty: not asked
   * @param avoids nodes that no packet may visit
   */
  record Path(
      SourceLocation at,
      String id,
      When when,
      Located<String> flow,
      Direction direction,
      List<Visit> visits,
      List<Located<String>> avoids)
      implements Expectation {
    public Path {
      visits = List.copyOf(visits);
      avoids = List.copyOf(avoids);
    }
  }

  /** One place of a path: any of these nodes. A plain name is a list of one. */
  record Visit(SourceLocation at, List<Located<String>> anyOf) {
    public Visit {
      anyOf = List.copyOf(anyOf);
    }
  }

  /** {@code rewrites}: header fields of a packet where it leaves a node. */
  record Rewrites(
      SourceLocation at,
      String id,
      When when,
      Located<String> flow,
      Direction direction,
      List<Rewrite> rewrites)
      implements Expectation {
    public Rewrites {
      rewrites = List.copyOf(rewrites);
    }
  }

  /**
   * The packet as it leaves the node; a null is not asked. With a tunnel around it, the plain
   * fields are those of the inner packet.
   *
   * @param ttl TTL or hop limit
   * @param outerSource of the tunnel's IP header
   * @param outerDestination of the tunnel's IP header
   */
  record Rewrite(
      SourceLocation at,
      Located<String> node,
      @Nullable IpAddress source,
      @Nullable IpAddress destination,
      @Nullable PortRange sourcePorts,
      @Nullable PortRange destinationPorts,
      @Nullable Integer ttl,
      @Nullable IpAddress outerSource,
      @Nullable IpAddress outerDestination,
      @Nullable Integer vni) {}

  /**
   * {@code symmetric}: replies visit the nodes of their requests in reverse order, switches aside
   * (or do not, for false). For TCP the first delivered packet of each direction of a connection is
   * compared.
   */
  record Symmetry(SourceLocation at, String id, When when, Located<String> flow, boolean symmetric)
      implements Expectation {}

  /**
   * {@code reachable: true}: requests of the flow are answered (a connection is established, an
   * echo or datagram comes back; a UDP flow without replies: it arrives). {@code unreachable: {
   * reason, node }}: they are not.
   *
   * @param dropReason the label of the drop that ended it; null: whatever reason
   * @param dropNode the node that dropped it; null: whichever node
   */
  record Reachability(
      SourceLocation at,
      String id,
      When when,
      Located<String> flow,
      boolean reachable,
      @Nullable Located<String> dropReason,
      @Nullable Located<String> dropNode)
      implements Expectation {}

  // ---- States

  /**
   * {@code route}: a prefix in a node's forwarding table, exactly this prefix.
   *
   * @param present false: the table does not have it, and the rest is not asked
   * @param nextHopCount null: not asked
   * @param nextHops the set of gateways, in any order; null: not asked. A connected or blackhole
   *     route has none
   * @param protocol connected, static, bgp; null: not asked
   */
  record Route(
      SourceLocation at,
      String id,
      When when,
      Located<String> node,
      Located<Prefix> prefix,
      boolean present,
      @Nullable Integer nextHopCount,
      @Nullable List<Located<IpAddress>> nextHops,
      @Nullable String protocol)
      implements Expectation {
    public Route {
      nextHops = nextHops == null ? null : List.copyOf(nextHops);
    }
  }

  /** The states of RFC 4271 8.2.2. */
  enum SessionState {
    IDLE,
    CONNECT,
    ACTIVE,
    OPEN_SENT,
    OPEN_CONFIRM,
    ESTABLISHED
  }

  /**
   * {@code session}: a BGP session as one of its ends sees it. A session that does not exist (any
   * more) counts as idle.
   *
   * @param neighbor the other end's address
   * @param state null: not asked
   * @param silencePs for each time the session leaves established in the interval of {@code when}:
   *     the time since the last KEEPALIVE or UPDATE was received must lie in the range, and it
   *     leaves at least once; null: not asked. With both, both must hold
   */
  record Session(
      SourceLocation at,
      String id,
      When when,
      Located<String> node,
      Located<IpAddress> neighbor,
      @Nullable SessionState state,
      @Nullable LongRange silencePs)
      implements Expectation {}

  // ---- Measures

  /**
   * {@code loss}: packets of the flow, in both directions, that were sent in the interval and
   * dropped anywhere; retransmissions count as packets of their own.
   *
   * @param packets how many
   * @param maxShare of the packets sent, 0 to 1; 1: not asked
   */
  record Loss(
      SourceLocation at,
      String id,
      When when,
      Located<String> flow,
      LongRange packets,
      double maxShare)
      implements Expectation {}

  /** Which value of a distribution is meant. */
  enum Statistic {
    MIN,
    MEAN,
    P50,
    P99,
    MAX
  }

  /** {@code latency}: one-way time of request packets, from sending to delivery. */
  record Latency(
      SourceLocation at,
      String id,
      When when,
      Located<String> flow,
      Statistic statistic,
      LongRange rangePs)
      implements Expectation {}

  /**
   * {@code throughput}: payload bits per second that applications received, both directions
   * together, over the interval (whole run: from the flow's first to its last byte).
   */
  record Throughput(
      SourceLocation at, String id, When when, Located<String> flow, LongRange rangeBps)
      implements Expectation {}

  /**
   * {@code outage}: the longest gap in service that a prober sees: from the beginning of the first
   * probe that fails to the beginning of the next that succeeds (or the end); 0 when none fails.
   *
   * @param flow a {@code probe} or {@code ping}
   */
  record Outage(SourceLocation at, String id, When when, Located<String> flow, LongRange rangePs)
      implements Expectation {}

  /**
   * {@code stall}: the longest time that one connection of the flow waits for progress: between two
   * arrivals of new bytes at either end while data is outstanding.
   *
   * @param flow of TCP
   */
  record Stall(SourceLocation at, String id, When when, Located<String> flow, LongRange rangePs)
      implements Expectation {}

  /**
   * {@code connections}, or {@code broken-connections} for the last alone.
   *
   * @param opened SYNs of new connections sent; {@link LongRange#ANY}: not asked
   * @param completed all requests answered and closed in order
   * @param broken reset, timed out or refused
   */
  record Connections(
      SourceLocation at,
      String id,
      When when,
      Located<String> flow,
      LongRange opened,
      LongRange completed,
      LongRange broken)
      implements Expectation {}

  /** Over what the load is spread. */
  enum BalanceOver {
    /** The next hops that {@code node} chose. */
    NEXT_HOPS,
    /** The virtual machines that received. */
    BACKENDS
  }

  /**
   * {@code balance}: connections of the flow (packets, where there are none) per member; each
   * member's number differs from the mean by at most {@code tolerance} times the mean.
   *
   * @param node the router that chooses; null exactly for backends
   * @param members how many took part
   * @param tolerance 0.25 for 25 %
   */
  record Balance(
      SourceLocation at,
      String id,
      When when,
      Located<String> flow,
      BalanceOver over,
      @Nullable Located<String> node,
      int members,
      double tolerance)
      implements Expectation {}

  /**
   * {@code drops}: packets dropped in the interval.
   *
   * @param flow only of this flow; null: of all, control traffic included
   * @param node only at this node; null: anywhere
   * @param reason only of this reason, such as {@code NoRoute}; null: all
   */
  record Drops(
      SourceLocation at,
      String id,
      When when,
      @Nullable Located<String> flow,
      @Nullable Located<String> node,
      @Nullable Located<String> reason,
      LongRange packets)
      implements Expectation {}

  /**
   * {@code counter}: a named counter.
   *
   * @param subject a node or a flow, as the counter says
   */
  record CounterValue(
      SourceLocation at,
      String id,
      When when,
      Located<String> subject,
      Counter counter,
      LongRange range)
      implements Expectation {}

  /** What can be counted. Node tables are read at the end of the interval, the rest within it. */
  enum Counter {
    FRAMES_RECEIVED("frames-received", false, "frames that arrived at the node's ports"),
    FRAMES_SENT("frames-sent", false, "frames that left the node's ports"),
    ROUTES("routes", false, "prefixes in the node's forwarding table"),
    ARP_ENTRIES("arp-entries", false, "resolved neighbors of the node"),
    NAT_BINDINGS("nat-bindings", false, "bindings in the node's NAT table"),
    MUX_FLOWS("mux-flows", false, "flows in the Mux's flow table"),
    PACKETS_SENT("packets-sent", true, "packets that the flow's endpoints sent"),
    PACKETS_RECEIVED("packets-received", true, "packets that the flow's endpoints received"),
    CLIENT_BYTES("client-bytes", true, "payload bytes of the client that reached the server"),
    SERVER_BYTES("server-bytes", true, "payload bytes of the server that reached the client"),
    FRAMES_REPLAYED("frames-replayed", true, "frames of the capture that were sent"),
    FRAMES_SKIPPED("frames-skipped", true, "frames of the capture that were left out (not IPv4)");

    private final String label;
    private final boolean ofFlow;
    private final String explanation;

    Counter(String label, boolean ofFlow, String explanation) {
      this.label = label;
      this.ofFlow = ofFlow;
      this.explanation = explanation;
    }

    /** As scenarios write it. */
    public String label() {
      return label;
    }

    /** Whether the subject is a flow; otherwise it is a node. */
    public boolean ofFlow() {
      return ofFlow;
    }

    public String explanation() {
      return explanation;
    }
  }
}
