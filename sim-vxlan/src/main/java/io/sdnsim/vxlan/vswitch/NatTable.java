package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.vxlan.flow.FlowTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The NAT bindings of one host, found from inside and from outside. */
final class NatTable {
  private final FlowTable<NatBinding> bindings;
  private final Map<FlowKey, NatBinding> byOutside = new LinkedHashMap<>();
  private final long closedForPs;
  private final Consumer<NatBinding> added;
  private final Consumer<NatBinding> gone;

  NatTable(VirtualHostConfig config, Consumer<NatBinding> added, Consumer<NatBinding> gone) {
    this.bindings = new FlowTable<>(config.natLimit(), config.natIdlePs());
    this.closedForPs = config.natClosedPs();
    this.added = added;
    this.gone = gone;
  }

  int size() {
    return bindings.size();
  }

  /**
   * The binding of a flow as the VM sends it, or null.
   *
   * @param inside with the number of the VM's port as its VRF
   */
  @Nullable NatBinding fromInside(long nowPs, FlowKey inside) {
    expire(nowPs);
    return bindings.get(inside);
  }

  /** The binding of a flow from the VM as the world sees it, or null. */
  @Nullable NatBinding fromOutside(long nowPs, FlowKey outside) {
    expire(nowPs);
    return byOutside.get(outside);
  }

  /** Whether a new flow of a VM must not look like this to the world. */
  boolean isTaken(long nowPs, FlowKey outside) {
    NatBinding binding = fromOutside(nowPs, outside);
    return binding != null && !binding.isOver(nowPs, closedForPs);
  }

  /** Whether a VM has a flow that is not over with these ends already, to wherever outside. */
  boolean isBusy(long nowPs, FlowKey inside) {
    NatBinding binding = fromInside(nowPs, inside);
    return binding != null && !binding.isOver(nowPs, closedForPs);
  }

  /** Whether a flow that is not over has its outside port in the range. */
  boolean uses(long nowPs, SnatRange range) {
    for (NatBinding binding : byOutside.values()) {
      FlowKey outside = binding.outside();
      if (binding.kind() == NatBinding.Kind.SNAT
          && range.vip().equals(outside.source())
          && range.contains(outside.sourcePort())
          && !binding.isOver(nowPs, closedForPs)) {
        return true;
      }
    }
    return false;
  }

  boolean isFull() {
    return bindings.isFull();
  }

  /** Adds a binding in place of those with the same ends, whose connections are over. */
  void add(long nowPs, NatBinding binding) {
    removeIfPresent(byOutside.get(binding.outside()));
    removeIfPresent(bindings.get(binding.key()));
    if (binding.idleTimeoutPs() == 0) {
      bindings.add(nowPs, binding);
    } else {
      bindings.add(nowPs, binding, binding.idleTimeoutPs());
    }
    byOutside.put(binding.outside(), binding);
    added.accept(binding);
  }

  void touch(long nowPs, NatBinding binding) {
    bindings.touch(nowPs, binding);
  }

  void expire(long nowPs) {
    bindings.expire(nowPs, this::forget);
  }

  long nextExpiryPs() {
    return bindings.nextExpiryPs();
  }

  private void removeIfPresent(@Nullable NatBinding binding) {
    if (binding != null) {
      remove(binding);
    }
  }

  private void remove(NatBinding binding) {
    bindings.remove(binding);
    forget(binding);
  }

  /** Removes the bindings of flows that the world sees at an address. */
  void removeAll(IpAddress outside) {
    for (NatBinding binding : List.copyOf(byOutside.values())) {
      if (binding.outside().source().equals(outside)) {
        remove(binding);
      }
    }
  }

  private void forget(NatBinding binding) {
    byOutside.remove(binding.outside(), binding);
    gone.accept(binding);
  }
}
