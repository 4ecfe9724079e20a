package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.address.PrefixMap;
import io.sdnsim.core.node.NodeContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The forwarding table of one VRF: what one longest-prefix match per packet asks.
 *
 * <p>Own addresses, broadcast addresses, multicast and forbidden destinations are entries as well,
 * which win over a route of the same prefix, so that a packet costs one lookup, whatever it is.
 */
public final class Fib {
  /** RFC 1122 3.2.1.3, RFC 4291 2.4: what no route may override. */
  private static final SortedMap<Prefix, FibEntry> WELL_KNOWN =
      byPrefix(
          own(Prefix.parse("255.255.255.255/32"), Forwarding.BROADCAST),
          own(Prefix.parse("224.0.0.0/4"), Forwarding.MULTICAST),
          own(Prefix.parse("ff00::/8"), Forwarding.MULTICAST),
          own(Prefix.parse("0.0.0.0/8"), Forwarding.MARTIAN),
          own(Prefix.parse("127.0.0.0/8"), Forwarding.MARTIAN),
          own(Prefix.parse("240.0.0.0/4"), Forwarding.MARTIAN),
          own(Prefix.parse("::/128"), Forwarding.MARTIAN),
          own(Prefix.parse("::1/128"), Forwarding.MARTIAN));

  private static final int[] NO_BITS = {};
  private static final @Nullable Forwarding[] NO_RESULTS = {};
  private static final int MIN_RECENT = 64;
  private static final int MAX_RECENT = 1 << 14;

  private final NodeContext context;
  private final String keyPrefix;
  private final LpmTable<Forwarding> table = new LpmTable<>();

  /**
   * Results of lookups since the last change: the latest, which is all that most hosts need, and
   * others in the place that the low bits of the address say, so that a packet to a known
   * destination costs one step through memory whatever the size of the table.
   */
  private @Nullable Forwarding latest;

  private int latestBits;
  private int[] recentBits = NO_BITS;
  private @Nullable Forwarding[] recent = NO_RESULTS;

  /**
   * The place is the low bits rotated by two: the like ends of neighboring /30 networks, such as
   * the links of a router, share a cache line.
   */
  private int recentShift;

  private boolean recentIsStale = true;
  private final Map<Prefix, FibEntry> routes = new PrefixMap<>();
  private final TreeMap<Prefix, FibEntry> receive = new TreeMap<>();
  private long localChanges;
  private long changes;

  /**
   * @param vrf number of the routing domain; names the rows of other VRFs than 0
   */
  public Fib(NodeContext context, int vrf) {
    this.context = context;
    this.keyPrefix = keyPrefix(vrf);
    WELL_KNOWN.values().forEach(entry -> change(entry.prefix(), entry));
  }

  static String keyPrefix(int vrf) {
    return vrf == 0 ? "" : "vrf " + vrf + " ";
  }

  /** What becomes of packets to this destination, by the longest prefix; null without a route. */
  @Nullable Forwarding lookup(IpAddress destination) {
    if (destination.isIpv6()) {
      return table.lookup(destination);
    }
    int bits = destination.ipv4Bits();
    Forwarding last = latest;
    if (last == null) {
      last = table.lookupIpv4(bits);
      latestBits = bits;
      latest = last;
    } else if (bits != latestBits) {
      return recent(bits);
    }
    return last;
  }

  private @Nullable Forwarding recent(int bits) {
    if (recentIsStale) {
      clearRecent();
    }
    int slot = (bits >>> 2 | bits << recentShift) & (recent.length - 1);
    Forwarding known = recent[slot];
    if (known != null && recentBits[slot] == bits) {
      return known;
    }
    Forwarding found = table.lookupIpv4(bits);
    recentBits[slot] = bits;
    recent[slot] = found;
    return found;
  }

  /** Room for about twice as many addresses as there are prefixes. */
  private void clearRecent() {
    int wanted = Integer.highestOneBit(table.size()) * 4;
    int size = Math.max(MIN_RECENT, Math.min(MAX_RECENT, wanted));
    if (recent.length == size) {
      Arrays.fill(recent, null);
    } else {
      recent = new Forwarding[size];
      recentBits = new int[size];
      recentShift = Integer.numberOfTrailingZeros(size) - 2;
    }
    recentIsStale = false;
  }

  /**
   * The entry that {@link #lookup} goes by, for those who explain.
   *
   * @throws IllegalArgumentException when no prefix matches
   */
  FibEntry entryFor(IpAddress destination) {
    Prefix prefix = table.longestMatch(destination);
    FibEntry own = prefix == null ? null : ownEntry(prefix);
    FibEntry entry = own != null || prefix == null ? own : routes.get(prefix);
    if (entry == null) {
      throw new IllegalArgumentException("no route to " + destination);
    }
    return entry;
  }

  private void change(Prefix prefix, @Nullable FibEntry entry) {
    if (entry == null) {
      table.remove(prefix);
    } else {
      table.put(prefix, entry.forwarding());
    }
    latest = null;
    recentIsStale = true;
    changes++;
  }

  /** The route of exactly this prefix, or null. */
  public @Nullable FibEntry route(Prefix prefix) {
    return routes.get(prefix);
  }

  /** Every route, by prefix. */
  public List<FibEntry> routes() {
    List<FibEntry> all = new ArrayList<>(routes.values());
    all.sort(Comparator.comparing(FibEntry::prefix));
    return all;
  }

  void install(FibEntry entry) {
    routes.put(entry.prefix(), entry);
    if (ownEntry(entry.prefix()) == null) {
      change(entry.prefix(), entry);
    }
    if (context.isTracing()) {
      context.tableChanged("fib", keyPrefix + entry.prefix(), entry::row);
    }
  }

  void remove(Prefix prefix) {
    if (routes.remove(prefix) == null) {
      return;
    }
    if (ownEntry(prefix) == null) {
      change(prefix, null);
    }
    if (context.isTracing()) {
      context.tableChanged("fib", keyPrefix + prefix, null);
    }
  }

  /** What wins over a route of this prefix, or null. */
  private @Nullable FibEntry ownEntry(Prefix prefix) {
    FibEntry entry = receive.get(prefix);
    return entry == null ? WELL_KNOWN.get(prefix) : entry;
  }

  private static SortedMap<Prefix, FibEntry> byPrefix(FibEntry... entries) {
    SortedMap<Prefix, FibEntry> map = new TreeMap<>();
    for (FibEntry entry : entries) {
      map.put(entry.prefix(), entry);
    }
    return map;
  }

  private static FibEntry own(Prefix prefix, Forwarding how) {
    return new FibEntry(prefix, "local", how);
  }

  /** Makes a prefix one that ends here. */
  void receive(Forwarding how, Prefix prefix) {
    localChanges++;
    FibEntry entry = own(prefix, how);
    receive.put(prefix, entry);
    change(prefix, entry);
  }

  /** Takes {@link #receive} back. */
  void unreceive(Prefix prefix) {
    localChanges++;
    receive.remove(prefix);
    FibEntry own = ownEntry(prefix);
    change(prefix, own == null ? routes.get(prefix) : own);
  }

  /** How often answers of {@link #lookup} have changed. */
  long changes() {
    return changes;
  }

  /** How often the answers of {@link #isLocal} have changed. */
  long localChanges() {
    return localChanges;
  }

  boolean isLocal(IpAddress address) {
    return table.lookup(address) == Forwarding.LOCAL;
  }
}
