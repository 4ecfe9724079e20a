package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The port leases of a host's VMs (Ananta 3.5.1): what the SLB manager has granted, and the packets
 * that wait for its answer.
 */
public final class SnatLeasing {
  private final NodeContext context;
  private final NatTable nat;
  private final NatLayer layer;
  private final SnatLeases leases;
  private final SwitchTables tables;
  private final SnatWaiting waiting;
  private final Consumer<SnatWaiting.Held> resume;

  /**
   * @param layer knows the pools in force
   * @param request asks the manager for ports; false when nobody can be asked
   * @param resume sends a packet on its way again
   */
  SnatLeasing(
      NodeContext context,
      NatTable nat,
      NatLayer layer,
      SnatLeases leases,
      SwitchTables tables,
      Predicate<SnatPool> request,
      Consumer<SnatWaiting.Held> resume) {
    this.context = context;
    this.nat = nat;
    this.layer = layer;
    this.leases = leases;
    this.tables = tables;
    this.waiting = new SnatWaiting(context, request);
    this.resume = resume;
  }

  SnatWaiting waiting() {
    return waiting;
  }

  /** The manager has granted a VM these ranges: what waited for them goes on. */
  public void granted(String vm, List<Integer> firstPorts, int count) {
    SnatPool pool = pool(vm);
    if (pool == null) {
      refused(vm);
      return;
    }
    for (int firstPort : firstPorts) {
      leases.add(context.nowPs(), pool, pool.range(firstPort, count));
    }
    tables.announceLeases(pool, leases.ranges(pool));
    waiting.take(vm).forEach(resume);
  }

  /** The manager has no more ports for a VM: what waited for them is lost. */
  public void refused(String vm) {
    waiting.drop(vm, VxlanDrop.SNAT_PORTS_EXHAUSTED);
  }

  /** The manager can't be reached any more: nobody will answer. */
  public void managerLost() {
    waiting.dropAll(VxlanDrop.SNAT_MANAGER_UNREACHABLE);
  }

  /** The manager takes a range back; flows that use it are not told. */
  public void revoke(String vm, String vipName, int firstPort) {
    SnatPool pool = pool(vm);
    if (leases.remove(vm, vipName, firstPort) && pool != null) {
      tables.announceLeases(pool, leases.ranges(pool));
    }
  }

  /** What a VM has leased. */
  public List<SnatRange> leasesOf(SnatPool pool) {
    return leases.ranges(pool);
  }

  /**
   * Names every lease with its VM, those too of pools that are not in force: their VIP may come
   * back.
   */
  public void forEach(BiConsumer<String, SnatRange> action) {
    leases.forEach(action);
  }

  /** The pools of the policy in force. */
  public List<SnatPool> pools() {
    return layer.policy().pools();
  }

  /** Takes the ranges from a VM that no flow has used for the pool's idle time. */
  public List<SnatRange> takeIdle(SnatPool pool) {
    long nowPs = context.nowPs();
    nat.expire(nowPs);
    List<SnatRange> idle = leases.takeIdle(nowPs, pool, range -> nat.uses(nowPs, range));
    if (!idle.isEmpty()) {
      tables.announceLeases(pool, leases.ranges(pool));
    }
    return idle;
  }

  int heldPackets() {
    return waiting.size();
  }

  void dropHeld(DropReason reason) {
    waiting.dropAll(reason);
  }

  private @Nullable SnatPool pool(String vm) {
    for (SnatPool pool : pools()) {
      if (pool.vm().equals(vm)) {
        return pool;
      }
    }
    return null;
  }
}
