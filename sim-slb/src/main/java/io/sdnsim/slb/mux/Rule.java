package io.sdnsim.slb.mux;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.selection.BackendPicker;
import io.sdnsim.slb.selection.BackendPickers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A load-balancing rule as a Mux applies it. Its picker is made for its first flow. */
final class Rule {
  private final String vip;
  private final VipState.RuleState state;
  private final BackendPickers pickers;
  private final long seed;
  private final Map<Backend, Target> targets = new LinkedHashMap<>();
  private @Nullable BackendPicker picker;
  private boolean prepared;

  Rule(String vip, VipState.RuleState state, BackendPickers pickers, long seed) {
    this.vip = vip;
    this.state = state;
    this.pickers = pickers;
    this.seed = seed;
  }

  String vip() {
    return vip;
  }

  VipState.RuleState state() {
    return state;
  }

  private @Nullable BackendPicker picker() {
    if (!prepared) {
      prepared = true;
      picker = pickers.pickerOf(state.pool(), state.settings(), seed);
    }
    return picker;
  }

  private long hashOf(FlowKey flow) {
    return state.settings().distribution().hash(seed, flow);
  }

  /**
   * Whether the hosts of a pair settle between them who has a connection, so that a Mux remembers
   * none (GLB Director). It takes a SYN to tell who begins: UDP has none.
   */
  boolean isSettledByHosts() {
    return state.protocol() == IpProtocol.TCP
        && state.settings().selection() == SelectionMethod.RENDEZVOUS_PAIR;
  }

  /**
   * Where a packet of a pair's connection goes; null when no backend takes any.
   *
   * @param begins whether it is a SYN, which is for the first of the pair alone
   */
  @Nullable MuxVerdict pairOf(FlowKey flow, boolean begins) {
    BackendPicker chooser = picker();
    if (chooser == null || (begins && !chooser.takesNewFlows())) {
      return null;
    }
    long hash = hashOf(flow);
    Backend first = chooser.pick(hash);
    Backend second = begins ? null : chooser.second(hash);
    return second == null
        ? new MuxVerdict.Forward(vip, first, "first of a pair")
        : new MuxVerdict.ForwardToPair(vip, first, second, "pair");
  }

  /** Where a new flow goes; null when no backend takes any. */
  @Nullable Target targetOf(FlowKey flow) {
    BackendPicker chooser = picker();
    if (chooser == null || !chooser.takesNewFlows()) {
      return null;
    }
    Backend backend = chooser.pick(hashOf(flow));
    return targets.computeIfAbsent(backend, key -> new Target(vip, key, state.settings()));
  }
}
