package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.NetworkControllerConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problems;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks what virtual hosts need: a controller, and tunnels that end at provider addresses of one
 * family, which the controller and the Muxes have too.
 */
final class ProviderNetworkValidator {
  private final Scenario scenario;
  private final Names names;
  private final Problems problems;

  /** Whether tunnels end at IPv4 addresses. */
  private boolean ipv4Fabric = true;

  ProviderNetworkValidator(Scenario scenario, Names names, Problems problems) {
    this.scenario = scenario;
    this.names = names;
    this.problems = problems;
  }

  void check() {
    SlbConfig slb = scenario.slb();
    NetworkControllerConfig controller = null;
    VirtualHostConfig host = null;
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof VirtualHostConfig each) {
        checkProviderAddresses(each, host);
        host = host == null ? each : host;
      }
    }
    ipv4Fabric = host == null || host.tunnelEnds().isEmpty() || host.tunnelEnds().get(0).isIpv4();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof NetworkControllerConfig each
          && (slb == null ? controller == null : slb.isManager(each.name()))) {
        controller = each;
        needsAddress(each, each.at());
      }
    }
    if (controller == null && host != null && slb == null) {
      problems.add(
          host.at(),
          "a virtual host without anything that programs it",
          "a node of kind network-controller beside it");
    }
  }

  /**
   * Checks where a host's tunnels end.
   *
   * @param first the host whose provider addresses say of which family all are; null for this one
   */
  private void checkProviderAddresses(VirtualHostConfig host, @Nullable VirtualHostConfig first) {
    if (host.tunnelEnds().isEmpty()) {
      problems.add(
          host.at(),
          "'" + host.name() + "', none of whose interfaces has an address",
          "an address under interfaces");
      return;
    }
    List<IpAddress> wanted = (first == null ? host : first).tunnelEnds();
    Map<String, SourceLocation> seen = new TreeMap<>();
    for (Located<IpAddress> address : host.providerAddresses()) {
      names.unique(seen, "provider address", address.toString(), address.at());
      if (!hasAddress(host, address.value())) {
        problems.add(
            address.at(),
            "the provider address " + address + ", which no interface of '" + host.name() + "' has",
            "an address under interfaces");
      }
    }
    for (IpAddress end : host.tunnelEnds()) {
      if (!wanted.isEmpty() && end.isIpv4() != wanted.get(0).isIpv4()) {
        problems.add(
            host.providerAddresses().isEmpty() ? host.at() : host.providerAddresses().get(0).at(),
            "tunnels of '" + host.name() + "' that end at " + end + ", others at " + wanted.get(0),
            "provider addresses of one family");
        return;
      }
    }
  }

  private static boolean hasAddress(DeviceConfig.IpDevice device, IpAddress address) {
    return device.ip().interfaces().stream()
        .flatMap(each -> each.addresses().stream())
        .anyMatch(own -> own.value().address().equals(address));
  }

  /** Reports a device without an address of the family at which tunnels end. */
  void needsAddress(DeviceConfig.IpDevice device, SourceLocation at) {
    if (device.ip().firstAddress(ipv4Fabric) == null) {
      String family = ipv4Fabric ? "an IPv4 address" : "an IPv6 address";
      problems.add(
          at,
          "'" + device.name() + "', none of whose interfaces has " + family,
          family + " under interfaces");
    }
  }
}
