package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.node.NodeContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private static final List<FibEntry> WELL_KNOWN =
      List.of(
          own(Prefix.parse("255.255.255.255/32"), Forwarding.BROADCAST),
          own(Prefix.parse("224.0.0.0/4"), Forwarding.MULTICAST),
          own(Prefix.parse("ff00::/8"), Forwarding.MULTICAST),
          own(Prefix.parse("0.0.0.0/8"), Forwarding.MARTIAN),
          own(Prefix.parse("127.0.0.0/8"), Forwarding.MARTIAN),
          own(Prefix.parse("240.0.0.0/4"), Forwarding.MARTIAN),
          own(Prefix.parse("::/128"), Forwarding.MARTIAN),
          own(Prefix.parse("::1/128"), Forwarding.MARTIAN));

  private static final long NO_KEY = -1;
  private static final int MIN_RECENT_BITS = 6;
  private static final int MAX_RECENT_BITS = 14;

  private final NodeContext context;
  private final String keyPrefix;
  private final LpmTable<Forwarding> table = new LpmTable<>();

  /**
   * Results of lookups since the last change: the latest, which is all that most hosts need, and
   * others by a hash of the address, so that a packet to a known destination costs one step through
   * memory whatever the size of the table. A key is (generation, address), so that a change forgets
   * all at once.
   */
  private long latestKey = NO_KEY;

  private @Nullable Forwarding latest;
  private long[] recentKeys = {};
  private @Nullable Forwarding[] recent = {};
  private int recentBits;
  private long generation;
  private final TreeMap<Prefix, FibEntry> routes = new TreeMap<>();
  private final TreeMap<Prefix, FibEntry> receive = new TreeMap<>();

  /**
   * @param vrf number of the routing domain; names the rows of other VRFs than 0
   */
  public Fib(NodeContext context, int vrf) {
    this.context = context;
    this.keyPrefix = keyPrefix(vrf);
    WELL_KNOWN.forEach(this::receive);
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
    long key = generation | (bits & 0xFFFF_FFFFL);
    if (key == latestKey) {
      return latest;
    }
    return latestKey < generation ? first(bits, key) : recent(bits, key);
  }

  /** The first lookup since a change. */
  private @Nullable Forwarding first(int bits, long key) {
    if (recentBits != 0 && recentBits < wantedRecentBits()) {
      recentBits = 0;
    }
    latestKey = key;
    latest = table.lookupIpv4(bits);
    return latest;
  }

  private @Nullable Forwarding recent(int bits, long key) {
    if (recentBits == 0) {
      recentBits = wantedRecentBits();
      recentKeys = new long[1 << recentBits];
      Arrays.fill(recentKeys, NO_KEY);
      recent = new Forwarding[1 << recentBits];
    }
    int slot = (bits * 0x9E3779B1) >>> (32 - recentBits);
    if (recentKeys[slot] == key) {
      return recent[slot];
    }
    Forwarding found = table.lookupIpv4(bits);
    recentKeys[slot] = key;
    recent[slot] = found;
    return found;
  }

  /** Room for about twice as many addresses as there are prefixes. */
  private int wantedRecentBits() {
    int wanted = 33 - Integer.numberOfLeadingZeros(table.size());
    return Math.max(MIN_RECENT_BITS, Math.min(MAX_RECENT_BITS, wanted));
  }

  /**
   * The entry that {@link #lookup} goes by, for those who explain.
   *
   * @throws IllegalArgumentException when no prefix matches
   */
  FibEntry entryFor(IpAddress destination) {
    Prefix prefix = table.longestMatch(destination);
    FibEntry own = prefix == null ? null : receive.get(prefix);
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
    generation += 1L << 32;
  }

  /** The route of exactly this prefix, or null. */
  public @Nullable FibEntry route(Prefix prefix) {
    return routes.get(prefix);
  }

  /** Every route, by prefix. */
  public List<FibEntry> routes() {
    return new ArrayList<>(routes.values());
  }

  void install(FibEntry entry) {
    routes.put(entry.prefix(), entry);
    if (!receive.containsKey(entry.prefix())) {
      change(entry.prefix(), entry);
    }
    context.tableChanged("fib", keyPrefix + entry.prefix(), entry::row);
  }

  void remove(Prefix prefix) {
    if (routes.remove(prefix) == null) {
      return;
    }
    if (!receive.containsKey(prefix)) {
      change(prefix, null);
    }
    context.tableChanged("fib", keyPrefix + prefix, null);
  }

  private static FibEntry own(Prefix prefix, Forwarding how) {
    return new FibEntry(prefix, "local", how);
  }

  /** Makes a prefix one that ends here. */
  void receive(Forwarding how, Prefix prefix) {
    receive(own(prefix, how));
  }

  private void receive(FibEntry entry) {
    receive.put(entry.prefix(), entry);
    change(entry.prefix(), entry);
  }

  /** Takes {@link #receive} back. */
  void unreceive(Prefix prefix) {
    receive.remove(prefix);
    change(prefix, routes.get(prefix));
  }

  boolean isLocal(IpAddress address) {
    return table.lookup(address) == Forwarding.LOCAL;
  }
}
