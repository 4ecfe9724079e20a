package io.sdnsim.slb.manager;

import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.slb.goal.SnatPoolConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who has leased which ports of which VIP. */
final class SnatLeaseTable {
  /** The most ranges that one request is answered with, however busy the VM. */
  static final int MAX_RANGES_PER_GRANT = 8;

  private static final class Pool {
    final SnatPoolConfig config;
    final boolean open;
    final TreeSet<Integer> free = new TreeSet<>();
    final TreeMap<Integer, String> taken = new TreeMap<>();
    final Map<String, LastGrant> lastGrants = new LinkedHashMap<>();

    Pool(SnatPoolConfig config, boolean open) {
      this.config = config;
      this.open = open;
      int size = config.limits().rangePorts();
      for (int port = config.firstLeasedPort();
          port + size - 1 <= config.lastPort();
          port += size) {
        free.add(port);
      }
    }

    SnatLease lease(int firstPort, String vm) {
      return new SnatLease(config.vip(), vm, firstPort, config.limits().rangePorts());
    }

    long portsOf(String vm) {
      long ranges = taken.values().stream().filter(vm::equals).count();
      return config.limits().preallocatedPorts() + ranges * config.limits().rangePorts();
    }
  }

  private record LastGrant(long atPs, int ranges) {}

  private final Map<String, Pool> poolsByVip = new LinkedHashMap<>();

  /**
   * Takes the pools of a goal state over. A lease stays where the new pool may lease just that
   * range to its VM.
   *
   * @param isOpen whether a VIP is in service, so that its ports can be leased; those that are stay
   * @return the leases that are over
   */
  List<SnatLease> configure(List<SnatPoolConfig> configs, Predicate<String> isOpen) {
    List<SnatLease> leases = all();
    Map<String, Pool> before = new LinkedHashMap<>(poolsByVip);
    poolsByVip.clear();
    for (SnatPoolConfig config : configs) {
      Pool pool = new Pool(config, isOpen.test(config.vip()));
      Pool old = before.get(config.vip());
      if (old != null) {
        pool.lastGrants.putAll(old.lastGrants);
        pool.lastGrants.keySet().retainAll(config.vms());
      }
      poolsByVip.put(config.vip(), pool);
    }
    return leases.stream().filter(lease -> claim(lease) == Claim.REFUSED).toList();
  }

  /**
   * Gives a VM more ports: one range, or twice as many as the last time when that is not long ago.
   *
   * @return none when there are no more, or no more for this VM, or its VIP is out of service
   */
  List<SnatLease> grant(long nowPs, String vm) {
    Pool pool = poolOf(vm);
    if (pool == null || !pool.open) {
      return List.of();
    }
    SnatPoolConfig.Limits limits = pool.config.limits();
    LastGrant last = pool.lastGrants.get(vm);
    boolean busy = last != null && nowPs - last.atPs() <= limits.predictionPs();
    long wanted = last != null && busy ? Math.min(MAX_RANGES_PER_GRANT, 2L * last.ranges()) : 1;
    long allowed = (limits.maxPortsPerVm() - pool.portsOf(vm)) / limits.rangePorts();
    List<SnatLease> granted = new ArrayList<>();
    while (granted.size() < Math.min(wanted, allowed) && !pool.free.isEmpty()) {
      int firstPort = pool.free.first();
      take(pool, firstPort, vm);
      granted.add(pool.lease(firstPort, vm));
    }
    if (!granted.isEmpty()) {
      pool.lastGrants.put(vm, new LastGrant(nowPs, granted.size()));
    }
    return granted;
  }

  private static void take(Pool pool, int firstPort, String vm) {
    pool.free.remove(firstPort);
    pool.taken.put(firstPort, vm);
  }

  private @Nullable Pool poolOf(String vm) {
    for (Pool pool : poolsByVip.values()) {
      if (pool.config.vms().contains(vm)) {
        return pool;
      }
    }
    return null;
  }

  /** A VM's host says that it has this lease; tells whether that is new, or right. */
  Claim claim(SnatLease lease) {
    Pool pool = poolsByVip.get(lease.vip());
    if (pool == null
        || !pool.config.vms().contains(lease.vm())
        || lease.count() != pool.config.limits().rangePorts()) {
      return Claim.REFUSED;
    }
    if (pool.free.contains(lease.firstPort())) {
      take(pool, lease.firstPort(), lease.vm());
      return Claim.NEW;
    }
    return lease.vm().equals(pool.taken.get(lease.firstPort())) ? Claim.KNOWN : Claim.REFUSED;
  }

  /** What became of a claim. */
  enum Claim {
    /** The range was free, and is the VM's now. */
    NEW,
    /** It was the VM's already. */
    KNOWN,
    /** It is another's, or cannot be leased. */
    REFUSED
  }

  /** Tells whether the VM had it. */
  boolean release(SnatLease lease) {
    Pool pool = poolsByVip.get(lease.vip());
    if (pool == null || !lease.vm().equals(pool.taken.get(lease.firstPort()))) {
      return false;
    }
    pool.taken.remove(lease.firstPort());
    pool.free.add(lease.firstPort());
    return true;
  }

  /** All leases, by VIP and port. */
  List<SnatLease> all() {
    List<SnatLease> all = new ArrayList<>();
    for (Pool pool : poolsByVip.values()) {
      pool.taken.forEach((firstPort, vm) -> all.add(pool.lease(firstPort, vm)));
    }
    return all;
  }
}
