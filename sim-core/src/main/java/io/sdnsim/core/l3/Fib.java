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
  private static final int RECENT_BITS = 6;
  private static final int RECENT = 1 << RECENT_BITS;

  private final NodeContext context;
  private final String keyPrefix;
  private final LpmTable<FibEntry> table = new LpmTable<>();

  /**
   * Results of lookups since the last change, while the table is small and searched: the first one,
   * which is all that most hosts need, and others by a hash of the address. A big table is indexed
   * and answers as fast as this would.
   */
  private int firstKey;

  private @Nullable FibEntry firstResult;
  private int[] recentKeys = {};
  private @Nullable FibEntry[] recentResults = {};
  private final TreeMap<Prefix, FibEntry> routes = new TreeMap<>();
  private final TreeMap<Prefix, FibEntry> receive = new TreeMap<>();

  /**
   * @param vrf number of the routing domain; names the rows of other VRFs than 0
   */
  public Fib(NodeContext context, int vrf) {
    this.context = context;
    this.keyPrefix = keyPrefix(vrf);
    // RFC 1122 3.2.1.3, RFC 4291 2.4: what no route may override.
    receive(FibEntry.Kind.BROADCAST, Prefix.parse("255.255.255.255/32"));
    receive(FibEntry.Kind.MULTICAST, Prefix.parse("224.0.0.0/4"));
    receive(FibEntry.Kind.MULTICAST, new Prefix(IpAddress.ofIpv6(0xFFL << 56, 0), 8));
    receive(FibEntry.Kind.MARTIAN, Prefix.parse("0.0.0.0/8"));
    receive(FibEntry.Kind.MARTIAN, Prefix.parse("127.0.0.0/8"));
    receive(FibEntry.Kind.MARTIAN, Prefix.parse("240.0.0.0/4"));
    receive(FibEntry.Kind.MARTIAN, Prefix.host(IpAddress.ofIpv6(0, 0)));
    receive(FibEntry.Kind.MARTIAN, Prefix.host(IpAddress.ofIpv6(0, 1)));
  }

  static String keyPrefix(int vrf) {
    return vrf == 0 ? "" : "vrf " + vrf + " ";
  }

  /** The entry of the longest prefix that matches, or null. */
  public @Nullable FibEntry lookup(IpAddress destination) {
    if (destination.isIpv6()) {
      return table.lookup(destination);
    }
    int bits = destination.ipv4Bits();
    FibEntry first = firstResult;
    if (first != null && firstKey == bits) {
      return first;
    }
    if (first == null || table.isIndexed()) {
      return search(bits);
    }
    return recent(bits);
  }

  private @Nullable FibEntry search(int bits) {
    FibEntry found = table.lookupIpv4(bits);
    if (!table.isIndexed()) {
      firstKey = bits;
      firstResult = found;
    }
    return found;
  }

  private @Nullable FibEntry recent(int bits) {
    if (recentKeys.length == 0) {
      recentKeys = new int[RECENT];
      recentResults = new FibEntry[RECENT];
    }
    int slot = (bits * 0x9E3779B1) >>> (32 - RECENT_BITS);
    FibEntry recent = recentResults[slot];
    if (recent != null && recentKeys[slot] == bits) {
      return recent;
    }
    FibEntry found = table.lookupIpv4(bits);
    recentKeys[slot] = bits;
    recentResults[slot] = found;
    return found;
  }

  private void change(Prefix prefix, @Nullable FibEntry entry) {
    if (entry == null) {
      table.remove(prefix);
    } else {
      table.put(prefix, entry);
    }
    firstResult = null;
    Arrays.fill(recentResults, null);
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

  /** Makes a prefix one that ends here. */
  void receive(FibEntry.Kind kind, Prefix prefix) {
    FibEntry entry = new FibEntry(kind, prefix, "local", List.of());
    receive.put(prefix, entry);
    change(prefix, entry);
  }

  /** Takes {@link #receive} back. */
  void unreceive(Prefix prefix) {
    receive.remove(prefix);
    change(prefix, routes.get(prefix));
  }

  boolean isLocal(IpAddress address) {
    FibEntry entry = table.lookup(address);
    return entry != null && entry.kind == FibEntry.Kind.LOCAL;
  }
}
