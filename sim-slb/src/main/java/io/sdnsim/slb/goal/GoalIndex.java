package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the names of a goal state stand for. */
final class GoalIndex {
  private final GoalState goal;
  private final Map<String, VmPortConfig> vms = new LinkedHashMap<>();
  private final Map<String, HostConfig> hosts = new LinkedHashMap<>();
  private final Map<String, VipConfig> vips = new LinkedHashMap<>();
  private final Map<String, IpAddress> providerAddresses = new LinkedHashMap<>();
  private final Map<Integer, Encapsulation> encapsulations = new TreeMap<>();

  /** What VMs have for good: what is configured so, and what pools allot from the start. */
  private final Map<String, List<SnatConfig>> snatByVip = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException when two hosts, VMs or VIPs have one name, or a VM's host has
   *     none
   */
  GoalIndex(GoalState goal) {
    this.goal = goal;
    for (HostConfig host : goal.hosts()) {
      require(hosts.put(host.name(), host) == null, "two hosts are named " + host.name());
    }
    for (VmPortConfig vm : goal.vms()) {
      require(vms.put(vm.vm(), vm) == null, "two VMs are named " + vm.vm());
    }
    for (VipConfig vip : goal.vips()) {
      require(vips.put(vip.name(), vip) == null, "two VIPs are named " + vip.name());
    }
    for (VirtualNetworkConfig network : goal.networks()) {
      network
          .subnets()
          .forEach(subnet -> encapsulations.put(subnet.vni(), network.encapsulation()));
    }
    placeOnProviderAddresses();
    List<SnatConfig> snat = new ArrayList<>(goal.snat());
    goal.pools().forEach(pool -> snat.addAll(pool.preallocated()));
    snat.forEach(
        range -> snatByVip.computeIfAbsent(range.vip(), name -> new ArrayList<>()).add(range));
  }

  /**
   * @throws IllegalArgumentException with the complaint when the condition does not hold
   */
  static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException(complaint);
    }
  }

  /** The VMs of a host take its provider addresses in turn, one for each network card (HNV). */
  private void placeOnProviderAddresses() {
    Map<String, Integer> placed = new LinkedHashMap<>();
    for (VmPortConfig vm : goal.vms()) {
      HostConfig host = hosts.get(vm.host());
      require(host != null, "VM " + vm.vm() + ": no host is named " + vm.host());
      if (host != null) {
        int number = placed.merge(vm.host(), 1, Integer::sum) - 1;
        List<IpAddress> all = host.providerAddresses();
        providerAddresses.put(vm.vm(), all.get(number % all.size()));
      }
    }
  }

  VipConfig vip(String name) {
    VipConfig vip = vips.get(name);
    if (vip == null) {
      throw new IllegalArgumentException("SNAT: no VIP is named " + name);
    }
    return vip;
  }

  VirtualNetworkConfig networkOf(VipConfig vip) {
    for (VirtualNetworkConfig network : goal.networks()) {
      if (network.name().equals(vip.network())) {
        return network;
      }
    }
    throw new IllegalArgumentException(
        "VIP " + vip.name() + ": no virtual network is named " + vip.network());
  }

  /** The subnet that an internal VIP lies in, or {@link VipState#WORLD}. */
  int vniOf(VipConfig vip) {
    if (vip.network() != null) {
      for (VirtualSubnetConfig subnet : networkOf(vip).subnets()) {
        if (subnet.prefixOf(vip.address()) != null) {
          return subnet.vni();
        }
      }
    }
    return VipState.WORLD;
  }

  FastpathState fastpathState() {
    return goal.fastpath().isEmpty()
        ? FastpathState.OFF
        : new FastpathState(
            goal.fastpath(), goal.muxes().stream().map(MuxAddress::address).toList());
  }

  Backend backend(PublicIp publicIp) {
    return backend(publicIp.vm(), "public IP " + publicIp.address(), publicIp.address(), 0);
  }

  /** The SNAT ranges that are not leased. */
  List<SnatConfig> rangesOf(VipConfig vip) {
    return snatByVip.getOrDefault(vip.name(), List.of());
  }

  /** A VM behind a VIP, by its address of the VIP's family. */
  Backend backend(String name, VipConfig vip, int port) {
    return backend(name, "VIP " + vip.name(), vip.address(), port);
  }

  private Backend backend(String name, String title, IpAddress outside, int port) {
    VmPortConfig vm = vms.get(name);
    if (vm == null) {
      throw new IllegalArgumentException(title + ": no VM is named " + name);
    }
    for (IpAddress address : vm.addresses()) {
      if (address.isIpv4() == outside.isIpv4()) {
        return new Backend(
            name,
            address,
            port,
            providerAddress(vm),
            vm.vni(),
            vm.mac(),
            encapsulations.getOrDefault(vm.vni(), Encapsulation.VXLAN));
      }
    }
    throw new IllegalArgumentException("VM " + name + " has no address of the family of " + title);
  }

  IpAddress providerAddress(VmPortConfig vm) {
    IpAddress address = providerAddresses.get(vm.vm());
    if (address == null) {
      throw new IllegalArgumentException("no VM is named " + vm.vm());
    }
    return address;
  }

  static boolean belongs(VirtualNetworkConfig network, int vni) {
    return network.subnets().stream().anyMatch(subnet -> subnet.vni() == vni);
  }

  boolean isOn(String host, String name) {
    return host.equals(hostOf(name));
  }

  @Nullable String hostOf(String name) {
    VmPortConfig vm = vms.get(name);
    return vm == null ? null : vm.host();
  }

  String portOf(String name) {
    VmPortConfig vm = vms.get(name);
    if (vm == null) {
      throw new IllegalArgumentException("no VM is named " + name);
    }
    return vm.port();
  }
}
