package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.trace.DropReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a layer decides about a flow when it sees the flow's first packet. */
sealed interface LayerDecision {
  /** Nothing matched: the next layer looks. */
  LayerDecision PASS = new Pass();

  /** No rule of the layer concerns the flow. */
  record Pass() implements LayerDecision {}

  /**
   * Rules let the flow through, one of each group that was asked.
   *
   * @param connection that the flow belongs to, which may be a new one; null where the layer keeps
   *     no state about it
   */
  record Permit(List<String> rules, @Nullable Connection connection) implements LayerDecision {
    public Permit {
      rules = List.copyOf(rules);
    }

    Permit(String rule) {
      this(List.of(rule), null);
    }
  }

  /**
   * The packet is dropped; the decision is not remembered.
   *
   * @param rule that denies it, for the counters; null where it is no rule
   */
  record Deny(DropReason reason, String detail, @Nullable String rule) implements LayerDecision {
    Deny(DropReason reason, String detail) {
      this(reason, detail, null);
    }
  }

  /** The flow's packets are counted. */
  record Count(PortMeter meter) implements LayerDecision {}

  /** The packet waits for ports of this pool; then all layers see it again. */
  record Hold(SnatPool pool) implements LayerDecision {}

  /**
   * A NAT binding rewrites the flow.
   *
   * @param binding one of the table, or a new one
   * @param exit where the flow goes, or null when the next layers decide
   */
  record Translate(NatBinding binding, @Nullable Destination exit) implements LayerDecision {}

  /** A rule says where the flow goes. */
  record Forward(Destination destination, String rule) implements LayerDecision {}
}
