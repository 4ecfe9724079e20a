package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by prefix with longest-prefix match, both families side by side.
 *
 * <p>It adapts to its size: with 20 IPv4 routes it takes 1.4 KB; beyond 512 it takes 256 KB for a
 * table indexed by the first 16 bits, 1 KB for each /16 that holds prefixes longer than /16 and for
 * each /24 that holds prefixes longer than /24, and 21 to 36 bytes for each prefix. A full Internet
 * table of 1,000,000 prefixes takes about 80 MB. The worst case are prefixes longer than /24 strewn
 * over as many /24 networks: 1 KB each. IPv6 takes 29 to 48 bytes for each prefix.
 *
 * <p>A change takes time proportional to the entries under its prefix: about a microsecond for a
 * /24, about 25 ms for a default route above a full table.
 *
 * @param <T> the value, which may hold the prefix itself
 */
public final class LpmTable<T> {
  private final Ipv4Lpm<T> ipv4 = new Ipv4Lpm<>();
  private final Ipv6Lpm<T> ipv6 = new Ipv6Lpm<>();

  /**
   * Adds a prefix, or replaces its value.
   *
   * @return the value before, or null when the prefix is new
   */
  public @Nullable T put(Prefix prefix, T value) {
    IpAddress network = prefix.network();
    return network.isIpv4()
        ? ipv4.put(network.ipv4Bits(), prefix.length(), value)
        : ipv6.put(network.high(), network.low(), prefix.length(), value);
  }

  /**
   * Removes a prefix.
   *
   * @return its value, or null when it was not there
   */
  public @Nullable T remove(Prefix prefix) {
    IpAddress network = prefix.network();
    return network.isIpv4()
        ? ipv4.remove(network.ipv4Bits(), prefix.length())
        : ipv6.remove(network.high(), network.low(), prefix.length());
  }

  /** The value of exactly this prefix, or null. */
  public @Nullable T exact(Prefix prefix) {
    IpAddress network = prefix.network();
    PrefixStore<T> store = network.isIpv4() ? ipv4.store() : ipv6.store();
    return store.value(store.find(network.high(), network.low(), prefix.length()));
  }

  /** The value of the longest prefix that contains the address, or null. */
  public @Nullable T lookup(IpAddress address) {
    return address.isIpv4()
        ? ipv4.lookup(address.ipv4Bits())
        : ipv6.lookup(address.high(), address.low());
  }

  /** The longest prefix that contains the address, or null. */
  public @Nullable Prefix longestMatch(IpAddress address) {
    boolean ipv4Address = address.isIpv4();
    PrefixStore<T> store = ipv4Address ? ipv4.store() : ipv6.store();
    int slot =
        ipv4Address ? ipv4.match(address.ipv4Bits()) : ipv6.match(address.high(), address.low());
    return slot == 0 ? null : prefix(store, !ipv4Address, slot);
  }

  private static Prefix prefix(PrefixStore<?> store, boolean isIpv6, int slot) {
    IpAddress network =
        isIpv6
            ? IpAddress.ofIpv6(store.high(slot), store.low(slot))
            : IpAddress.ofIpv4((int) store.low(slot));
    return new Prefix(network, store.length(slot));
  }

  /** {@link #lookup} of an IPv4 address by its 32 bits. */
  @Nullable T lookupIpv4(int bits) {
    return ipv4.lookup(bits);
  }

  /** Whether IPv4 lookups index a table, rather than search a small one. */
  boolean isIndexed() {
    return ipv4.isIndexed();
  }

  /** The number of prefixes. */
  public int size() {
    return ipv4.store().size() + ipv6.store().size();
  }

  /**
   * Shows every prefix in ascending order: IPv4 first, by address, then shorter first. The table
   * must not be changed meanwhile.
   */
  public void forEach(BiConsumer<Prefix, ? super T> action) {
    forEach(ipv4.store(), false, action);
    forEach(ipv6.store(), true, action);
  }

  private static <T> void forEach(
      PrefixStore<T> store, boolean isIpv6, BiConsumer<Prefix, ? super T> action) {
    Prefix[] prefixes = new Prefix[store.size()];
    int count = 0;
    for (int slot = 1; slot < store.slotLimit(); slot++) {
      if (store.isUsed(slot)) {
        prefixes[count++] = prefix(store, isIpv6, slot);
      }
    }
    Arrays.sort(prefixes);
    for (Prefix prefix : prefixes) {
      IpAddress network = prefix.network();
      T value = store.value(store.find(network.high(), network.low(), prefix.length()));
      if (value != null) {
        action.accept(prefix, value);
      }
    }
  }
}
