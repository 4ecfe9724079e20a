package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.vswitch.DnatRule;
import io.sdnsim.vxlan.vswitch.NatPolicy;
import io.sdnsim.vxlan.vswitch.NetworkPolicy;
import io.sdnsim.vxlan.vswitch.PortPolicy;
import io.sdnsim.vxlan.vswitch.SnatRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the goal state into what each Mux and each host needs to know.
 *
 * <p>Pure: the same goal state gives the same result, in the order of the configuration.
 */
public final class GoalCompiler {
  private final GoalState goal;
  private final Map<String, VmPortConfig> vms = new LinkedHashMap<>();
  private final Map<String, HostConfig> hosts = new LinkedHashMap<>();
  private final Map<String, List<SnatConfig>> snatByVip = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException when names are not unique or name nothing
   */
  public GoalCompiler(GoalState goal) {
    this.goal = goal;
    for (HostConfig host : goal.hosts()) {
      require(hosts.put(host.name(), host) == null, "two hosts are named " + host.name());
    }
    for (VmPortConfig vm : goal.vms()) {
      require(vms.put(vm.vm(), vm) == null, "two VMs are named " + vm.vm());
      require(hosts.containsKey(vm.host()), "VM " + vm.vm() + ": no host is named " + vm.host());
    }
    Map<String, VipConfig> vips = new LinkedHashMap<>();
    for (VipConfig vip : goal.vips()) {
      require(vips.put(vip.name(), vip) == null, "two VIPs are named " + vip.name());
      for (VipRule rule : vip.rules()) {
        rule.backends().forEach(vm -> backend(vm, vip, rule.backendPort()));
      }
    }
    for (SnatConfig snat : goal.snat()) {
      VipConfig vip = vips.get(snat.vip());
      if (vip == null) {
        throw new IllegalArgumentException("SNAT: no VIP is named " + snat.vip());
      }
      backend(snat.vm(), vip, 0);
      snatByVip.computeIfAbsent(snat.vip(), name -> new ArrayList<>()).add(snat);
    }
    requireDisjointRanges();
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException(complaint);
    }
  }

  /** Replies find their VM by the port alone, and a rule's port is not to be shadowed. */
  private void requireDisjointRanges() {
    for (VipConfig vip : goal.vips()) {
      NavigableMap<Integer, SnatConfig> byPort = new TreeMap<>();
      for (SnatConfig range : rangesOf(vip)) {
        SnatConfig other = overlapping(byPort, range.firstPort(), range.count());
        if (other != null) {
          throw new IllegalArgumentException(
              "SNAT ranges of " + other.vm() + " and " + range.vm() + " overlap");
        }
        byPort.put(range.firstPort(), range);
      }
      for (VipRule rule : vip.rules()) {
        SnatConfig range = overlapping(byPort, rule.port(), 1);
        if (range != null) {
          throw new IllegalArgumentException(
              "the SNAT range of " + range.vm() + " contains port " + rule.port() + " of a rule");
        }
      }
    }
  }

  private static @Nullable SnatConfig overlapping(
      NavigableMap<Integer, SnatConfig> byPort, int firstPort, int count) {
    Map.Entry<Integer, SnatConfig> last = byPort.floorEntry(firstPort + count - 1);
    return last != null && last.getKey() + last.getValue().count() > firstPort
        ? last.getValue()
        : null;
  }

  private List<SnatConfig> rangesOf(VipConfig vip) {
    return snatByVip.getOrDefault(vip.name(), List.of());
  }

  private Backend backend(String name, VipConfig vip, int port) {
    VmPortConfig vm = vms.get(name);
    if (vm == null) {
      throw new IllegalArgumentException("VIP " + vip.name() + ": no VM is named " + name);
    }
    return new Backend(name, dip(vm, vip), port, providerAddress(vm), vm.vni(), vm.mac());
  }

  private static IpAddress dip(VmPortConfig vm, VipConfig vip) {
    for (IpAddress address : vm.addresses()) {
      if (address.isIpv4() == vip.address().isIpv4()) {
        return address;
      }
    }
    throw new IllegalArgumentException(
        "VM " + vm.vm() + " has no address of the family of VIP " + vip.name());
  }

  private IpAddress providerAddress(VmPortConfig vm) {
    HostConfig host = hosts.get(vm.host());
    if (host == null) {
      throw new IllegalArgumentException("VM " + vm.vm() + ": no host is named " + vm.host());
    }
    return host.providerAddress();
  }

  private List<VipConfig> enabledVips() {
    return goal.vips().stream().filter(VipConfig::enabled).toList();
  }

  /** What every Mux is told. */
  public MuxState muxState() {
    List<VipState> vips = new ArrayList<>();
    for (VipConfig vip : enabledVips()) {
      List<VipState.RuleState> rules = new ArrayList<>();
      for (VipRule rule : vip.rules()) {
        List<VipState.PoolMember> pool =
            rule.backends().stream()
                .map(
                    vm ->
                        new VipState.PoolMember(
                            backend(vm, vip, rule.backendPort()), rule.draining().contains(vm)))
                .toList();
        rules.add(new VipState.RuleState(rule.protocol(), rule.port(), pool, rule.settings()));
      }
      List<VipState.SnatState> ranges = new ArrayList<>();
      for (SnatConfig snat : rangesOf(vip)) {
        ranges.add(
            new VipState.SnatState(snat.firstPort(), snat.count(), backend(snat.vm(), vip, 0)));
      }
      vips.add(new VipState(vip.name(), vip.address(), vip.icmpReply(), rules, ranges));
    }
    return new MuxState(vips);
  }

  /** The virtual networks as one host is told of them: those that it has a VM in. */
  public NetworkPolicy networkPolicy(String host) {
    List<PortPolicy> ports = new ArrayList<>();
    for (VmPortConfig vm : goal.vms()) {
      if (vm.host().equals(host)) {
        ports.add(new PortPolicy(vm.port(), vm.vm(), vm.vni(), vm.mac(), vm.addresses()));
      }
    }
    List<VirtualNetworkConfig> networks = new ArrayList<>();
    for (VirtualNetworkConfig network : goal.networks()) {
      if (ports.stream().anyMatch(port -> belongs(network, port.vni()))) {
        networks.add(network);
      }
    }
    List<AddressMapping> mappings = new ArrayList<>();
    for (VmPortConfig vm : goal.vms()) {
      if (networks.stream().anyMatch(network -> belongs(network, vm.vni()))) {
        for (IpAddress address : vm.addresses()) {
          mappings.add(new AddressMapping(address, vm.vni(), vm.mac(), providerAddress(vm)));
        }
      }
    }
    return new NetworkPolicy(networks, mappings, ports);
  }

  private static boolean belongs(VirtualNetworkConfig network, int vni) {
    return network.subnets().stream().anyMatch(subnet -> subnet.vni() == vni);
  }

  /**
   * The load balancer's NAT as one host is told of it.
   *
   * @param liveMuxes those that outbound packets may go through
   */
  public NatPolicy natPolicy(String host, List<MuxAddress> liveMuxes) {
    List<DnatRule> dnat = new ArrayList<>();
    List<SnatRange> ranges = new ArrayList<>();
    for (VipConfig vip : enabledVips()) {
      for (VipRule rule : vip.rules()) {
        for (String name : rule.backends()) {
          Backend backend = backend(name, vip, rule.backendPort());
          if (isOn(host, name)) {
            dnat.add(
                new DnatRule(
                    portOf(name),
                    vip.name(),
                    vip.address(),
                    rule.protocol(),
                    rule.port(),
                    backend.dip(),
                    backend.port(),
                    rule.settings().idleTimeoutPs()));
          }
        }
      }
      for (SnatConfig snat : rangesOf(vip)) {
        if (isOn(host, snat.vm())) {
          Backend backend = backend(snat.vm(), vip, 0);
          ranges.add(
              new SnatRange(
                  portOf(snat.vm()),
                  vip.name(),
                  vip.address(),
                  backend.dip(),
                  snat.firstPort(),
                  snat.count(),
                  snat.outbound()));
        }
      }
    }
    List<IpAddress> muxes = liveMuxes.stream().map(MuxAddress::address).toList();
    return new NatPolicy(dnat, ranges, muxes);
  }

  private boolean isOn(String host, String name) {
    VmPortConfig vm = vms.get(name);
    return vm != null && vm.host().equals(host);
  }

  private String portOf(String name) {
    VmPortConfig vm = vms.get(name);
    if (vm == null) {
      throw new IllegalArgumentException("no VM is named " + name);
    }
    return vm.port();
  }
}
