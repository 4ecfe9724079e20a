package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.vxlan.flow.FlowTable;

/** A flow that security groups have let pass: packets of both directions belong to it. */
final class Connection extends FlowTable.Entry {
  private final Direction initiator;

  /**
   * @param key of the packets that opened it, with the VM's own address and the number of its port
   *     as VRF
   * @param initiator which way those packets went
   */
  Connection(FlowKey key, Direction initiator) {
    super(key);
    this.initiator = initiator;
  }

  Direction initiator() {
    return initiator;
  }
}
