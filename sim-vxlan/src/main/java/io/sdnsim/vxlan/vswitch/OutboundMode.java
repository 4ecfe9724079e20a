package io.sdnsim.vxlan.vswitch;

/** Which way the host sends what it source-translated to a VIP. */
public enum OutboundMode {
  /** In VXLAN to a Mux, which unwraps and forwards it: what source document 003 describes. */
  VIA_MUX,
  /** Straight to the physical network; only replies cross the Mux: Ananta 3.2.3. */
  DIRECT
}
