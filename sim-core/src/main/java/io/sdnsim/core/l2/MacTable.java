package io.sdnsim.core.l2;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filtering database of a bridge (IEEE 802.1Q section 8.8): which port leads to a MAC address
 * in a VLAN.
 *
 * <p>An open-addressing hash of slots. The learned slots stand in a list in the order of the last
 * frame from their address, so that the first to age is in front and a frame costs no search.
 */
public final class MacTable {
  private static final String TABLE = "mac";
  private static final int NONE = 0;
  private static final int FIRST_CAPACITY = 8;

  private final NodeContext context;
  private final long ageingPs;
  private final int maxMacs;
  private final Timer timer;

  /** Slot 0 is the list's head and nobody's address. */
  private long[] keys = new long[FIRST_CAPACITY];

  private @Nullable Port[] ports = new Port[FIRST_CAPACITY];
  private boolean[] isStatic = new boolean[FIRST_CAPACITY];
  private long[] refreshedPs = new long[FIRST_CAPACITY];
  private int[] older = new int[FIRST_CAPACITY];
  private int[] younger = new int[FIRST_CAPACITY];
  private int[] buckets = new int[2 * FIRST_CAPACITY];

  /** Slots that were given back, linked through {@link #younger}. */
  private int firstFree = NONE;

  private int slotLimit = 1;
  private int size;

  /**
   * @param ageingPs how long a learned address stays after its last frame
   * @param maxMacs how many addresses the table holds
   */
  public MacTable(NodeContext context, long ageingPs, int maxMacs) {
    this.context = context;
    this.ageingPs = ageingPs;
    this.maxMacs = maxMacs;
    this.timer = context.timer(this::age);
  }

  public int size() {
    return size;
  }

  /** The port that leads to the address, or null when it is not known. */
  public @Nullable Port lookup(int vlan, MacAddress mac) {
    return ports[find(key(vlan, mac))];
  }

  /** Sets an address for good: it does not age, move, or go when its port goes down. */
  public void addStatic(int vlan, MacAddress mac, Port port) {
    long key = key(vlan, mac);
    int slot = find(key);
    if (slot == NONE) {
      slot = add(key, port);
    } else {
      unlink(slot);
      ports[slot] = port;
    }
    isStatic[slot] = true;
    announce(slot);
  }

  /** Takes note of a frame from the address; without effect when the table is full. */
  public void learn(int vlan, MacAddress mac, Port port) {
    long key = key(vlan, mac);
    int slot = find(key);
    if (slot == NONE) {
      if (size >= maxMacs) {
        return;
      }
      slot = add(key, port);
      link(slot);
      announce(slot);
    } else if (!isStatic[slot]) {
      unlink(slot);
      link(slot);
      if (ports[slot] != port) {
        ports[slot] = port;
        announce(slot);
      }
    }
  }

  /** Forgets what was learned at a port. */
  public void flush(Port port) {
    int slot = younger[NONE];
    while (slot != NONE) {
      int next = younger[slot];
      if (ports[slot] == port) {
        remove(slot);
      }
      slot = next;
    }
  }

  /** Forgets everything, static addresses included. */
  public void clear() {
    for (int slot = 1; slot < slotLimit; slot++) {
      if (ports[slot] != null) {
        remove(slot);
      }
    }
    timer.cancel();
  }

  private void age() {
    int slot = younger[NONE];
    while (slot != NONE && refreshedPs[slot] + ageingPs <= context.nowPs()) {
      remove(slot);
      slot = younger[NONE];
    }
    if (slot != NONE) {
      timer.setAt(refreshedPs[slot] + ageingPs);
    }
  }

  // ---- slots

  private static long key(int vlan, MacAddress mac) {
    return (long) vlan << 48 | mac.bits();
  }

  private int home(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (buckets.length - 1);
  }

  private int find(long key) {
    int bucket = home(key);
    int slot;
    while ((slot = buckets[bucket]) != NONE && keys[slot] != key) {
      bucket = (bucket + 1) & (buckets.length - 1);
    }
    return slot;
  }

  private int add(long key, Port port) {
    int slot = firstFree;
    if (slot != NONE) {
      firstFree = younger[slot];
    } else {
      if (slotLimit == keys.length) {
        grow();
      }
      slot = slotLimit++;
    }
    keys[slot] = key;
    ports[slot] = port;
    isStatic[slot] = false;
    older[slot] = slot;
    younger[slot] = slot;
    size++;
    enter(slot);
    return slot;
  }

  private void enter(int slot) {
    int bucket = home(keys[slot]);
    while (buckets[bucket] != NONE) {
      bucket = (bucket + 1) & (buckets.length - 1);
    }
    buckets[bucket] = slot;
  }

  private void grow() {
    int capacity = 2 * keys.length;
    keys = Arrays.copyOf(keys, capacity);
    ports = Arrays.copyOf(ports, capacity);
    isStatic = Arrays.copyOf(isStatic, capacity);
    refreshedPs = Arrays.copyOf(refreshedPs, capacity);
    older = Arrays.copyOf(older, capacity);
    younger = Arrays.copyOf(younger, capacity);
    buckets = new int[2 * capacity];
    for (int slot = 1; slot < slotLimit; slot++) {
      enter(slot);
    }
  }

  private void remove(int slot) {
    if (context.isTracing()) {
      context.tableChanged(TABLE, rowKey(slot), null);
    }
    closeGap(slot);
    unlink(slot);
    ports[slot] = null;
    younger[slot] = firstFree;
    firstFree = slot;
    size--;
  }

  /** Takes the slot out of its bucket and moves entries that probed past it back. */
  private void closeGap(int slot) {
    int mask = buckets.length - 1;
    int hole = home(keys[slot]);
    while (buckets[hole] != slot) {
      hole = (hole + 1) & mask;
    }
    int bucket = hole;
    while (true) {
      bucket = (bucket + 1) & mask;
      int other = buckets[bucket];
      if (other == NONE) {
        break;
      }
      if (((bucket - home(keys[other])) & mask) >= ((bucket - hole) & mask)) {
        buckets[hole] = other;
        hole = bucket;
      }
    }
    buckets[hole] = NONE;
  }

  // ---- the list in the order of ageing; a slot that is its own neighbour stands in no list

  private void link(int slot) {
    refreshedPs[slot] = context.nowPs();
    int last = older[NONE];
    older[slot] = last;
    younger[slot] = NONE;
    younger[last] = slot;
    older[NONE] = slot;
    if (!timer.isSet()) {
      timer.setAfter(ageingPs);
    }
  }

  private void unlink(int slot) {
    int before = older[slot];
    int after = younger[slot];
    younger[before] = after;
    older[after] = before;
    older[slot] = slot;
    younger[slot] = slot;
  }

  // ---- announcements

  private void announce(int slot) {
    if (context.isTracing()) {
      context.tableChanged(TABLE, rowKey(slot), () -> row(slot));
    }
  }

  private String rowKey(int slot) {
    return String.format(
        Locale.ROOT, "%04d %s", keys[slot] >>> 48, new MacAddress(keys[slot] & 0xFFFF_FFFF_FFFFL));
  }

  private Map<String, Object> row(int slot) {
    Map<String, Object> row = new LinkedHashMap<>();
    Port port = ports[slot];
    row.put("vlan", keys[slot] >>> 48);
    row.put("mac", new MacAddress(keys[slot] & 0xFFFF_FFFF_FFFFL).toString());
    row.put("port", port == null ? "" : port.name());
    row.put("kind", isStatic[slot] ? "static" : "learned");
    return row;
  }
}
