package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.slb.goal.RuleSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The flows that a Mux remembers (Ananta 3.3.3): untrusted ones, of which one packet has been seen,
 * and trusted ones, each kind with its quota and idle timeouts.
 *
 * <p>A flow is a number, and what is known of it stands in rows of longs, 59 bytes a flow where a
 * million are known: as objects they would take three times that, and the collector would visit
 * each. What a packet needs stands together, so that it seldom waits for memory more than once;
 * what few flows have, IPv6 addresses and the sequence numbers of those that get resets, stands
 * apart. Flows of one timeout form a list by their last packet, so that using one and finding the
 * next to expire take constant time.
 */
final class MuxFlowTable {
  /** No flow. */
  static final int NONE = -1;

  // A row: both addresses, ports and state, last packet, neighbors in the queue, target.
  private static final int ROW_LONGS = 5;
  private static final int ADDRESSES = 0;
  private static final int PORTS_AND_STATE = 1;
  private static final int LAST_USED = 2;
  private static final int LINKS = 3;
  private static final int TARGET = 4;

  // The word with ports and state: source port, destination port, protocol, flags, queue.
  private static final int IPV6 = 1;
  private static final int CLOSING = 2;
  private static final int QUEUE_MASK = 0xFFFF;
  private static final int FLAGS_SHIFT = 16;
  private static final int PROTOCOL_SHIFT = 24;
  private static final long KEY_MASK = ~0xFEFFFFL;

  private static final int UNTRUSTED = 0;
  private static final int FIRST_ROWS = 64;
  private static final long HASH_SEED = 0x4D7578;

  /** Flows of one idle timeout, by their last packet. */
  private static final class IdleQueue {
    private final long timeoutPs;
    private int oldest = NONE;
    private int newest = NONE;

    IdleQueue(long timeoutPs) {
      this.timeoutPs = timeoutPs;
    }
  }

  private final FlowLimits limits;
  private final List<IdleQueue> queues = new ArrayList<>();
  private long[] rows = new long[FIRST_ROWS * ROW_LONGS];
  private final WideAddresses wideAddresses = new WideAddresses();

  /** By flow: the sequence numbers that {@link #follow} was told; 0 before. */
  private long[] sequences = {};

  private final FlowIndex index = new FlowIndex();
  private final TargetNumbers targets = new TargetNumbers();
  private int rowCount;
  private int freeRow = NONE;
  private int trusted;
  private int untrusted;

  MuxFlowTable(FlowLimits limits) {
    this.limits = limits;
    queues.add(new IdleQueue(limits.untrustedIdlePs()));
  }

  int size() {
    return trusted + untrusted;
  }

  int trusted() {
    return trusted;
  }

  int untrusted() {
    return untrusted;
  }

  /** Whether a new flow can be remembered. */
  boolean hasRoom() {
    return untrusted < limits.untrusted();
  }

  // Looking up ------------------------------------------------------------------------------------

  static long hashOf(
      IpAddress source, IpAddress destination, int protocol, int sourcePort, int destinationPort) {
    return FlowKey.hash(HASH_SEED, source, destination, protocol, sourcePort, destinationPort);
  }

  /** The flow with this key, whether or not it has been idle for too long, or {@link #NONE}. */
  int find(
      long hash,
      IpAddress source,
      IpAddress destination,
      int protocol,
      int sourcePort,
      int destinationPort) {
    long key = key(source, protocol, sourcePort, destinationPort);
    long addresses = addresses(source, destination);
    for (int slot = index.first(hash); slot != NONE; slot = index.next(slot, hash)) {
      int flow = index.flow(slot);
      int row = flow * ROW_LONGS;
      if ((rows[row + PORTS_AND_STATE] & KEY_MASK) == key
          && rows[row + ADDRESSES] == addresses
          && (source.isIpv4() || wideAddresses.are(flow, source, destination))) {
        return flow;
      }
    }
    return NONE;
  }

  /** The flow with this key, as the other {@code find}. */
  int find(FlowKey key) {
    return find(
        hashOf(key),
        key.source(),
        key.destination(),
        key.protocol(),
        key.sourcePort(),
        key.destinationPort());
  }

  private static long hashOf(FlowKey key) {
    return hashOf(
        key.source(), key.destination(), key.protocol(), key.sourcePort(), key.destinationPort());
  }

  private static long key(IpAddress source, int protocol, int sourcePort, int destinationPort) {
    return (long) sourcePort << 48
        | (long) destinationPort << 32
        | (long) protocol << PROTOCOL_SHIFT
        | (source.isIpv6() ? (long) IPV6 << FLAGS_SHIFT : 0);
  }

  /** Both IPv4 addresses; of IPv6 ones the ends, which tell most apart. */
  private static long addresses(IpAddress source, IpAddress destination) {
    return source.low() << 32 | (destination.low() & 0xFFFF_FFFFL);
  }

  Target target(int flow) {
    return targets.get((int) rows[flow * ROW_LONGS + TARGET]);
  }

  boolean isTrusted(int flow) {
    return queueOf(flow) != UNTRUSTED;
  }

  /** Whether the client has sent its FIN. */
  boolean isClosing(int flow) {
    return (rows[flow * ROW_LONGS + PORTS_AND_STATE] & (long) CLOSING << FLAGS_SHIFT) != 0;
  }

  /** {@code untrusted}, {@code trusted} or {@code closing}, for tables. */
  String stateOf(int flow) {
    return isClosing(flow) ? "closing" : isTrusted(flow) ? "trusted" : "untrusted";
  }

  /** Whether its last packet is so long ago that it is to be forgotten. */
  boolean isExpired(long nowPs, int flow) {
    return nowPs - rows[flow * ROW_LONGS + LAST_USED] >= queues.get(queueOf(flow)).timeoutPs;
  }

  FlowKey key(int flow) {
    long addresses = rows[flow * ROW_LONGS + ADDRESSES];
    long ports = rows[flow * ROW_LONGS + PORTS_AND_STATE];
    boolean wide = (ports & (long) IPV6 << FLAGS_SHIFT) != 0;
    return new FlowKey(
        0,
        wide ? wideAddresses.source(flow) : IpAddress.ofIpv4((int) (addresses >>> 32)),
        wide ? wideAddresses.destination(flow) : IpAddress.ofIpv4((int) addresses),
        (int) (ports >>> PROTOCOL_SHIFT) & 0xFF,
        (int) (ports >>> 48),
        (int) (ports >>> 32) & 0xFFFF);
  }

  // Adding and using ------------------------------------------------------------------------------

  /**
   * Remembers a flow as untrusted.
   *
   * @return its number, until it is removed
   * @throws IllegalStateException when there is no room
   */
  int add(long nowPs, long hash, FlowKey key, Target target) {
    if (!hasRoom()) {
      throw new IllegalStateException("the quota of untrusted flows is exhausted");
    }
    int flow = takeRow();
    int row = flow * ROW_LONGS;
    rows[row + ADDRESSES] = addresses(key.source(), key.destination());
    if (key.source().isIpv6()) {
      wideAddresses.set(flow, key.source(), key.destination());
    }
    rows[row + PORTS_AND_STATE] =
        key(key.source(), key.protocol(), key.sourcePort(), key.destinationPort());
    rows[row + TARGET] = targets.hold(target);
    if (flow < sequences.length) {
      sequences[flow] = 0;
    }
    untrusted++;
    append(nowPs, flow, UNTRUSTED);
    index.add(hash, flow);
    return flow;
  }

  /** A packet of the flow passed. */
  void touch(long nowPs, int flow) {
    int queue = queueOf(flow);
    if (queues.get(queue).newest == flow) {
      rows[flow * ROW_LONGS + LAST_USED] = nowPs;
    } else {
      unlink(flow);
      append(nowPs, flow, queue);
    }
  }

  /**
   * Makes a flow trusted, from now on with the idle timeout of its rule, if the quota allows.
   *
   * @return whether it is trusted now and was not before
   */
  boolean trust(long nowPs, int flow) {
    if (isTrusted(flow) || isClosing(flow) || trusted >= limits.trusted()) {
      return false;
    }
    unlink(flow);
    untrusted--;
    trusted++;
    long own = target(flow).settings().idleTimeoutPs();
    append(nowPs, flow, queueFor(own == RuleSettings.AUTOMATIC ? limits.trustedIdlePs() : own));
    return true;
  }

  /**
   * The client sends no more. What is left of the connection takes moments, so the flow counts as
   * untrusted again, if that quota allows.
   */
  void close(long nowPs, int flow) {
    rows[flow * ROW_LONGS + PORTS_AND_STATE] |= (long) CLOSING << FLAGS_SHIFT;
    if (isTrusted(flow) && hasRoom()) {
      unlink(flow);
      trusted--;
      untrusted++;
      append(nowPs, flow, UNTRUSTED);
    }
  }

  /** Forgets a flow. */
  void remove(int flow) {
    index.remove(hashOf(key(flow)), flow);
    if (isTrusted(flow)) {
      trusted--;
    } else {
      untrusted--;
    }
    unlink(flow);
    targets.release(target(flow));
    rows[flow * ROW_LONGS] = freeRow;
    freeRow = flow;
  }

  // TCP -------------------------------------------------------------------------------------------

  /** Notes what the client has sent and received so far, as later resets must name it. */
  void follow(int flow, int nextSequence, int acknowledgment) {
    if (flow >= sequences.length) {
      sequences = Arrays.copyOf(sequences, rows.length / ROW_LONGS);
    }
    int next = (int) (sequences[flow] >>> 32);
    boolean newer = sequences[flow] == 0 || nextSequence - next > 0;
    sequences[flow] = (long) (newer ? nextSequence : next) << 32 | (acknowledgment & 0xFFFF_FFFFL);
  }

  /** The sequence number that the backend expects next. */
  int nextSequence(int flow) {
    return (int) (sequences[flow] >>> 32);
  }

  /** The sequence number that the client expects next. */
  int acknowledgment(int flow) {
    return (int) sequences[flow];
  }

  // Expiry ----------------------------------------------------------------------------------------

  /** When the next flow expires, unless it is used before; {@link SimTime#NEVER} when empty. */
  long nextExpiryPs() {
    long next = SimTime.NEVER;
    for (int i = 0; i < queues.size(); i++) {
      next = Math.min(next, expiryOf(queues.get(i)));
    }
    return next;
  }

  /** The flow that has expired first, or {@link #NONE}. */
  int firstExpired(long nowPs) {
    int first = NONE;
    long firstPs = SimTime.NEVER;
    for (int i = 0; i < queues.size(); i++) {
      IdleQueue queue = queues.get(i);
      long expiry = expiryOf(queue);
      if (expiry <= nowPs && expiry < firstPs) {
        first = queue.oldest;
        firstPs = expiry;
      }
    }
    return first;
  }

  private long expiryOf(IdleQueue queue) {
    return queue.oldest == NONE
        ? SimTime.NEVER
        : rows[queue.oldest * ROW_LONGS + LAST_USED] + queue.timeoutPs;
  }

  // Queues ----------------------------------------------------------------------------------------

  private int queueOf(int flow) {
    return (int) rows[flow * ROW_LONGS + PORTS_AND_STATE] & QUEUE_MASK;
  }

  /** There are as many queues as the rules have had timeouts: a handful. */
  private int queueFor(long timeoutPs) {
    for (int i = UNTRUSTED + 1; i < queues.size(); i++) {
      if (queues.get(i).timeoutPs == timeoutPs) {
        return i;
      }
    }
    for (int i = UNTRUSTED + 1; i < queues.size(); i++) {
      if (queues.get(i).oldest == NONE) {
        queues.set(i, new IdleQueue(timeoutPs));
        return i;
      }
    }
    if (queues.size() > QUEUE_MASK) {
      throw new IllegalStateException("more than " + QUEUE_MASK + " idle timeouts at a time");
    }
    queues.add(new IdleQueue(timeoutPs));
    return queues.size() - 1;
  }

  private void append(long nowPs, int flow, int number) {
    IdleQueue queue = queues.get(number);
    int row = flow * ROW_LONGS;
    rows[row + PORTS_AND_STATE] = (rows[row + PORTS_AND_STATE] & ~QUEUE_MASK) | number;
    rows[row + LAST_USED] = nowPs;
    rows[row + LINKS] = links(queue.newest, NONE);
    if (queue.newest == NONE) {
      queue.oldest = flow;
    } else {
      setNewer(flow, queue.newest);
    }
    queue.newest = flow;
  }

  private void unlink(int flow) {
    IdleQueue queue = queues.get(queueOf(flow));
    long links = rows[flow * ROW_LONGS + LINKS];
    int older = (int) (links >>> 32);
    int newer = (int) links;
    if (older == NONE) {
      queue.oldest = newer;
    } else {
      setNewer(newer, older);
    }
    if (newer == NONE) {
      queue.newest = older;
    } else {
      int at = newer * ROW_LONGS + LINKS;
      rows[at] = links(older, (int) rows[at]);
    }
  }

  private void setNewer(int newer, int of) {
    int at = of * ROW_LONGS + LINKS;
    rows[at] = links((int) (rows[at] >>> 32), newer);
  }

  private static long links(int older, int newer) {
    return (long) older << 32 | (newer & 0xFFFF_FFFFL);
  }

  // Rows ------------------------------------------------------------------------------------------

  private int takeRow() {
    if (freeRow != NONE) {
      int flow = freeRow;
      freeRow = (int) rows[flow * ROW_LONGS];
      return flow;
    }
    if ((rowCount + 1) * ROW_LONGS > rows.length) {
      rows = Arrays.copyOf(rows, rows.length * 2);
    }
    return rowCount++;
  }
}
