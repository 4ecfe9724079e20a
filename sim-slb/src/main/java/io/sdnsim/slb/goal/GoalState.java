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
 * @param publicIps addresses of single VMs
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
    List<PublicIp> publicIps,
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
    publicIps = List.copyOf(publicIps);
    fastpath = List.copyOf(fastpath);
  }

  /** A goal state without public IPs of single VMs and Fastpath. */
  public GoalState(
      List<VirtualNetworkConfig> networks,
      List<HostConfig> hosts,
      List<VmPortConfig> vms,
      List<MuxAddress> muxes,
      List<VipConfig> vips,
      List<SnatConfig> snat,
      List<SnatPoolConfig> pools,
      List<SecurityGroup> securityGroups) {
    this(networks, hosts, vms, muxes, vips, snat, pools, securityGroups, List.of(), List.of());
  }

  /** A goal state without leases, security groups and Fastpath. */
  public GoalState(
      List<VirtualNetworkConfig> networks,
      List<HostConfig> hosts,
      List<VmPortConfig> vms,
      List<MuxAddress> muxes,
      List<VipConfig> vips,
      List<SnatConfig> snat) {
    this(networks, hosts, vms, muxes, vips, snat, List.of(), List.of());
  }

  public GoalState withPools(List<SnatPoolConfig> newPools) {
    return new GoalState(
        networks, hosts, vms, muxes, vips, snat, newPools, securityGroups, publicIps, fastpath);
  }

  public GoalState withSecurityGroups(List<SecurityGroup> newGroups) {
    return new GoalState(
        networks, hosts, vms, muxes, vips, snat, pools, newGroups, publicIps, fastpath);
  }

  public GoalState withPublicIps(List<PublicIp> newPublicIps) {
    return new GoalState(
        networks, hosts, vms, muxes, vips, snat, pools, securityGroups, newPublicIps, fastpath);
  }

  public GoalState withFastpath(List<Prefix> newSubnets) {
    return new GoalState(
        networks, hosts, vms, muxes, vips, snat, pools, securityGroups, publicIps, newSubnets);
  }

  /** With one VIP changed, if it is there. */
  public GoalState withVip(String name, UnaryOperator<VipConfig> change) {
    List<VipConfig> changed =
        vips.stream().map(vip -> vip.name().equals(name) ? change.apply(vip) : vip).toList();
    return new GoalState(
        networks, hosts, vms, muxes, changed, snat, pools, securityGroups, publicIps, fastpath);
  }
}
