package io.sdnsim.slb.goal;

import static io.sdnsim.slb.goal.GoalCompiler.require;

import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds contradictions in a goal state: ports that two want, VIPs that can't be where they are. */
final class GoalChecks {
  private final GoalState goal;
  private final Map<String, List<SnatConfig>> snatByVip;

  /**
   * @param snatByVip what VMs have for good, by the VIP's name
   */
  GoalChecks(GoalState goal, Map<String, List<SnatConfig>> snatByVip) {
    this.goal = goal;
    this.snatByVip = snatByVip;
  }

  /**
   * Checks the whole.
   *
   * @throws IllegalArgumentException when the goal state contradicts itself
   */
  void check() {
    checkPools();
    checkInternalVips();
    checkRedirectPort();
    requireDisjointRanges();
  }

  private List<VipRule> rulesOf(String name) {
    return goal.vips().stream()
        .filter(vip -> vip.name().equals(name))
        .flatMap(vip -> vip.rules().stream())
        .toList();
  }

  private List<SnatConfig> rangesOf(VipConfig vip) {
    return snatByVip.getOrDefault(vip.name(), List.of());
  }

  private boolean isIn(VirtualNetworkConfig network, String name) {
    return goal.vms().stream()
        .filter(vm -> vm.vm().equals(name))
        .anyMatch(vm -> network.subnets().stream().anyMatch(subnet -> subnet.vni() == vm.vni()));
  }

  private void checkPools() {
    Map<String, String> pools = new LinkedHashMap<>();
    for (SnatPoolConfig pool : goal.pools()) {
      require(pools.put(pool.vip(), "") == null, "two pools are of VIP " + pool.vip());
      for (String vm : pool.vms()) {
        require(
            goal.pools().stream().filter(other -> other.vms().contains(vm)).count() == 1,
            "VM " + vm + " leases from two pools");
      }
      for (VipRule rule : rulesOf(pool.vip())) {
        require(
            rule.port() < pool.firstPort() || rule.port() > pool.lastPort(),
            "the SNAT pool of VIP " + pool.vip() + " contains port " + rule.port() + " of a rule");
      }
      for (SnatConfig range : goal.snat()) {
        boolean overlaps =
            range.vip().equals(pool.vip())
                && range.firstPort() <= pool.lastPort()
                && pool.firstPort() < range.firstPort() + range.count();
        require(!overlaps, "the SNAT range of " + range.vm() + " is within the pool of its VIP");
      }
    }
  }

  private void checkInternalVips() {
    for (VipConfig vip : goal.vips()) {
      VirtualNetworkConfig network = vip.network() == null ? null : goal.networkOf(vip);
      if (network == null) {
        continue;
      }
      String title = "the internal VIP " + vip.name();
      require(goal.vniOf(vip) != VipState.WORLD, title + " is in no subnet of " + network.name());
      require(
          !vip.icmpReply() && !vip.outboundOnly() && rangesOf(vip).isEmpty(),
          title + " answers no echo and has no source ports");
      require(
          goal.pools().stream().noneMatch(pool -> pool.vip().equals(vip.name())),
          title + " has no source ports");
      for (VipRule rule : vip.rules()) {
        require(!rule.settings().tcpReset(), title + " resets no connections");
        for (String name : rule.backends()) {
          require(
              isIn(network, name), "VM " + name + " behind " + title + " is in another network");
        }
      }
    }
  }

  /** What is to a Fastpath VIP's redirect port is a redirect, and nothing else. */
  private void checkRedirectPort() {
    for (VipConfig vip : goal.vips()) {
      if (goal.fastpathState().covers(vip.address())) {
        boolean taken =
            vip.rules().stream()
                    .anyMatch(
                        rule ->
                            rule.protocol() == IpProtocol.UDP
                                && rule.port() == FastpathState.REDIRECT_PORT)
                || rangesOf(vip).stream()
                    .anyMatch(range -> range.contains(FastpathState.REDIRECT_PORT))
                || goal.pools().stream()
                    .anyMatch(
                        pool ->
                            pool.vip().equals(vip.name())
                                && pool.contains(FastpathState.REDIRECT_PORT));
        require(
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
}
