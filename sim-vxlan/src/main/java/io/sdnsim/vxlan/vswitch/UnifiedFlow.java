package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.vxlan.flow.FlowTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The decisions of all layers about one direction of a flow, compiled into one entry. */
final class UnifiedFlow extends FlowTable.Entry {
  private final List<String> rules;
  private final List<RuleCounter> counters;
  private final @Nullable Connection connection;
  private final @Nullable PortMeter meter;
  private final @Nullable NatBinding binding;
  private final @Nullable Shortcut shortcut;
  private final @Nullable Destination destination;

  /**
   * @param key with the VM's port and the direction as its VRF
   */
  UnifiedFlow(FlowKey key, Builder decisions) {
    super(key);
    this.rules = List.copyOf(decisions.rules);
    this.counters = List.copyOf(decisions.counters);
    this.connection = decisions.connection;
    this.meter = decisions.meter;
    this.binding = decisions.binding;
    this.shortcut = binding == null ? null : binding.shortcut();
    this.destination = decisions.destination;
  }

  /** What the layers have decided so far. */
  static final class Builder {
    final List<String> rules = new ArrayList<>();
    final List<RuleCounter> counters = new ArrayList<>();
    @Nullable Connection connection;
    @Nullable PortMeter meter;
    @Nullable NatBinding binding;
    @Nullable Destination destination;
  }

  /** The rules that let the flow pass, in the order of the layers. */
  List<String> rules() {
    return rules;
  }

  /** The connection that the flow belongs to, or null where no security group looks at it. */
  @Nullable Connection connection() {
    return connection;
  }

  @Nullable NatBinding binding() {
    return binding;
  }

  /** Whether it goes past the Muxes (Fastpath). */
  boolean isShortcut() {
    return shortcut != null;
  }

  /** Null for the VM of the port itself. */
  @Nullable Destination destination() {
    return destination;
  }

  /** Whether what it was compiled from still stands. */
  boolean isValid() {
    return (binding == null
            || (binding.isPresent() && Objects.equals(binding.shortcut(), shortcut)))
        && (connection == null || connection.isPresent());
  }

  /**
   * Counts a packet at each rule and for the tenant's bill.
   *
   * @param packet before any translation
   */
  void count(Direction direction, Packet packet) {
    for (RuleCounter counter : counters) {
      counter.count(packet);
    }
    if (meter != null) {
      meter.count(direction, packet);
    }
  }
}
