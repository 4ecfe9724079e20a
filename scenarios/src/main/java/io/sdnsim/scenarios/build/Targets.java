package io.sdnsim.scenarios.build;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.ExternalPrefix;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.NatRule;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.Traffic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a flow's packets end: behind VIPs and port forwards, so that the applications
 * that answer can be placed there.
 */
final class Targets {
  /** A host or VM, and the port at which it is asked. */
  record Server(String node, int port) {}

  /** Port forwards that lead to one another end somewhere. */
  private static final int MAX_FORWARDS = 8;

  private final Scenario scenario;

  Targets(Scenario scenario) {
    this.scenario = scenario;
  }

  /** The address that the sender uses. */
  IpAddress address(Traffic.Target target) {
    Located<IpAddress> given = target.address();
    Located<String> node = target.node();
    if (given != null) {
      return given.value();
    }
    if (node != null) {
      return nodeAddress(node.value());
    }
    return vip(target).address().value();
  }

  private SlbConfig.VipConfig vip(Traffic.Target target) {
    SlbConfig slb = scenario.slb();
    Located<String> name = target.vip();
    if (slb != null && name != null) {
      for (SlbConfig.VipConfig vip : slb.vips()) {
        if (vip.name().equals(name.value())) {
          return vip;
        }
      }
    }
    throw new IllegalArgumentException("there is no VIP " + target.vip());
  }

  private IpAddress nodeAddress(String name) {
    for (DeviceConfig node : scenario.topology().nodes()) {
      IpConfig ip = node.ipOrNull();
      if (node.name().equals(name) && ip != null) {
        return ip.interfaces().stream()
            .flatMap(each -> each.addresses().stream())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(name + " has no address"))
            .value()
            .address();
      }
      if (node instanceof VirtualHostConfig host) {
        for (VmConfig vm : host.vms()) {
          if (vm.name().equals(name)) {
            return vm.address().value();
          }
        }
      }
    }
    throw new IllegalArgumentException("there is no node " + name);
  }

  /** Who answers a flow to this target; empty when nobody does, such as ping to a router. */
  List<Server> servers(Traffic.Target target, Protocol protocol) {
    Located<String> named = target.node();
    if (named != null && isVm(named.value())) {
      // Two tenants may use its address.
      return List.of(new Server(named.value(), target.port()));
    }
    return servers(address(target), target.port(), protocol, MAX_FORWARDS);
  }

  private boolean isVm(String name) {
    return scenario.topology().nodes().stream()
        .anyMatch(
            node ->
                node instanceof VirtualHostConfig host
                    && host.vms().stream().anyMatch(vm -> vm.name().equals(name)));
  }

  private List<Server> servers(IpAddress address, int port, Protocol protocol, int forwardsLeft) {
    List<Server> behindVip = backends(address, port, protocol);
    if (!behindVip.isEmpty()) {
      return behindVip;
    }
    for (DeviceConfig node : scenario.topology().nodes()) {
      IpConfig ip = node.ipOrNull();
      if (ip == null || !owns(ip, address)) {
        continue;
      }
      NatRule.DestinationNat forward =
          node instanceof RouterConfig router ? forward(router, address, port, protocol) : null;
      if (forward != null && forwardsLeft > 0) {
        int inside =
            forward.toPort() == 0 ? port : forward.toPort() + port - forward.ports().first();
        return servers(forward.to().value(), inside, protocol, forwardsLeft - 1);
      }
      return List.of(new Server(node.name(), port));
    }
    return vmOrOutside(address, port);
  }

  private List<Server> vmOrOutside(IpAddress address, int port) {
    List<String> holders = scenario.holdersOf(address);
    if (!holders.isEmpty()) {
      return holders.stream().map(vm -> new Server(vm, port)).toList();
    }
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof VirtualHostConfig host) {
        for (VmConfig vm : host.vms()) {
          if (vm.has(address)) {
            return List.of(new Server(vm.name(), port));
          }
        }
      }
    }
    for (ExternalPrefix outside : scenario.externalPrefixes()) {
      if (outside.prefix().value().contains(address)) {
        return List.of(new Server(outside.node().value(), port));
      }
    }
    return List.of();
  }

  private List<Server> backends(IpAddress address, int port, Protocol protocol) {
    List<Server> servers = new ArrayList<>();
    SlbConfig slb = scenario.slb();
    if (slb != null) {
      for (SlbConfig.VipConfig vip : slb.vips()) {
        if (vip.address().value().equals(address)) {
          for (SlbConfig.VipRule rule : rules(vip)) {
            if (rule.protocol() == protocol && rule.port() == port) {
              rule.backends().forEach(b -> servers.add(new Server(b.value(), rule.backendPort())));
            }
          }
        }
      }
    }
    return servers.stream().distinct().toList();
  }

  /** The rules that a VIP has at the start, and those that events give it. */
  private List<SlbConfig.VipRule> rules(SlbConfig.VipConfig vip) {
    List<SlbConfig.VipRule> rules = new ArrayList<>(vip.withInboundNat(vip.rules()));
    for (ScenarioEvent event : scenario.events()) {
      if (event instanceof ScenarioEvent.ChangeConfig change
          && change.change() instanceof ScenarioEvent.ConfigChange.SetVipRules set
          && set.vip().value().equals(vip.name())) {
        rules.addAll(set.rules());
      }
    }
    return rules;
  }

  /** The rules of all VIPs, at any time, whose backends are probed. */
  List<SlbConfig.VipRule> probedRules() {
    SlbConfig slb = scenario.slb();
    return slb == null
        ? List.of()
        : slb.vips().stream()
            .flatMap(vip -> rules(vip).stream())
            .filter(rule -> rule.probe() != null)
            .toList();
  }

  private static boolean owns(IpConfig ip, IpAddress address) {
    return ip.interfaces().stream()
            .flatMap(each -> each.addresses().stream())
            .anyMatch(own -> own.value().address().equals(address))
        || ip.loopbacks().stream().anyMatch(l -> l.address().value().address().equals(address));
  }

  private static NatRule.@Nullable DestinationNat forward(
      RouterConfig router, IpAddress address, int port, Protocol protocol) {
    for (NatRule rule : router.nat()) {
      if (rule instanceof NatRule.DestinationNat forward
          && (forward.protocol() == null || forward.protocol() == protocol)
          && (forward.address() == null || forward.address().value().equals(address))
          && forward.ports().contains(port)) {
        return forward;
      }
    }
    return null;
  }
}
