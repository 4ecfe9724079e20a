package io.sdnsim.slb.goal;

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
    List<PublicIp> publicIps) {
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
  }

  /** A goal state without public IPs of single VMs. */
  public GoalState(
      List<VirtualNetworkConfig> networks,
      List<HostConfig> hosts,
      List<VmPortConfig> vms,
      List<MuxAddress> muxes,
      List<VipConfig> vips,
      List<SnatConfig> snat,
      List<SnatPoolConfig> pools,
      List<SecurityGroup> securityGroups) {
    this(networks, hosts, vms, muxes, vips, snat, pools, securityGroups, List.of());
  }

  /** A goal state without leases and security groups. */
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
        networks, hosts, vms, muxes, vips, snat, newPools, securityGroups, publicIps);
  }

  public GoalState withSecurityGroups(List<SecurityGroup> newGroups) {
    return new GoalState(networks, hosts, vms, muxes, vips, snat, pools, newGroups, publicIps);
  }

  public GoalState withPublicIps(List<PublicIp> newPublicIps) {
    return new GoalState(
        networks, hosts, vms, muxes, vips, snat, pools, securityGroups, newPublicIps);
  }

  /** With one VIP changed, if it is there. */
  public GoalState withVip(String name, UnaryOperator<VipConfig> change) {
    List<VipConfig> changed =
        vips.stream().map(vip -> vip.name().equals(name) ? change.apply(vip) : vip).toList();
    return new GoalState(
        networks, hosts, vms, muxes, changed, snat, pools, securityGroups, publicIps);
  }
}
