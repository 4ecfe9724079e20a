package io.sdnsim.core.l3.nat;

import io.sdnsim.core.packet.FlowKey;

/**
 * A flow that NAT knows, as it stands now.
 *
 * @param original the flow as its first packet arrived
 * @param translated the same packet as it left
 * @param rule the rules that made the binding, or an empty text when nothing is rewritten
 */
public record NatBinding(FlowKey original, FlowKey translated, String rule, BindingState state) {}
