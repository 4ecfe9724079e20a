package io.sdnsim.scenarios.build;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.SlbConfig.SelectionConfig;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.HealthProbe;
import io.sdnsim.slb.goal.HostConfig;
import io.sdnsim.slb.goal.MuxAddress;
import io.sdnsim.slb.goal.PublicIp;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SnatConfig;
import io.sdnsim.slb.goal.SnatPoolConfig;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import io.sdnsim.slb.goal.VmPortConfig;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the controller's goal state of what a scenario says about VIPs, VMs and virtual networks.
 */
final class SlbBuilder {
  private final Scenario scenario;
  private final TenantBuilder tenants;

  SlbBuilder(Scenario scenario, TenantBuilder tenants) {
    this.scenario = scenario;
    this.tenants = tenants;
  }

  /**
   * The goal state at the start.
   *
   * @param vmMacs MAC address of each VM's network card, by the VM's name
   */
  GoalState goal(Map<String, MacAddress> vmMacs) {
    List<HostConfig> hosts = new ArrayList<>();
    List<VmPortConfig> vms = new ArrayList<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof VirtualHostConfig host) {
        hosts.add(new HostConfig(host.name(), host.tunnelEnds()));
        host.vms().forEach(vm -> vms.add(tenants.vmPort(host, vm, macOf(vm, vmMacs))));
      }
    }
    SlbConfig slb = scenario.slb();
    return new GoalState(
        tenants.networks(),
        hosts,
        vms,
        slb == null ? List.of() : slb.muxes().stream().map(this::mux).toList(),
        slb == null ? List.of() : slb.vips().stream().map(vip -> vip(vip, slb)).toList(),
        slb == null ? List.of() : snat(slb),
        slb == null ? List.of() : pools(slb),
        tenants.securityGroups(),
        slb == null ? List.of() : publicIps(slb),
        slb == null ? List.of() : slb.fastpath().stream().map(Located::value).toList());
  }

  private List<PublicIp> publicIps(SlbConfig slb) {
    List<PublicIp> publicIps = new ArrayList<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof VirtualHostConfig host) {
        for (VmConfig vm : host.vms()) {
          publicIps.addAll(publicIps(vm.name(), vm.publicAddresses(), slb));
        }
      }
    }
    return publicIps;
  }

  static List<PublicIp> publicIps(String vm, List<Located<IpAddress>> addresses, SlbConfig slb) {
    OutboundMode outbound = outbound(slb.outbound());
    return addresses.stream().map(each -> new PublicIp(vm, each.value(), outbound)).toList();
  }

  private static MacAddress macOf(VmConfig vm, Map<String, MacAddress> vmMacs) {
    MacAddress mac = vmMacs.get(vm.name());
    if (mac == null) {
      throw new IllegalStateException("no MAC for VM " + vm.name());
    }
    return mac;
  }

  /** A device's first address of the family of the provider addresses. */
  IpAddress fabricAddress(IpConfig ip) {
    boolean ipv4 = isFabricIpv4(scenario);
    IpAddress address = ip.firstAddress(ipv4);
    if (address == null) {
      throw new IllegalArgumentException("an address of the provider network is needed");
    }
    return address;
  }

  /** Whether tunnels end at IPv4 addresses. */
  private static boolean isFabricIpv4(Scenario scenario) {
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof VirtualHostConfig host && !host.tunnelEnds().isEmpty()) {
        return host.tunnelEnds().get(0).isIpv4();
      }
    }
    return true;
  }

  private MuxAddress mux(Located<String> name) {
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof DeviceConfig.IpDevice device && node.name().equals(name.value())) {
        return new MuxAddress(name.value(), fabricAddress(device.ip()));
      }
    }
    throw new IllegalArgumentException("there is no Mux " + name.value());
  }

  private static VipConfig vip(SlbConfig.VipConfig vip, SlbConfig slb) {
    return new VipConfig(
        vip.name(),
        vip.address().value(),
        vip.enabled(),
        vip.icmp() == SlbConfig.IcmpMode.REPLY,
        vip.outboundOnly(),
        vip.network() == null ? null : vip.network().value(),
        rules(vip.withInboundNat(vip.rules()), slb));
  }

  static List<VipRule> rules(List<SlbConfig.VipRule> rules, @Nullable SlbConfig slb) {
    SelectionConfig selection = slb == null ? SelectionConfig.DEFAULT : slb.selection();
    return rules.stream()
        .map(
            rule ->
                new VipRule(
                    rule.protocol() == Protocol.UDP ? IpProtocol.UDP : IpProtocol.TCP,
                    rule.port(),
                    rule.backendPort(),
                    rule.backends().stream().map(Located::value).toList(),
                    rule.draining().stream().map(Located::value).toList(),
                    settings(rule, selection),
                    probe(rule.probe()),
                    rule.floatingIp()))
        .toList();
  }

  private static @Nullable HealthProbe probe(SlbConfig.@Nullable HealthProbe probe) {
    return probe == null
        ? null
        : new HealthProbe(probe.port(), probe.path(), probe.intervalPs(), probe.count());
  }

  private static RuleSettings settings(SlbConfig.VipRule rule, SelectionConfig usual) {
    SelectionConfig selection = rule.selection() == null ? usual : rule.selection();
    Located<Integer> entries = selection.maglevEntries();
    Long idleTimeoutPs = rule.idleTimeoutPs();
    return new RuleSettings(
        selection.method(),
        entries == null ? RuleSettings.AUTOMATIC : entries.value(),
        rule.distribution(),
        idleTimeoutPs == null ? RuleSettings.AUTOMATIC : idleTimeoutPs,
        rule.tcpReset());
  }

  private static OutboundMode outbound(SlbConfig.VipConfig vip) {
    return outbound(vip.outbound());
  }

  private static OutboundMode outbound(SlbConfig.Outbound outbound) {
    return outbound == SlbConfig.Outbound.DIRECT ? OutboundMode.DIRECT : OutboundMode.VIA_MUX;
  }

  private static List<SnatPoolConfig> pools(SlbConfig slb) {
    List<SnatPoolConfig> pools = new ArrayList<>();
    for (SlbConfig.VipConfig vip : slb.vips()) {
      SlbConfig.SnatPool pool = vip.snatPool();
      if (pool != null) {
        pools.add(
            new SnatPoolConfig(
                vip.name(),
                pool.vms().stream().map(Located::value).toList(),
                pool.ports().first(),
                pool.ports().last(),
                outbound(vip),
                new SnatPoolConfig.Limits(
                    pool.rangePorts(),
                    pool.preallocatedPorts(),
                    pool.maxPortsPerVm(),
                    pool.predictionPs(),
                    pool.queuePackets(),
                    pool.idlePs())));
      }
    }
    return pools;
  }

  private static List<SnatConfig> snat(SlbConfig slb) {
    List<SnatConfig> ranges = new ArrayList<>();
    for (SlbConfig.VipConfig vip : slb.vips()) {
      OutboundMode mode = outbound(vip);
      for (SlbConfig.SnatRange range : vip.snat()) {
        int first = range.ports().first();
        int count = range.ports().last() - first + 1;
        ranges.add(new SnatConfig(vip.name(), range.vm().value(), first, count, mode));
      }
    }
    return ranges;
  }
}
