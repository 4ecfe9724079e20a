package io.sdnsim.slb.goal;

import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.List;
import java.util.function.UnaryOperator;

/** Everything the controller is to bring about. */
public record GoalState(
    List<VirtualNetworkConfig> networks,
    List<HostConfig> hosts,
    List<VmPortConfig> vms,
    List<MuxAddress> muxes,
    List<VipConfig> vips,
    List<SnatConfig> snat,
    List<SnatPoolConfig> pools) {
  public GoalState {
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
    muxes = List.copyOf(muxes);
    vips = List.copyOf(vips);
    snat = List.copyOf(snat);
    pools = List.copyOf(pools);
  }

  /** A goal state without leases. */
  public GoalState(
      List<VirtualNetworkConfig> networks,
      List<HostConfig> hosts,
      List<VmPortConfig> vms,
      List<MuxAddress> muxes,
      List<VipConfig> vips,
      List<SnatConfig> snat) {
    this(networks, hosts, vms, muxes, vips, snat, List.of());
  }

  /** With one VIP changed, if it is there. */
  public GoalState withVip(String name, UnaryOperator<VipConfig> change) {
    List<VipConfig> changed =
        vips.stream().map(vip -> vip.name().equals(name) ? change.apply(vip) : vip).toList();
    return new GoalState(networks, hosts, vms, muxes, changed, snat, pools);
  }
}
