package io.sdnsim.slb.goal;

import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Everything the controller is to bring about.
 *
 * @param securityGroups those that VMs and subnets name
 */
public record GoalState(
    List<VirtualNetworkConfig> networks,
    List<HostConfig> hosts,
    List<VmPortConfig> vms,
    List<MuxAddress> muxes,
    List<VipConfig> vips,
    List<SnatConfig> snat,
    List<SecurityGroup> securityGroups) {
  public GoalState {
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
    muxes = List.copyOf(muxes);
    vips = List.copyOf(vips);
    snat = List.copyOf(snat);
    securityGroups = List.copyOf(securityGroups);
  }

  /** A goal state without security groups. */
  public GoalState(
      List<VirtualNetworkConfig> networks,
      List<HostConfig> hosts,
      List<VmPortConfig> vms,
      List<MuxAddress> muxes,
      List<VipConfig> vips,
      List<SnatConfig> snat) {
    this(networks, hosts, vms, muxes, vips, snat, List.of());
  }

  /** The same with other VIPs. */
  public GoalState withVips(List<VipConfig> newVips) {
    return new GoalState(networks, hosts, vms, muxes, newVips, snat, securityGroups);
  }

  /** The same with other security groups. */
  public GoalState withSecurityGroups(List<SecurityGroup> newGroups) {
    return new GoalState(networks, hosts, vms, muxes, vips, snat, newGroups);
  }

  /** With one VIP changed, if it is there. */
  public GoalState withVip(String name, UnaryOperator<VipConfig> change) {
    List<VipConfig> changed =
        vips.stream().map(vip -> vip.name().equals(name) ? change.apply(vip) : vip).toList();
    return withVips(changed);
  }
}
