package io.sdnsim.vxlan.vswitch;

/** Which way a VM's answers to load-balanced packets leave the host. */
public enum ReturnPath {
  /** Direct server return: from the host to the physical network, past the Mux (Ananta 3.2.2). */
  DIRECT,
  /** Back through a Mux: no real system does it; a test shows that scenarios notice. */
  THROUGH_MUX
}
