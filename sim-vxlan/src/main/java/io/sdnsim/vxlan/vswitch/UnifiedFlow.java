package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.vxlan.flow.FlowTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decisions of all layers about one direction of a flow, compiled into one entry. */
final class UnifiedFlow extends FlowTable.Entry {
  private final List<String> rules;
  private final @Nullable NatBinding binding;
  private final @Nullable Destination destination;

  /**
   * @param key with the number of the VM's port as its VRF
   * @param rules that let the flow pass, in the order of the layers
   * @param binding the NAT binding, or null
   * @param destination null for the VM of the port itself
   */
  UnifiedFlow(
      FlowKey key,
      List<String> rules,
      @Nullable NatBinding binding,
      @Nullable Destination destination) {
    super(key);
    this.rules = rules;
    this.binding = binding;
    this.destination = destination;
  }

  List<String> rules() {
    return rules;
  }

  @Nullable NatBinding binding() {
    return binding;
  }

  @Nullable Destination destination() {
    return destination;
  }

  /** Whether what it was compiled from still stands. */
  boolean isValid() {
    return binding == null || binding.isPresent();
  }
}
