package io.sdnsim.slb.mux;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.vxlan.flow.FlowTable;

/** A flow of the Mux's table: where its packets go whatever becomes of the VIP map. */
final class MuxFlow extends FlowTable.Entry {
  private final String vip;
  private final Backend backend;

  MuxFlow(FlowKey key, String vip, Backend backend) {
    super(key);
    this.vip = vip;
    this.backend = backend;
  }

  String vip() {
    return vip;
  }

  Backend backend() {
    return backend;
  }
}
