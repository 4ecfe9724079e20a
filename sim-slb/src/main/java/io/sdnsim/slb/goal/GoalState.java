package io.sdnsim.slb.goal;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Everything the controller is to bring about.
 *
 * @param pools of the source ports that VMs lease
 * @param securityGroups those that VMs and subnets name
 * @param fastpath subnets of VIPs between which established connections leave the Muxes
 */
public record GoalState(
    List<VirtualNetworkConfig> networks,
    List<HostConfig> hosts,
    List<VmPortConfig> vms,
    List<MuxAddress> muxes,
    List<VipConfig> vips,
    List<SnatConfig> snat,
    List<SnatPoolConfig> pools,
    List<SecurityGroup> securityGroups,
    List<Prefix> fastpath) {
  public GoalState {
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
    muxes = List.copyOf(muxes);
    vips = List.copyOf(vips);
    snat = List.copyOf(snat);
    pools = List.copyOf(pools);
    securityGroups = List.copyOf(securityGroups);
    fastpath = List.copyOf(fastpath);
  }

  /** A goal state without leases, security groups and Fastpath. */
  public GoalState(
      List<VirtualNetworkConfig> networks,
      List<HostConfig> hosts,
      List<VmPortConfig> vms,
      List<MuxAddress> muxes,
      List<VipConfig> vips,
      List<SnatConfig> snat) {
    this(networks, hosts, vms, muxes, vips, snat, List.of(), List.of(), List.of());
  }

  public GoalState withPools(List<SnatPoolConfig> newPools) {
    return new GoalState(
        networks, hosts, vms, muxes, vips, snat, newPools, securityGroups, fastpath);
  }

  public GoalState withSecurityGroups(List<SecurityGroup> newGroups) {
    return new GoalState(networks, hosts, vms, muxes, vips, snat, pools, newGroups, fastpath);
  }

  public GoalState withFastpath(List<Prefix> newSubnets) {
    return new GoalState(
        networks, hosts, vms, muxes, vips, snat, pools, securityGroups, newSubnets);
  }

  /** With one VIP changed, if it is there. */
  public GoalState withVip(String name, UnaryOperator<VipConfig> change) {
    List<VipConfig> changed =
        vips.stream().map(vip -> vip.name().equals(name) ? change.apply(vip) : vip).toList();
    return new GoalState(
        networks, hosts, vms, muxes, changed, snat, pools, securityGroups, fastpath);
  }
}
