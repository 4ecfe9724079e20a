package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.Packet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of the switch. The first packet of a flow passes all of them, a packet from a VM in
 * ascending order of their priorities, one to a VM in descending order; what they decide is
 * compiled into one entry of the unified flow table.
 *
 * <p>A flow comes to be when all layers have let it pass: what one layer denies holds no port that
 * another has chosen for it, and lets no answers in.
 */
final class LayerStack {
  /** A layer in its place; the lowest priority is nearest to the VM. */
  record PlacedLayer(int priority, String name, Layer layer) {}

  private final NodeContext context;
  private final NatTable nat;
  private final ConnectionTable connections;
  private final SnatWaiting waiting;
  private final List<PlacedLayer> layers;

  /**
   * @param waiting keeps the packets that a layer holds
   * @param layers in ascending order of their priorities
   */
  LayerStack(
      NodeContext context,
      NatTable nat,
      ConnectionTable connections,
      SnatWaiting waiting,
      List<PlacedLayer> layers) {
    this.context = context;
    this.nat = nat;
    this.connections = connections;
    this.waiting = waiting;
    this.layers = List.copyOf(layers);
  }

  /** The flow of a packet, or null when a layer had the packet dropped or held. */
  @Nullable UnifiedFlow compile(Direction direction, VmPort port, Packet packet, FlowKey key) {
    String group = groupOf(direction, packet);
    UnifiedFlow.Builder flow = new UnifiedFlow.Builder();
    Packet seen = packet;
    for (int i = 0; i < layers.size() && flow.destination == null; i++) {
      PlacedLayer layer = layers.get(direction == Direction.OUTBOUND ? i : layers.size() - 1 - i);
      LayerDecision decision = layer.layer().decide(context.nowPs(), direction, port, seen);
      if (decision instanceof LayerDecision.Deny deny) {
        String rule = deny.rule() == null ? "drop " + deny.reason().label() : deny.rule();
        port.counters().of(layer, group, rule).count(packet);
        context.drop(packet, deny.reason(), deny.detail());
        return null;
      }
      if (decision instanceof LayerDecision.Hold hold) {
        waiting.hold(port, packet, hold.pool());
        return null;
      }
      add(decision, flow);
      countAt(port.counters(), layer, group, decision, flow);
      if (decision instanceof LayerDecision.Translate translate) {
        seen = translate.binding().translate(direction, seen);
      }
    }
    remember(flow);
    return new UnifiedFlow(key, flow);
  }

  private void remember(UnifiedFlow.Builder flow) {
    if (flow.connection != null && !flow.connection.isPresent()) {
      connections.add(context.nowPs(), flow.connection);
    }
    if (flow.binding != null && !flow.binding.isPresent()) {
      nat.add(context.nowPs(), flow.binding);
    }
  }

  private static String groupOf(Direction direction, Packet packet) {
    boolean ipv6 = packet.ip() != null && packet.ip().source().isIpv6();
    return (direction == Direction.OUTBOUND ? "outbound " : "inbound ") + (ipv6 ? "IPv6" : "IPv4");
  }

  private static void add(LayerDecision decision, UnifiedFlow.Builder flow) {
    if (decision instanceof LayerDecision.Permit permit) {
      flow.rules.addAll(permit.rules());
      flow.connection = permit.connection();
    } else if (decision instanceof LayerDecision.Count count) {
      flow.meter = count.meter();
    } else if (decision instanceof LayerDecision.Translate translate) {
      flow.binding = translate.binding();
      flow.destination = translate.exit();
    } else if (decision instanceof LayerDecision.Forward forward) {
      flow.destination = forward.destination();
    }
  }

  private static void countAt(
      RuleCounters counters,
      PlacedLayer layer,
      String group,
      LayerDecision decision,
      UnifiedFlow.Builder flow) {
    if (decision instanceof LayerDecision.Permit permit) {
      permit.rules().forEach(rule -> flow.counters.add(counters.of(layer, group, rule)));
    } else if (decision instanceof LayerDecision.Count) {
      flow.counters.add(counters.of(layer, group, "meter"));
    } else if (decision instanceof LayerDecision.Translate translate) {
      flow.counters.add(counters.of(layer, group, translate.binding().title()));
    } else if (decision instanceof LayerDecision.Forward forward) {
      flow.counters.add(counters.of(layer, group, forward.rule()));
    }
  }
}
