package io.sdnsim.slb.mux;

import io.sdnsim.core.trace.DropReason;

/** The drop reasons of a Mux, and of what it tells hosts. */
public enum SlbDrop implements DropReason {
  NO_VIP_RULE("NoVipRule", "the VIP has no rule and no SNAT range for this protocol and port"),
  OUTBOUND_ONLY_VIP("OutboundOnlyVip", "the VIP is for what VMs begin, and takes no connections"),
  NO_BACKEND("NoBackend", "the rule of the VIP has no backend"),
  VIP_FRAGMENT("VipFragment", "a fragment does not show its ports, so a Mux can't balance it"),
  REDIRECT_FROM_STRANGER(
      "RedirectFromStranger", "a Fastpath redirect came from an address that is no Mux"),
  BAD_REDIRECT("BadRedirect", "a Mux sent a Fastpath redirect that can't be read"),
  REDIRECT_WITHOUT_FLOW(
      "RedirectWithoutFlow", "a Fastpath redirect is about a connection that nobody here has"),
  NOT_FROM_VIP("NotFromVip", "a host sent a packet through the Mux whose source is no VIP"),
  OVER_FAIR_SHARE(
      "OverFairShare", "the Mux's bandwidth is used up, and the VIP took more than its fair share");

  private final String label;
  private final String explanation;

  SlbDrop(String label, String explanation) {
    this.label = label;
    this.explanation = explanation;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String explanation() {
    return explanation;
  }
}
