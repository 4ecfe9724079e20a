package io.sdnsim.slb.goal;

import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.List;

/** Everything the controller is to bring about. */
public record GoalState(
    List<VirtualNetworkConfig> networks,
    List<HostConfig> hosts,
    List<VmPortConfig> vms,
    List<MuxAddress> muxes,
    List<VipConfig> vips,
    List<SnatConfig> snat) {
  public GoalState {
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
    muxes = List.copyOf(muxes);
    vips = List.copyOf(vips);
    snat = List.copyOf(snat);
  }
}
