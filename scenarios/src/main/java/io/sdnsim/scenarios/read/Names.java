package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.ExternalPrefix;
import io.sdnsim.scenarios.model.IpConfig.InterfaceConfig;
import io.sdnsim.scenarios.model.IpConfig.LoopbackConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.NatRule.DestinationNat;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.SlbConfig.VipConfig;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.Traffic;
import io.sdnsim.scenarios.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds what a scenario's names stand for, and reports those that stand for nothing or for two. */
final class Names {
  final Map<String, DeviceConfig> nodes = new TreeMap<>();
  final Map<String, VmConfig> vms = new TreeMap<>();

  /** The virtual host of each virtual machine. */
  final Map<String, VirtualHostConfig> hosts = new TreeMap<>();

  final Map<String, VipConfig> vips = new TreeMap<>();
  final Map<String, Traffic> flows = new TreeMap<>();
  final Map<String, ScenarioEvent> events = new TreeMap<>();

  private final Scenario scenario;
  private final Problems problems;

  Names(Scenario scenario, Problems problems) {
    this.scenario = scenario;
    this.problems = problems;
    Map<String, SourceLocation> machines = new TreeMap<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      unique(machines, "node", node.name(), node.at());
      nodes.put(node.name(), node);
      if (node instanceof VirtualHostConfig host) {
        for (VmConfig vm : host.vms()) {
          unique(machines, "node or virtual machine", vm.name(), vm.at());
          vms.put(vm.name(), vm);
          hosts.put(vm.name(), host);
        }
      }
    }
    if (scenario.slb() != null) {
      scenario.slb().vips().forEach(vip -> vips.put(vip.name(), vip));
    }
    Map<String, SourceLocation> flowIds = new TreeMap<>();
    for (Traffic flow : scenario.traffic()) {
      unique(flowIds, "flow", flow.id(), flow.at());
      flows.put(flow.id(), flow);
    }
    Map<String, SourceLocation> eventIds = new TreeMap<>();
    for (ScenarioEvent event : scenario.events()) {
      String id = event.id();
      if (id != null) {
        unique(eventIds, "event", id, event.at());
        events.put(id, event);
      }
    }
  }

  /** Reports a name that was there before. */
  void unique(Map<String, SourceLocation> seen, String what, String name, SourceLocation at) {
    SourceLocation first = seen.putIfAbsent(name, at);
    if (first != null) {
      problems.add(
          at,
          "the " + what + " '" + name + "' a second time",
          "each " + what + " once; the first is in line " + first.line());
    }
  }

  @Nullable DeviceConfig node(Located<String> name) {
    DeviceConfig node = nodes.get(name.value());
    if (node == null) {
      problems.unknown(name.at(), "node", name.value(), nodes.keySet());
    }
    return node;
  }

  /** A node of one kind. */
  <T extends DeviceConfig> @Nullable T node(Located<String> name, Class<T> type, String kind) {
    DeviceConfig node = node(name);
    if (node != null && !type.isInstance(node)) {
      problems.add(
          name.at(),
          "'" + name.value() + "', which is no " + kind,
          "a node of kind " + kind,
          only(type));
    }
    return type.isInstance(node) ? type.cast(node) : null;
  }

  private <T> @Nullable String only(Class<T> type) {
    List<String> fitting =
        nodes.values().stream().filter(type::isInstance).map(DeviceConfig::name).toList();
    return fitting.size() == 1 ? fitting.get(0) : null;
  }

  /** Whether the name is that of a node or virtual machine; reports it otherwise. */
  boolean machine(Located<String> name) {
    if (nodes.containsKey(name.value()) || vms.containsKey(name.value())) {
      return true;
    }
    problems.unknown(name.at(), "node or virtual machine", name.value(), machines());
    return false;
  }

  private List<String> machines() {
    List<String> all = new ArrayList<>(nodes.keySet());
    all.addAll(vms.keySet());
    return all;
  }

  @Nullable VmConfig vm(Located<String> name) {
    VmConfig vm = vms.get(name.value());
    if (vm == null) {
      problems.unknown(name.at(), "virtual machine", name.value(), vms.keySet());
    }
    return vm;
  }

  @Nullable VipConfig vip(Located<String> name) {
    VipConfig vip = vips.get(name.value());
    if (vip == null) {
      problems.unknown(name.at(), "VIP", name.value(), vips.keySet());
    }
    return vip;
  }

  @Nullable Traffic flow(Located<String> name) {
    Traffic flow = flows.get(name.value());
    if (flow == null) {
      problems.unknown(name.at(), "flow", name.value(), flows.keySet());
    }
    return flow;
  }

  @Nullable ScenarioEvent event(Located<String> name) {
    ScenarioEvent event = events.get(name.value());
    if (event == null) {
      problems.unknown(name.at(), "event", name.value(), events.keySet());
    }
    return event;
  }

  /** Reports a port at which no link ends. */
  void link(PortRef port) {
    Located<String> name = new Located<>(port.node(), port.at());
    if (node(name) == null) {
      return;
    }
    List<String> ports = new ArrayList<>();
    for (LinkDefinition link : scenario.topology().links()) {
      for (PortRef end : List.of(link.a(), link.b())) {
        if (end.node().equals(port.node())) {
          ports.add(end.toString());
        }
      }
    }
    if (!ports.contains(port.toString())) {
      problems.unknown(port.at(), "link", port.toString(), ports);
    }
  }

  /** The nodes that an address leads to: its owners, or the Muxes of a VIP. Empty for none. */
  List<String> owners(IpAddress address) {
    List<String> owners = devicesWith(address);
    for (VmConfig vm : vms.values()) {
      if (vm.has(address)) {
        owners.add(hostOf(vm.name()));
      }
    }
    if (!scenario.holdersOf(address).isEmpty()) {
      owners.addAll(muxes());
    }
    for (VipConfig vip : vips.values()) {
      if (vip.address().value().equals(address)) {
        owners.addAll(muxes());
      }
    }
    for (ExternalPrefix external : scenario.externalPrefixes()) {
      if (external.prefix().value().contains(address)) {
        owners.add(external.node().value());
      }
    }
    return owners;
  }

  /** The devices that have an address on an interface or loopback, or translate it. */
  List<String> devicesWith(IpAddress address) {
    List<String> devices = new ArrayList<>();
    for (DeviceConfig node : nodes.values()) {
      if (node instanceof IpDevice device && owns(device, address)) {
        devices.add(node.name());
      }
    }
    return devices;
  }

  private static boolean owns(IpDevice device, IpAddress address) {
    for (InterfaceConfig networkInterface : device.ip().interfaces()) {
      for (var own : networkInterface.addresses()) {
        if (own.value().address().equals(address)) {
          return true;
        }
      }
    }
    for (LoopbackConfig loopback : device.ip().loopbacks()) {
      if (loopback.address().value().address().equals(address)) {
        return true;
      }
    }
    return device instanceof DeviceConfig.RouterConfig router
        && router.nat().stream()
            .anyMatch(
                rule ->
                    rule instanceof DestinationNat nat
                        && nat.address() != null
                        && nat.address().value().equals(address));
  }

  List<String> muxes() {
    return scenario.slb() == null
        ? List.of()
        : scenario.slb().muxes().stream().map(Located::value).toList();
  }

  /** The node that a machine is or runs on. */
  String hostOf(String machine) {
    VirtualHostConfig host = hosts.get(machine);
    return host == null ? machine : host.name();
  }
}
