package io.sdnsim.vxlan.vswitch;

/** Which way a packet crosses a port of the virtual switch, as the VM sees it. */
public enum Direction {
  /** To the VM. */
  INBOUND,
  /** From the VM. */
  OUTBOUND
}
