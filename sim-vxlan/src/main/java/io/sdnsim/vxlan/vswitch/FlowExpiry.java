package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;

/** Has what a switch knows of flows forgotten as soon as it has been idle for too long. */
final class FlowExpiry {
  private final NodeContext context;
  private final UnifiedFlowTable flows;
  private final NatTable nat;
  private final ConnectionTable connections;
  private final Timer timer;

  FlowExpiry(
      NodeContext context, UnifiedFlowTable flows, NatTable nat, ConnectionTable connections) {
    this.context = context;
    this.flows = flows;
    this.nat = nat;
    this.connections = connections;
    this.timer = context.timer(this::expire);
  }

  /** To be called when tables may have got an entry. */
  void arm() {
    long duePs =
        Math.min(flows.nextExpiryPs(), Math.min(nat.nextExpiryPs(), connections.nextExpiryPs()));
    if (duePs < timer.deadlinePs()) {
      timer.setAt(Math.max(context.nowPs(), duePs));
    }
  }

  private void expire() {
    flows.expire();
    nat.expire(context.nowPs());
    connections.expire(context.nowPs());
    arm();
  }

  /** For good. */
  void stop() {
    timer.discard();
  }
}
