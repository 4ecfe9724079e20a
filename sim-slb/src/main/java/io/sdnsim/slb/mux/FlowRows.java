package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;

/**
 * The memory of a {@link MuxFlowTable}: an open-addressing hash table whose slots are the rows of
 * the flows, at most three quarters full.
 *
 * <p>With many flows a packet's time is what it waits for memory: once for each address that it
 * learns from memory. So nothing stands between the hash and the row, and the row holds all that a
 * packet needs of its flow: five longs, 40 bytes, in one cache line or two adjacent ones. That is
 * 53 to 107 bytes a flow, 84 where a million are known. Addresses of IPv6 flows stand apart.
 *
 * <p>A flow's number is its slot. It changes when {@link #grow} or {@link #fill} moves the row.
 */
final class FlowRows {
  /** No flow. */
  static final int NONE = -1;

  // Flags.
  static final int CLOSING = 1;
  private static final int IPV6 = 2;
  private static final int TAKEN = 4;

  // A row.
  private static final int LONGS = 5;
  private static final int ADDRESSES = 0;
  private static final int PORTS_AND_STATE = 1;
  private static final int LAST_USED = 2;
  private static final int LINKS = 3;
  private static final int HASH_AND_TARGET = 4;

  // The word with ports and state: source port, destination port, protocol, flags, list. 0 is free.
  private static final int LIST_MASK = 0xFFFF;
  private static final int FLAGS_SHIFT = 16;
  private static final int PROTOCOL_SHIFT = 24;
  private static final long KEY_MASK = ~((long) CLOSING << FLAGS_SHIFT | LIST_MASK);

  private static final long LOWER_HALF = 0xFFFF_FFFFL;
  private static final int FIRST_SLOTS = 64;

  private final WideAddresses wideAddresses = new WideAddresses();
  private long[] rows = new long[FIRST_SLOTS * LONGS];
  private int mask = FIRST_SLOTS - 1;
  private int taken;

  /** How many flow numbers there are: each is less than this. */
  int slots() {
    return mask + 1;
  }

  // Looking up ------------------------------------------------------------------------------------

  int find(
      long hash,
      IpAddress source,
      IpAddress destination,
      int protocol,
      int sourcePort,
      int destinationPort) {
    boolean wide = source.isIpv6();
    long key = key(wide, protocol, sourcePort, destinationPort);
    long addresses = wide ? 0 : addresses(source, destination);
    for (int flow = home(hash); ; flow = flow + 1 & mask) {
      long word = rows[flow * LONGS + PORTS_AND_STATE];
      if (word == 0) {
        return NONE;
      }
      if ((word & KEY_MASK) == key
          && (wide
              ? isBetween(flow, hash, source, destination)
              : rows[flow * LONGS + ADDRESSES] == addresses)) {
        return flow;
      }
    }
  }

  private static long key(boolean wide, int protocol, int sourcePort, int destinationPort) {
    return (long) sourcePort << 48
        | (long) destinationPort << 32
        | (long) protocol << PROTOCOL_SHIFT
        | (long) (wide ? TAKEN | IPV6 : TAKEN) << FLAGS_SHIFT;
  }

  private static long addresses(IpAddress source, IpAddress destination) {
    return source.low() << 32 | (destination.low() & LOWER_HALF);
  }

  /** An IPv6 flow; the hash spares us most looks at addresses of another. */
  private boolean isBetween(int flow, long hash, IpAddress source, IpAddress destination) {
    return (rows[flow * LONGS + HASH_AND_TARGET] ^ hash) >>> 32 == 0
        && wideAddresses.are(wideNumber(flow), source, destination);
  }

  /** Where to look first; only the upper half of a hash is kept. */
  private int home(long hash) {
    return (int) (hash >>> 32) & mask;
  }

  private int wideNumber(int flow) {
    return (int) rows[flow * LONGS + ADDRESSES];
  }

  FlowKey key(int flow) {
    long addresses = rows[flow * LONGS + ADDRESSES];
    long ports = rows[flow * LONGS + PORTS_AND_STATE];
    boolean wide = has(flow, IPV6);
    return new FlowKey(
        0,
        wide ? wideAddresses.source(wideNumber(flow)) : IpAddress.ofIpv4((int) (addresses >>> 32)),
        wide ? wideAddresses.destination(wideNumber(flow)) : IpAddress.ofIpv4((int) addresses),
        (int) (ports >>> PROTOCOL_SHIFT) & 0xFF,
        (int) (ports >>> 48),
        (int) (ports >>> 32) & 0xFFFF);
  }

  // What a row holds ------------------------------------------------------------------------------

  boolean isTaken(int flow) {
    return has(flow, TAKEN);
  }

  boolean has(int flow, int flag) {
    return (rows[flow * LONGS + PORTS_AND_STATE] & (long) flag << FLAGS_SHIFT) != 0;
  }

  void setClosing(int flow) {
    rows[flow * LONGS + PORTS_AND_STATE] |= (long) CLOSING << FLAGS_SHIFT;
  }

  /** The number of its target. */
  int target(int flow) {
    return (int) rows[flow * LONGS + HASH_AND_TARGET];
  }

  /** The number of the {@link IdleLists idle list} that it is in. */
  int list(int flow) {
    return (int) rows[flow * LONGS + PORTS_AND_STATE] & LIST_MASK;
  }

  void setList(int flow, int list) {
    int at = flow * LONGS + PORTS_AND_STATE;
    rows[at] = (rows[at] & ~LIST_MASK) | list;
  }

  long lastUsedPs(int flow) {
    return rows[flow * LONGS + LAST_USED];
  }

  void setLastUsedPs(int flow, long nowPs) {
    rows[flow * LONGS + LAST_USED] = nowPs;
  }

  /** The neighbor in its list that was used before it, or {@link #NONE}. */
  int older(int flow) {
    return (int) (rows[flow * LONGS + LINKS] >>> 32);
  }

  /** The neighbor in its list that was used after it, or {@link #NONE}. */
  int newer(int flow) {
    return (int) rows[flow * LONGS + LINKS];
  }

  void setOlder(int flow, int older) {
    setLinks(flow, older, newer(flow));
  }

  void setNewer(int flow, int newer) {
    setLinks(flow, older(flow), newer);
  }

  void setLinks(int flow, int older, int newer) {
    rows[flow * LONGS + LINKS] = (long) older << 32 | (newer & LOWER_HALF);
  }

  // Coming, going and moving ----------------------------------------------------------------------

  /** Whether there must be more slots before another flow comes. */
  boolean isFull() {
    return taken >= slots() - slots() / 4;
  }

  /** The row of a new flow, which is in no list yet. */
  int take(long hash, FlowKey key, int target) {
    IpAddress source = key.source();
    IpAddress destination = key.destination();
    boolean wide = source.isIpv6();
    int flow = free(hash);
    int at = flow * LONGS;
    rows[at + ADDRESSES] =
        wide ? wideAddresses.add(source, destination) : addresses(source, destination);
    rows[at + PORTS_AND_STATE] = key(wide, key.protocol(), key.sourcePort(), key.destinationPort());
    rows[at + HASH_AND_TARGET] = (hash & ~LOWER_HALF) | target;
    taken++;
    return flow;
  }

  private int free(long hash) {
    int flow = home(hash);
    while (isTaken(flow)) {
      flow = flow + 1 & mask;
    }
    return flow;
  }

  /** Empties a row; before anything is looked up, {@link #fill} must close the gap. */
  void release(int flow) {
    if (has(flow, IPV6)) {
      wideAddresses.remove(wideNumber(flow));
    }
    rows[flow * LONGS + PORTS_AND_STATE] = 0;
    taken--;
  }

  /**
   * Moves a row into a gap that would hide it from a search, and so makes another gap.
   *
   * @return where it was, which is the gap now; {@link #NONE} when the gap hides nothing
   */
  int fill(int gap) {
    for (int flow = gap + 1 & mask; isTaken(flow); flow = flow + 1 & mask) {
      int home = home(rows[flow * LONGS + HASH_AND_TARGET]);
      // A search for it passes the gap when the gap lies between its home and where it stands.
      if ((flow - home & mask) >= (flow - gap & mask)) {
        System.arraycopy(rows, flow * LONGS, rows, gap * LONGS, LONGS);
        rows[flow * LONGS + PORTS_AND_STATE] = 0;
        return flow;
      }
    }
    return NONE;
  }

  /**
   * Doubles the slots. The links still tell the old numbers.
   *
   * @return the new numbers of the flows by their old ones; {@link #NONE} for slots that are free
   */
  int[] grow() {
    long[] old = rows;
    int[] numbers = new int[slots()];
    rows = new long[old.length * 2];
    mask = mask * 2 + 1;
    for (int flow = 0; flow < numbers.length; flow++) {
      int from = flow * LONGS;
      if (old[from + PORTS_AND_STATE] != 0) {
        int to = free(old[from + HASH_AND_TARGET]);
        System.arraycopy(old, from, rows, to * LONGS, LONGS);
        numbers[flow] = to;
      } else {
        numbers[flow] = NONE;
      }
    }
    return numbers;
  }
}
