package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which tables {@code show} can print of which node. */
final class NodeTables {
  private NodeTables() {}

  /** The tables by node and virtual machine, in the scenario's order. */
  static Map<String, List<String>> of(Scenario scenario) {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      tables.put(node.name(), of(node));
      if (node instanceof DeviceConfig.VirtualHostConfig host) {
        host.vms().forEach(vm -> tables.put(vm.name(), ofIpDevice()));
      }
    }
    return tables;
  }

  private static void addBgp(List<String> tables) {
    tables.addAll(List.of("bgp", "sessions", "update-errors"));
    tables.addAll(SpeakerTables.NAMES);
  }

  private static List<String> ofIpDevice() {
    return new ArrayList<>(List.of("routes", "fib", "arp", "connections"));
  }

  private static List<String> of(DeviceConfig node) {
    if (node instanceof DeviceConfig.SwitchConfig) {
      return List.of("mac");
    }
    List<String> tables = ofIpDevice();
    if (node instanceof DeviceConfig.RouterConfig router) {
      if (!router.nat().isEmpty()) {
        tables.add("nat");
      }
      if (router.bgp() != null) {
        addBgp(tables);
      }
    } else if (node instanceof DeviceConfig.SlbMuxConfig mux) {
      tables.addAll(List.of("vips", "flows"));
      if (mux.bgp() != null) {
        addBgp(tables);
      }
    } else if (node instanceof DeviceConfig.VirtualHostConfig) {
      tables.addAll(List.of("ports", "flows", "nat", "probes", "leases"));
      tables.addAll(SwitchCounters.NAMES);
    } else if (node instanceof DeviceConfig.NetworkControllerConfig) {
      tables.addAll(List.of("channels", "replica", "black-holes"));
    }
    return tables;
  }
}
