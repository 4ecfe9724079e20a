package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what contradicts itself in the virtual networks, their VMs, hosts and Muxes. */
final class NetworkCheck {
  private final GoalState goal;
  private final Map<Integer, VirtualSubnetConfig> subnets = new TreeMap<>();
  private final SortedSet<String> groups = new TreeSet<>();

  NetworkCheck(GoalState goal) {
    this.goal = goal;
  }

  /**
   * @throws IllegalArgumentException when a name, a VNI or an address is given away twice, a name
   *     names nothing, or a VM is in no subnet
   */
  void check() {
    checkNetworks();
    checkVms();
    checkEnds();
  }

  private void checkNetworks() {
    for (SecurityGroup group : goal.securityGroups()) {
      GoalIndex.require(groups.add(group.name()), "two security groups are named " + group.name());
    }
    SortedSet<String> names = new TreeSet<>();
    for (VirtualNetworkConfig network : goal.networks()) {
      GoalIndex.require(
          names.add(network.name()), "two virtual networks are named " + network.name());
      for (VirtualSubnetConfig subnet : network.subnets()) {
        GoalIndex.require(
            subnets.put(subnet.vni(), subnet) == null,
            "VNI " + subnet.vni() + " is of two virtual subnets");
        requireGroup(subnet.securityGroup());
      }
    }
    for (VirtualNetworkConfig network : goal.networks()) {
      for (String peer : network.peers()) {
        GoalIndex.require(names.contains(peer), "no virtual network is named " + peer);
      }
    }
  }

  private void requireGroup(@Nullable String name) {
    GoalIndex.require(name == null || groups.contains(name), "no security group is named " + name);
  }

  private void checkVms() {
    Map<String, String> addresses = new LinkedHashMap<>();
    Map<String, String> ports = new LinkedHashMap<>();
    for (VmPortConfig vm : goal.vms()) {
      VirtualSubnetConfig subnet = subnets.get(vm.vni());
      requireGroup(vm.securityGroup());
      for (IpAddress address : vm.addresses()) {
        GoalIndex.require(
            subnet != null && subnet.prefixOf(address) != null,
            subnet == null
                ? "VM " + vm.vm() + " is in no virtual subnet"
                : address + " of VM " + vm.vm() + " is outside of its subnet");
        String other = addresses.put(vm.vni() + " " + address, vm.vm());
        GoalIndex.require(other == null, "VMs " + other + " and " + vm.vm() + " have " + address);
      }
      String port = vm.port() + " of " + vm.host();
      String other = ports.put(port, vm.vm());
      GoalIndex.require(other == null, "VMs " + other + " and " + vm.vm() + " are behind " + port);
    }
  }

  /** Where tunnels and control channels end. */
  private void checkEnds() {
    SortedSet<IpAddress> taken = new TreeSet<>();
    for (HostConfig host : goal.hosts()) {
      for (IpAddress address : host.providerAddresses()) {
        GoalIndex.require(taken.add(address), address + " of host " + host.name() + " is taken");
      }
    }
    SortedSet<String> names = new TreeSet<>();
    for (MuxAddress mux : goal.muxes()) {
      GoalIndex.require(names.add(mux.name()), "two Muxes are named " + mux.name());
      GoalIndex.require(
          taken.add(mux.address()), mux.address() + " of Mux " + mux.name() + " is taken");
    }
  }
}
