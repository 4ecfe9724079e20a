package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.slb.goal.RuleSettings;

/**
 * The flows that a Mux remembers (Ananta 3.3.3): untrusted ones, of which one packet has been seen,
 * and trusted ones, each kind with its quota and idle timeouts.
 *
 * <p>A flow is a number, and what is known of it stands in a row of longs where the hash of its key
 * says, see {@link FlowRows}: as objects a million flows would take three times the memory, and the
 * collector would visit each. The number is good until a flow is added or removed, for then rows
 * move. What few flows have stands apart: the addresses of IPv6, and the sequence numbers of those
 * that get resets.
 */
final class MuxFlowTable {
  /** No flow. */
  static final int NONE = FlowRows.NONE;

  private static final long HASH_SEED = 0x4D7578;

  private final FlowLimits limits;
  private final FlowRows rows = new FlowRows();
  private final IdleLists idle;
  private final TargetNumbers targets = new TargetNumbers();

  /** By flow: the sequence numbers that {@link #follow} was told; 0 before. Empty until needed. */
  private long[] sequences = {};

  private int trusted;
  private int untrusted;

  MuxFlowTable(FlowLimits limits) {
    this.limits = limits;
    idle = new IdleLists(rows, limits.untrustedIdlePs());
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
    return rows.find(hash, source, destination, protocol, sourcePort, destinationPort);
  }

  /** The flow with this key, as the other {@code find}. */
  int find(FlowKey key) {
    return find(
        key.hash(HASH_SEED),
        key.source(),
        key.destination(),
        key.protocol(),
        key.sourcePort(),
        key.destinationPort());
  }

  FlowKey key(int flow) {
    return rows.key(flow);
  }

  Target target(int flow) {
    return targets.get(rows.target(flow));
  }

  boolean isTrusted(int flow) {
    return rows.list(flow) != IdleLists.UNTRUSTED;
  }

  /** Whether the client has sent its FIN. */
  boolean isClosing(int flow) {
    return rows.has(flow, FlowRows.CLOSING);
  }

  /** {@code untrusted}, {@code trusted} or {@code closing}, for tables. */
  String stateOf(int flow) {
    return isClosing(flow) ? "closing" : isTrusted(flow) ? "trusted" : "untrusted";
  }

  /** Whether its last packet is so long ago that it is to be forgotten. */
  boolean isExpired(long nowPs, int flow) {
    return idle.isExpired(nowPs, flow);
  }

  /** When the next flow expires, unless it is used before; {@link SimTime#NEVER} when empty. */
  long nextExpiryPs() {
    return idle.nextExpiryPs();
  }

  /** The flow that has expired first, or {@link #NONE}. */
  int firstExpired(long nowPs) {
    return idle.firstExpired(nowPs);
  }

  // Adding and using ------------------------------------------------------------------------------

  /**
   * Remembers a flow as untrusted. The numbers of the others may change.
   *
   * @return its number
   * @throws IllegalStateException when there is no room
   */
  int add(long nowPs, long hash, FlowKey key, Target target) {
    if (!hasRoom()) {
      throw new IllegalStateException("the quota of untrusted flows is exhausted");
    }
    if (rows.isFull()) {
      grow();
    }
    int flow = rows.take(hash, key, targets.hold(target));
    if (sequences.length > 0) {
      sequences[flow] = 0;
    }
    untrusted++;
    idle.append(nowPs, flow, IdleLists.UNTRUSTED);
    return flow;
  }

  private void grow() {
    int[] numbers = rows.grow();
    idle.renumber(numbers);
    if (sequences.length > 0) {
      long[] old = sequences;
      sequences = new long[rows.slots()];
      for (int flow = 0; flow < old.length; flow++) {
        if (numbers[flow] != NONE) {
          sequences[numbers[flow]] = old[flow];
        }
      }
    }
  }

  /** A packet of the flow passed. */
  void touch(long nowPs, int flow) {
    idle.touch(nowPs, flow);
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
    idle.unlink(flow);
    untrusted--;
    trusted++;
    long own = target(flow).settings().idleTimeoutPs();
    idle.append(
        nowPs, flow, idle.listFor(own == RuleSettings.AUTOMATIC ? limits.trustedIdlePs() : own));
    return true;
  }

  /**
   * The client sends no more. What is left of the connection takes moments, so the flow counts as
   * untrusted again, if that quota allows.
   */
  void close(long nowPs, int flow) {
    rows.setClosing(flow);
    if (isTrusted(flow) && hasRoom()) {
      idle.unlink(flow);
      trusted--;
      untrusted++;
      idle.append(nowPs, flow, IdleLists.UNTRUSTED);
    }
  }

  /** Forgets a flow. The numbers of the others may change. */
  void remove(int flow) {
    if (isTrusted(flow)) {
      trusted--;
    } else {
      untrusted--;
    }
    idle.unlink(flow);
    targets.release(target(flow));
    rows.release(flow);
    int gap = flow;
    for (int from = rows.fill(gap); from != NONE; from = rows.fill(gap)) {
      idle.moved(gap);
      if (sequences.length > 0) {
        sequences[gap] = sequences[from];
      }
      gap = from;
    }
  }

  // TCP -------------------------------------------------------------------------------------------

  /** Notes what the client has sent and received so far, as later resets must name it. */
  void follow(int flow, int nextSequence, int acknowledgment) {
    if (sequences.length == 0) {
      sequences = new long[rows.slots()];
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
}
