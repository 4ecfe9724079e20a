package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.IpConfig.InterfaceConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.SlbConfig.VipConfig;
import io.sdnsim.scenarios.model.SlbConfig.VipRule;
import io.sdnsim.scenarios.model.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a valid scenario says that was probably not meant. A run goes on all the same. */
public final class ScenarioWarnings {
  /** One suspicion, at the place that raises it. */
  public record Warning(SourceLocation at, String text) {
    /** {@code file:line:column: warning: text}. */
    @Override
    public String toString() {
      return at + ": warning: " + text;
    }
  }

  private ScenarioWarnings() {}

  /** In the order of their places. */
  public static List<Warning> of(Scenario scenario) {
    SortedSet<String> linked = new TreeSet<>();
    for (LinkDefinition link : scenario.topology().links()) {
      linked.add(link.a().toString());
      linked.add(link.b().toString());
    }
    List<Warning> warnings = new ArrayList<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof IpDevice device) {
        addUnlinked(device, linked, warnings);
      }
    }
    SlbConfig slb = scenario.slb();
    if (slb != null) {
      slb.vips().forEach(vip -> addFloating(vip, machines(scenario), warnings));
    }
    warnings.sort((a, b) -> a.at().compareTo(b.at()));
    return List.copyOf(warnings);
  }

  private static Map<String, VmConfig> machines(Scenario scenario) {
    Map<String, VmConfig> machines = new TreeMap<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof VirtualHostConfig host) {
        host.vms().forEach(vm -> machines.put(vm.name(), vm));
      }
    }
    return machines;
  }

  /** Packets to a floating VIP reach its machines as they are: who has not the VIP drops them. */
  private static void addFloating(
      VipConfig vip, Map<String, VmConfig> machines, List<Warning> warnings) {
    IpAddress address = vip.address().value();
    for (VipRule rule : vip.withInboundNat(vip.rules())) {
      for (Located<String> backend :
          rule.floatingIp() ? rule.backends() : List.<Located<String>>of()) {
        VmConfig vm = machines.get(backend.value());
        if (vm != null && vm.loopbacks().stream().noneMatch(own -> own.value().equals(address))) {
          warnings.add(
              new Warning(
                  backend.at(),
                  "'"
                      + backend
                      + "' gets packets to "
                      + address
                      + ", which is none of its addresses, so it drops them; give it loopbacks: ["
                      + address
                      + "], or take floating-ip away"));
        }
      }
    }
  }

  /** One warning for each port, however many VLANs it has; none for a port that is to be down. */
  private static void addUnlinked(
      IpDevice device, SortedSet<String> linked, List<Warning> warnings) {
    SortedSet<String> settled = new TreeSet<>();
    for (InterfaceConfig each : device.ip().interfaces()) {
      if (!each.up()) {
        settled.add(each.port());
      }
    }
    for (InterfaceConfig each : device.ip().interfaces()) {
      if (!linked.contains(device.name() + ":" + each.port()) && settled.add(each.port())) {
        warnings.add(
            new Warning(
                each.at(),
                "no link ends at "
                    + device.name()
                    + ":"
                    + each.port()
                    + ", so the interface never comes up; connect it, make it a loopback, or say"
                    + " up: false"));
      }
    }
  }
}
