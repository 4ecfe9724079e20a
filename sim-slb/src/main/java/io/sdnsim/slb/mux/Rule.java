package io.sdnsim.slb.mux;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.slb.goal.Backend;
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

  /** Where a new flow goes; null when no backend takes any. */
  @Nullable Target targetOf(FlowKey flow) {
    if (!prepared) {
      prepared = true;
      picker = pickers.pickerOf(state.pool(), state.settings(), seed);
    }
    BackendPicker chooser = picker;
    if (chooser == null) {
      return null;
    }
    Backend backend = chooser.pick(state.settings().distribution().hash(seed, flow));
    return targets.computeIfAbsent(backend, key -> new Target(vip, key, state.settings()));
  }
}
