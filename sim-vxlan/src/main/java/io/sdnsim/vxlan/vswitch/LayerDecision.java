package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.trace.DropReason;
import org.jspecify.annotations.Nullable;

/** What a layer decides about a flow when it sees the flow's first packet. */
public sealed interface LayerDecision {
  /** Nothing matched: the next layer looks. */
  LayerDecision PASS = new Pass();

  /** No rule of the layer concerns the flow. */
  record Pass() implements LayerDecision {}

  /** A rule lets the flow through. */
  record Permit(String rule) implements LayerDecision {}

  /** The packet is dropped; the decision is not remembered. */
  record Deny(DropReason reason, String detail) implements LayerDecision {}

  /** The packet waits for ports of this pool; then all layers see it again. */
  record Hold(SnatPool pool) implements LayerDecision {}

  /**
   * A NAT binding rewrites the flow.
   *
   * @param exit where the flow goes, or null when the next layers decide
   */
  record Translate(NatBinding binding, @Nullable Destination exit) implements LayerDecision {}

  /** A rule says where the flow goes. */
  record Forward(Destination destination) implements LayerDecision {}
}
