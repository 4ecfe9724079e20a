package io.sdnsim.slb.mux;

import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.core.address.Prefix;

/** Advertises VIPs through the BGP process of the Mux's own node, each as a host route. */
public final class BgpVipAdvertiser implements VipAdvertiser {
  private final BgpProcess bgp;

  /**
   * @param bgp of the same life of the node; started before or after the Mux
   */
  public BgpVipAdvertiser(BgpProcess bgp) {
    this.bgp = bgp;
  }

  @Override
  public void advertise(Prefix vip) {
    bgp.originate(vip);
  }

  @Override
  public void withdraw(Prefix vip) {
    bgp.withdraw(vip);
  }
}
