package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what contradicts itself in a goal state. */
final class GoalCheck {
  private final GoalState goal;
  private final GoalIndex index;

  GoalCheck(GoalState goal, GoalIndex index) {
    this.goal = goal;
    this.index = index;
  }

  /**
   * @throws IllegalArgumentException when a name names nothing, addresses or ports are given away
   *     twice, or what belongs together is of two families or networks
   */
  void check() {
    new NetworkCheck(goal).check();
    requireOneFamily();
    for (VipConfig vip : goal.vips()) {
      checkRules(vip);
    }
    goal.snat().forEach(range -> index.backend(range.vm(), index.vip(range.vip()), 0));
    checkPools();
    checkInternalVips();
    requireDistinctVips();
    checkRedirectPort();
    requireDisjointRanges();
    checkPublicIps();
  }

  /** A tunnel has two ends of one family, and every host may have one to every other and Mux. */
  private void requireOneFamily() {
    List<IpAddress> ends = new ArrayList<>();
    goal.hosts().forEach(host -> ends.addAll(host.providerAddresses()));
    if (!ends.isEmpty()) {
      goal.muxes().forEach(mux -> ends.add(mux.address()));
      boolean ipv4 = ends.get(0).isIpv4();
      for (IpAddress end : ends) {
        GoalIndex.require(end.isIpv4() == ipv4, "tunnels end at " + ends.get(0) + " and at " + end);
      }
    }
  }

  private void checkRules(VipConfig vip) {
    SortedSet<String> ports = new TreeSet<>();
    for (VipRule rule : vip.rules()) {
      String port = IpProtocol.name(rule.protocol()) + "/" + rule.port();
      GoalIndex.require(ports.add(port), "two rules of VIP " + vip.name() + " are for " + port);
      SortedSet<String> backends = new TreeSet<>();
      for (String vm : rule.backends()) {
        GoalIndex.require(
            backends.add(vm), "a rule of VIP " + vip.name() + " names VM " + vm + " twice");
        index.backend(vm, vip, rule.backendPort());
      }
      GoalIndex.require(
          !rule.settings().tcpReset()
              || rule.settings().selection() != SelectionMethod.RENDEZVOUS_PAIR,
          "a rule of VIP " + vip.name() + " resets connections that Muxes do not remember");
    }
  }

  private void checkPools() {
    Map<String, String> pools = new LinkedHashMap<>();
    for (SnatPoolConfig pool : goal.pools()) {
      VipConfig vip = index.vip(pool.vip());
      GoalIndex.require(pools.put(pool.vip(), "") == null, "two pools are of VIP " + pool.vip());
      for (String vm : pool.vms()) {
        index.backend(vm, vip, 0);
        GoalIndex.require(
            goal.pools().stream().filter(other -> other.vms().contains(vm)).count() == 1,
            "VM " + vm + " leases from two pools");
      }
      for (VipRule rule : vip.rules()) {
        GoalIndex.require(
            rule.port() < pool.firstPort() || rule.port() > pool.lastPort(),
            "the SNAT pool of VIP " + pool.vip() + " contains port " + rule.port() + " of a rule");
      }
      for (SnatConfig range : goal.snat()) {
        boolean overlaps =
            range.vip().equals(pool.vip())
                && range.firstPort() <= pool.lastPort()
                && pool.firstPort() < range.firstPort() + range.count();
        GoalIndex.require(
            !overlaps, "the SNAT range of " + range.vm() + " is within the pool of its VIP");
      }
    }
  }

  private void checkInternalVips() {
    Map<String, String> taken = new TreeMap<>();
    goal.vms()
        .forEach(
            vm ->
                vm.addresses()
                    .forEach(
                        address -> taken.put(vm.vni() + " " + address, "VM " + vm.vm() + "'s")));
    for (VipConfig vip : goal.vips()) {
      VirtualNetworkConfig network = vip.network() == null ? null : index.networkOf(vip);
      if (network == null) {
        continue;
      }
      String title = "the internal VIP " + vip.name();
      GoalIndex.require(
          index.vniOf(vip) != VipState.WORLD, title + " is in no subnet of " + network.name());
      GoalIndex.require(
          !vip.icmpReply() && !vip.outboundOnly() && index.rangesOf(vip).isEmpty(),
          title + " answers no echo and has no source ports");
      GoalIndex.require(
          goal.pools().stream().noneMatch(pool -> pool.vip().equals(vip.name())),
          title + " has no source ports");
      String owner = taken.get(index.vniOf(vip) + " " + vip.address());
      GoalIndex.require(owner == null, "the address of " + title + " is " + owner);
      for (VipRule rule : vip.rules()) {
        GoalIndex.require(!rule.settings().tcpReset(), title + " resets no connections");
        for (String name : rule.backends()) {
          GoalIndex.require(
              GoalIndex.belongs(network, index.backend(name, vip, rule.backendPort()).vni()),
              "VM " + name + " behind " + title + " is in another network");
        }
      }
    }
  }

  /** What is to a Fastpath VIP's redirect port is a redirect, and nothing else. */
  private void checkRedirectPort() {
    for (VipConfig vip : goal.vips()) {
      if (index.fastpathState().covers(vip.address())) {
        boolean taken =
            vip.rules().stream()
                    .anyMatch(
                        rule ->
                            rule.protocol() == IpProtocol.UDP
                                && rule.port() == FastpathState.REDIRECT_PORT)
                || index.rangesOf(vip).stream()
                    .anyMatch(range -> range.contains(FastpathState.REDIRECT_PORT))
                || goal.pools().stream()
                    .anyMatch(
                        pool ->
                            pool.vip().equals(vip.name())
                                && pool.contains(FastpathState.REDIRECT_PORT));
        GoalIndex.require(
            !taken,
            "UDP port "
                + FastpathState.REDIRECT_PORT
                + " of the Fastpath VIP "
                + vip.name()
                + " is taken");
      }
    }
  }

  /** Replies find their VM by the port alone, and a rule's port is not to be shadowed. */
  private void requireDisjointRanges() {
    for (VipConfig vip : goal.vips()) {
      NavigableMap<Integer, SnatConfig> byPort = new TreeMap<>();
      for (SnatConfig range : index.rangesOf(vip)) {
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

  private void requireDistinctVips() {
    Map<String, String> names = new TreeMap<>();
    for (VipConfig vip : goal.vips()) {
      String other = names.put(index.vniOf(vip) + " " + vip.address(), vip.name());
      GoalIndex.require(
          other == null, "VIPs " + other + " and " + vip.name() + " have " + vip.address());
    }
  }

  private void checkPublicIps() {
    SortedSet<IpAddress> taken = new TreeSet<>();
    goal.vips().stream()
        .filter(vip -> vip.network() == null)
        .forEach(vip -> taken.add(vip.address()));
    for (PublicIp each : goal.publicIps()) {
      GoalIndex.require(taken.add(each.address()), "the public IP " + each.address() + " is taken");
      index.backend(each);
    }
  }
}
