package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.vswitch.DnatRule;
import io.sdnsim.vxlan.vswitch.NatPolicy;
import io.sdnsim.vxlan.vswitch.NetworkPolicy;
import io.sdnsim.vxlan.vswitch.PortPolicy;
import io.sdnsim.vxlan.vswitch.PublicAddress;
import io.sdnsim.vxlan.vswitch.SnatPool;
import io.sdnsim.vxlan.vswitch.SnatRange;
import io.sdnsim.vxlan.vswitch.VirtualHostConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns the goal state into what each Mux and each host needs to know.
 *
 * <p>Pure: the same goal state gives the same result, in the order of the configuration.
 */
public final class GoalCompiler {
  /** Settles what the configuration of a rule leaves open. */
  @FunctionalInterface
  public interface SettingsSource {
    /** The settings of a rule as Muxes are told of them. */
    RuleSettings settings(VipConfig vip, VipRule rule);
  }

  private final GoalState goal;
  private final GoalIndex index;

  /**
   * @throws IllegalArgumentException when the goal state contradicts itself: names are not unique
   *     or name nothing, addresses or ports are given away twice, or what belongs together is of
   *     two families or networks
   */
  public GoalCompiler(GoalState goal) {
    this.goal = goal;
    this.index = new GoalIndex(goal);
    new GoalCheck(goal, index).check();
  }

  /**
   * What every Mux is told.
   *
   * @param health of the backends; those that are down are left out, or drain in a rendezvous pair
   */
  public MuxState muxState(Health health) {
    return muxState(health, (vip, rule) -> rule.settings());
  }

  /**
   * What every Mux is told.
   *
   * @param health of the backends; those that are down are left out, or drain in a rendezvous pair
   */
  public MuxState muxState(Health health, SettingsSource settings) {
    List<VipState> vips = new ArrayList<>();
    for (VipConfig vip : enabledVips()) {
      List<VipState.RuleState> rules = new ArrayList<>();
      for (VipRule rule : vip.rules()) {
        List<VipState.PoolMember> pool =
            rule.backends().stream()
                .filter(vm -> isUp(vm, vip, rule, health) || isPair(rule))
                .map(
                    vm ->
                        new VipState.PoolMember(
                            index.backend(vm, vip, rule.backendPort()),
                            rule.draining().contains(vm) || !isUp(vm, vip, rule, health)))
                .toList();
        rules.add(
            new VipState.RuleState(
                rule.protocol(), rule.port(), pool, settings.settings(vip, rule)));
      }
      List<VipState.SnatState> ranges = new ArrayList<>();
      for (SnatConfig range : index.rangesOf(vip)) {
        ranges.add(
            new VipState.SnatState(
                range.firstPort(), range.count(), index.backend(range.vm(), vip, 0)));
      }
      vips.add(
          new VipState(
              vip.name(),
              vip.address(),
              vip.icmpReply(),
              vip.outboundOnly(),
              index.vniOf(vip),
              rules,
              ranges));
    }
    return new MuxState(
        vips,
        goal.publicIps().stream()
            .map(each -> new MuxState.PublicIpState(each.address(), index.backend(each)))
            .toList(),
        index.fastpathState());
  }

  private boolean isUp(String vm, VipConfig vip, VipRule rule, Health health) {
    HealthProbe probe = rule.probe();
    return probe == null || health.isUp(vm, index.backend(vm, vip, 0).dip(), probe);
  }

  /** In a pair one that is down comes second, as one that drains (GLB Director). */
  private static boolean isPair(VipRule rule) {
    return rule.settings().selection() == SelectionMethod.RENDEZVOUS_PAIR;
  }

  /**
   * The virtual networks as one host is told of them: those that it has a VM in, and their peers.
   */
  public NetworkPolicy networkPolicy(String host) {
    List<PortPolicy> ports = new ArrayList<>();
    for (VmPortConfig vm : goal.vms()) {
      if (vm.host().equals(host)) {
        ports.add(
            new PortPolicy(
                vm.port(),
                vm.vm(),
                vm.vni(),
                vm.mac(),
                addressesOf(vm),
                vm.securityGroup(),
                vm.ipForwarding()));
      }
    }
    SortedSet<String> names = new TreeSet<>();
    for (VirtualNetworkConfig network : goal.networks()) {
      if (ports.stream().anyMatch(port -> GoalIndex.belongs(network, port.vni()))) {
        names.add(network.name());
        names.addAll(network.peers());
      }
    }
    List<VirtualNetworkConfig> networks =
        goal.networks().stream().filter(network -> names.contains(network.name())).toList();
    List<AddressMapping> mappings = new ArrayList<>();
    for (VmPortConfig vm : goal.vms()) {
      if (networks.stream().anyMatch(network -> GoalIndex.belongs(network, vm.vni()))) {
        for (IpAddress address : vm.addresses()) {
          mappings.add(new AddressMapping(address, vm.vni(), vm.mac(), index.providerAddress(vm)));
        }
      }
    }
    for (VipConfig vip : enabledVips()) {
      if (vip.network() != null && names.contains(vip.network())) {
        // Whatever sends to it sends to the distributed router, which knows the Muxes.
        mappings.add(
            AddressMapping.balanced(
                vip.address(), index.vniOf(vip), VirtualHostConfig.DEFAULT_ROUTER_MAC));
      }
    }
    return new NetworkPolicy(networks, mappings, ports, securityGroups(networks, ports));
  }

  /** What a VM may send from: its own addresses, and the VIPs that float to it. */
  private List<IpAddress> addressesOf(VmPortConfig vm) {
    SortedSet<IpAddress> floating = new TreeSet<>();
    for (VipConfig vip : enabledVips()) {
      for (VipRule rule : vip.rules()) {
        if (rule.floatingIp() && rule.backends().contains(vm.vm())) {
          floating.add(vip.address());
        }
      }
    }
    List<IpAddress> addresses = new ArrayList<>(vm.addresses());
    addresses.addAll(floating);
    return addresses;
  }

  private List<SecurityGroup> securityGroups(
      List<VirtualNetworkConfig> networks, List<PortPolicy> ports) {
    SortedSet<String> named = new TreeSet<>();
    for (PortPolicy port : ports) {
      add(named, port.securityGroup());
      for (VirtualNetworkConfig network : networks) {
        for (VirtualSubnetConfig subnet : network.subnets()) {
          add(named, subnet.vni() == port.vni() ? subnet.securityGroup() : null);
        }
      }
    }
    return goal.securityGroups().stream().filter(group -> named.contains(group.name())).toList();
  }

  private static void add(SortedSet<String> names, @Nullable String name) {
    if (name != null) {
      names.add(name);
    }
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
          Backend backend = index.backend(name, vip, rule.backendPort());
          if (index.isOn(host, name)) {
            dnat.add(
                new DnatRule(
                    index.portOf(name),
                    vip.name(),
                    vip.address(),
                    rule.protocol(),
                    rule.port(),
                    rule.floatingIp() ? vip.address() : backend.dip(),
                    backend.port(),
                    rule.settings().idleTimeoutPs(),
                    vip.network() != null));
          }
        }
      }
      for (SnatConfig range : index.rangesOf(vip)) {
        if (index.isOn(host, range.vm())) {
          Backend backend = index.backend(range.vm(), vip, 0);
          ranges.add(
              new SnatRange(
                  index.portOf(range.vm()),
                  vip.name(),
                  vip.address(),
                  backend.dip(),
                  range.firstPort(),
                  range.count(),
                  range.outbound()));
        }
      }
    }
    List<IpAddress> muxes = liveMuxes.stream().map(MuxAddress::address).toList();
    return new NatPolicy(
        dnat, ranges, pools(host), muxes, publicAddresses(host), index.fastpathState().muxes());
  }

  private List<PublicAddress> publicAddresses(String host) {
    return goal.publicIps().stream()
        .filter(each -> index.isOn(host, each.vm()))
        .map(
            each ->
                new PublicAddress(
                    index.portOf(each.vm()),
                    each.vm(),
                    each.address(),
                    index.backend(each).dip(),
                    each.outbound()))
        .toList();
  }

  private List<SnatPool> pools(String host) {
    List<SnatPool> pools = new ArrayList<>();
    for (SnatPoolConfig pool : goal.pools()) {
      VipConfig vip = index.vip(pool.vip());
      for (String vm : pool.vms()) {
        if (vip.enabled() && index.isOn(host, vm)) {
          pools.add(
              new SnatPool(
                  index.portOf(vm),
                  vm,
                  vip.name(),
                  vip.address(),
                  index.backend(vm, vip, 0).dip(),
                  pool.outbound(),
                  pool.limits().queuePackets(),
                  pool.limits().idlePs()));
        }
      }
    }
    return pools;
  }

  /** Adds leased ranges to what a Mux is told. */
  public MuxState withLeases(MuxState state, List<SnatLease> leases) {
    Map<String, List<VipState.SnatState>> byVip = new LinkedHashMap<>();
    for (SnatLease lease : leases) {
      Backend backend = index.backend(lease.vm(), index.vip(lease.vip()), 0);
      byVip
          .computeIfAbsent(lease.vip(), name -> new ArrayList<>())
          .add(new VipState.SnatState(lease.firstPort(), lease.count(), backend));
    }
    return state.withVips(
        state.vips().stream()
            .map(vip -> vip.withRanges(byVip.getOrDefault(vip.name(), List.of())))
            .toList());
  }

  /** A lease that comes, or goes, as Muxes are told of it. */
  public LeaseChange change(SnatLease lease, boolean comes) {
    VipConfig vip = index.vip(lease.vip());
    return new LeaseChange(
        vip.address(),
        lease.firstPort(),
        lease.count(),
        comes ? index.backend(lease.vm(), vip, 0) : null);
  }

  /** Whether a host has VMs that lease ports. */
  public boolean hasPool(String host) {
    return !pools(host).isEmpty();
  }

  /** The host that a VM is on, or null when there is no such VM. */
  public @Nullable String hostOf(String vm) {
    return index.hostOf(vm);
  }

  /** Whether a VM is on a host. */
  public boolean isOnHost(String host, String vm) {
    return index.isOn(host, vm);
  }

  /** What one host is to probe: each of its VMs once for each way to be probed. */
  public List<ProbeTarget> probeTargets(String host) {
    SortedMap<String, ProbeTarget> targets = new TreeMap<>();
    for (VipConfig vip : enabledVips()) {
      for (VipRule rule : vip.rules()) {
        HealthProbe probe = rule.probe();
        for (String vm : rule.backends()) {
          if (probe != null && index.isOn(host, vm)) {
            IpAddress dip = index.backend(vm, vip, rule.backendPort()).dip();
            ProbeTarget target = new ProbeTarget(index.portOf(vm), vm, dip, probe);
            targets.putIfAbsent(vm + " " + dip + " " + probe, target);
          }
        }
      }
    }
    return List.copyOf(targets.values());
  }

  /** Whether there is a VIP or public IP of this name, and Muxes are told of it. */
  public boolean isEnabled(String vip) {
    return enabledVips().stream().anyMatch(each -> each.name().equals(vip))
        || goal.publicIps().stream().anyMatch(each -> PublicIp.title(each.address()).equals(vip));
  }

  private List<VipConfig> enabledVips() {
    return goal.vips().stream().filter(VipConfig::enabled).toList();
  }
}
