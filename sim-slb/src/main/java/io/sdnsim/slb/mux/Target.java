package io.sdnsim.slb.mux;

import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.RuleSettings;

/**
 * Where a Mux sends the packets of some flows, and how long it remembers those. One object serves
 * all flows of a backend in a rule; they keep it when the VIP map is replaced.
 */
final class Target {
  /** The flow table has no entry with this target. */
  static final int NO_NUMBER = -1;

  private final String vip;
  private final Backend backend;
  private final RuleSettings settings;
  private final MuxVerdict.Forward hit;
  private final MuxVerdict.Forward hash;
  private final MuxVerdict.Forward hashWithoutState;

  /** The flow table's number for it, while it has entries. */
  int number = NO_NUMBER;

  /** How many entries of the flow table have it. */
  int flows;

  Target(String vip, Backend backend, RuleSettings settings) {
    this.vip = vip;
    this.backend = backend;
    this.settings = settings;
    this.hit = new MuxVerdict.Forward(vip, backend, "flow-table hit");
    this.hash = new MuxVerdict.Forward(vip, backend, "hash");
    this.hashWithoutState = new MuxVerdict.Forward(vip, backend, "hash, flow table full");
  }

  String vip() {
    return vip;
  }

  Backend backend() {
    return backend;
  }

  /** Of the rule, as it was when the flow began. */
  RuleSettings settings() {
    return settings;
  }

  /** A known flow's packet. */
  MuxVerdict.Forward hit() {
    return hit;
  }

  /** A new flow's packet. */
  MuxVerdict.Forward hash() {
    return hash;
  }

  /** A packet of a flow that the table has no room for. */
  MuxVerdict.Forward hashWithoutState() {
    return hashWithoutState;
  }
}
