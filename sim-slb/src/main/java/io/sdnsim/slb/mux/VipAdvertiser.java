package io.sdnsim.slb.mux;

import io.sdnsim.core.address.Prefix;

/** Makes the routes of VIPs known to the network; BGP, in general. */
public interface VipAdvertiser {
  /** The Mux has the state of this VIP and takes its packets. */
  void advertise(Prefix vip);

  /** The Mux takes the packets of this VIP no more. */
  void withdraw(Prefix vip);
}
