package io.sdnsim.slb.control;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.FastpathState;

/**
 * A Fastpath redirect (Ananta 3.2.4), as datagrams to {@link FastpathState#REDIRECT_PORT} carry it.
 */
public sealed interface RedirectMessage {
  /** Where one end of a connection lives. */
  record End(IpAddress providerAddress, int vni, MacAddress mac) {
    /** The end that a backend is. */
    public static End of(Backend backend) {
      return new End(backend.providerAddress(), backend.vni(), backend.mac());
    }
  }

  /**
   * From the Mux of the connection's destination to the VIP of its source, which one of the Muxes
   * gets.
   *
   * @param flow from the source VIP to the destination VIP
   * @param destination the backend that serves it
   */
  record ToSourceVip(FlowKey flow, End destination) implements RedirectMessage {}

  /**
   * From a Mux to the host of one end.
   *
   * @param flow what this end sends, from its VIP to the other
   * @param own this end
   * @param other where its packets are to go
   */
  record ToHost(FlowKey flow, End own, End other) implements RedirectMessage {}
}
