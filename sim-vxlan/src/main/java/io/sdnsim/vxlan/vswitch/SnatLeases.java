package io.sdnsim.vxlan.vswitch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The ranges that the VMs of one host have leased, in the order in which they were granted. */
final class SnatLeases {
  private static final class Lease {
    final SnatRange range;
    long lastUsedPs;

    Lease(SnatRange range, long nowPs) {
      this.range = range;
      this.lastUsedPs = nowPs;
    }
  }

  /** A pool's leases are found by its VM and VIP: settings may change meanwhile. */
  private record Key(String vm, String vip) {}

  private final Map<Key, List<Lease>> leases = new LinkedHashMap<>();

  private static Key key(SnatPool pool) {
    return new Key(pool.vm(), pool.vipName());
  }

  List<SnatRange> ranges(SnatPool pool) {
    return leases.getOrDefault(key(pool), List.of()).stream().map(lease -> lease.range).toList();
  }

  void forEach(BiConsumer<String, SnatRange> action) {
    leases.forEach((key, own) -> own.forEach(lease -> action.accept(key.vm(), lease.range)));
  }

  void add(long nowPs, SnatPool pool, SnatRange range) {
    leases.computeIfAbsent(key(pool), each -> new ArrayList<>()).add(new Lease(range, nowPs));
  }

  /** Tells whether it was there. */
  boolean remove(String vm, String vip, int firstPort) {
    List<Lease> own = leases.getOrDefault(new Key(vm, vip), List.of());
    return own.removeIf(lease -> lease.range.firstPort() == firstPort);
  }

  /**
   * Takes out what has been idle for its pool's time.
   *
   * @param inUse whether a flow uses the range now
   */
  List<SnatRange> takeIdle(long nowPs, SnatPool pool, Predicate<SnatRange> inUse) {
    List<SnatRange> idle = new ArrayList<>();
    List<Lease> own = leases.getOrDefault(key(pool), List.of());
    for (Lease lease : List.copyOf(own)) {
      if (inUse.test(lease.range)) {
        lease.lastUsedPs = nowPs;
      } else if (nowPs - lease.lastUsedPs >= pool.idlePs()) {
        own.remove(lease);
        idle.add(lease.range);
      }
    }
    return idle;
  }
}
