package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Packets of VMs that wait until the SLB manager has granted ports (Ananta 3.5.1). One request for
 * each VM is under way at most.
 */
final class SnatWaiting {
  /** A packet as the VM sent it. */
  record Held(VmPort port, Packet packet) {}

  private final NodeContext context;
  private final Predicate<SnatPool> request;

  /** Of the VMs with a request under way. */
  private final Map<String, ArrayDeque<Held>> byVm = new LinkedHashMap<>();

  /**
   * @param request asks for ports; false when nobody can be asked
   */
  SnatWaiting(NodeContext context, Predicate<SnatPool> request) {
    this.context = context;
    this.request = request;
  }

  void hold(VmPort port, Packet packet, SnatPool pool) {
    ArrayDeque<Held> queue = byVm.get(pool.vm());
    if (queue == null) {
      if (!request.test(pool)) {
        context.drop(packet, VxlanDrop.SNAT_MANAGER_UNREACHABLE, pool.vm());
        return;
      }
      queue = new ArrayDeque<>();
      byVm.put(pool.vm(), queue);
    }
    if (queue.size() >= pool.queuePackets()) {
      context.drop(packet, VxlanDrop.SNAT_QUEUE_FULL, pool.vm());
    } else {
      queue.add(new Held(port, packet));
    }
  }

  /** What waits for a VM's ports, and waits no longer. */
  List<Held> take(String vm) {
    ArrayDeque<Held> queue = byVm.remove(vm);
    return queue == null ? List.of() : new ArrayList<>(queue);
  }

  void drop(String vm, DropReason reason) {
    take(vm).forEach(held -> context.drop(held.packet(), reason, vm));
  }

  void dropAll(DropReason reason) {
    List.copyOf(byVm.keySet()).forEach(vm -> drop(vm, reason));
  }

  int size() {
    return byVm.values().stream().mapToInt(ArrayDeque::size).sum();
  }
}
