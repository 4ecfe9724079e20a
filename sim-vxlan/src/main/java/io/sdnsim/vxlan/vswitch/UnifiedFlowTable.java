package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.flow.FlowTable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the layers have decided about known flows: the first packet of a flow passes the layers,
 * later ones cost one lookup. Entries are compiled anew when policy has changed, when what they
 * stand on is gone or has changed, and when a TCP connection begins again under the eyes of a
 * security group, or that had left the Muxes.
 */
final class UnifiedFlowTable {
  private final NodeContext context;
  private final LayerStack layers;
  private final FlowTable<UnifiedFlow> flows;
  private final Consumer<UnifiedFlow> added;
  private final Consumer<UnifiedFlow> gone;

  UnifiedFlowTable(
      NodeContext context,
      VirtualHostConfig config,
      LayerStack layers,
      Consumer<UnifiedFlow> added,
      Consumer<UnifiedFlow> gone) {
    this.context = context;
    this.layers = layers;
    this.flows = new FlowTable<>(config.flowLimit(), config.flowIdlePs());
    this.added = added;
    this.gone = gone;
  }

  int size() {
    return flows.size();
  }

  void clear() {
    flows.clear(gone);
  }

  void expire() {
    flows.expire(context.nowPs(), gone);
  }

  long nextExpiryPs() {
    return flows.nextExpiryPs();
  }

  /** The flow that says what to do with a packet; null when a layer had it dropped. */
  @Nullable UnifiedFlow flowOf(Direction direction, VmPort port, Packet packet) {
    expire();
    FlowKey key = keyOf(direction, port, packet);
    boolean hasFlow = isOfOneFlow(packet);
    UnifiedFlow known = hasFlow ? flows.get(key) : null;
    if (known != null && (!known.isValid() || beginsAnew(known, packet))) {
      flows.remove(known);
      gone.accept(known);
      known = null;
    }
    if (known != null) {
      port.countHit();
      flows.touch(context.nowPs(), known);
      known.count(direction, packet);
      trace(known, packet, "unified flow");
      return known;
    }
    port.countMiss();
    UnifiedFlow compiled = layers.compile(direction, port, packet, key);
    if (compiled != null && hasFlow && !flows.isFull()) {
      flows.add(context.nowPs(), compiled);
      added.accept(compiled);
    }
    if (compiled != null) {
      compiled.count(direction, packet);
      trace(compiled, packet, "first packet");
    }
    return compiled;
  }

  /**
   * A packet that an appliance forwards passes its port twice with the same addresses, and a VM may
   * send as if it were another: what the layers said about one direction says nothing of the other.
   */
  private static FlowKey keyOf(Direction direction, VmPort port, Packet packet) {
    return FlowKey.of(port.number() << 1 | direction.ordinal(), packet);
  }

  /** The number of the port that a flow of this table is of. */
  static int portNumber(UnifiedFlow flow) {
    return flow.key().vrf() >> 1;
  }

  private static boolean beginsAnew(UnifiedFlow flow, Packet packet) {
    return (flow.connection() != null || flow.isShortcut()) && AclLayer.opensConnection(packet);
  }

  /** Fragments and ICMP errors share their addresses with many flows. */
  static boolean isOfOneFlow(Packet packet) {
    boolean isError = packet.transport() instanceof IcmpHeader icmp && icmp.isError();
    return packet.transport() != null && !isError;
  }

  private void trace(UnifiedFlow flow, Packet packet, String how) {
    if (context.isTracing()) {
      flow.rules()
          .forEach(rule -> context.step(packet, new Step.Filtered(rule + ", " + how, true)));
    }
  }
}
