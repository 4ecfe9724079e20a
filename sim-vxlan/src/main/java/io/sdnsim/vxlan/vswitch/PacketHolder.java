package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.trace.DropReason;

/** A process that keeps packets for a while, which the books of its node must know of. */
public interface PacketHolder {
  int heldPackets();

  /** The end of the process: what it holds is lost. */
  void dropHeld(DropReason reason);
}
