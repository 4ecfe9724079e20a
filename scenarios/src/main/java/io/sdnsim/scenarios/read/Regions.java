package io.sdnsim.scenarios.read;

import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.IpConfig.InterfaceConfig;
import io.sdnsim.scenarios.model.NatRule.SourceNat;
import io.sdnsim.scenarios.model.Scenario;

/**
 * Routing domains: broadcast domains that devices join without translating addresses. Beyond the
 * outer interface of a source NAT another one begins, which may use the same addresses.
 */
final class Regions {
  private final Segments segments;

  Regions(Scenario scenario, Segments segments) {
    this.segments = segments;
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof IpDevice device) {
        for (InterfaceConfig networkInterface : device.ip().interfaces()) {
          if (!isOutside(device, networkInterface)) {
            segments.join(
                vertex(segments.domain(device.name(), networkInterface)), "device " + node.name());
          }
        }
      }
    }
  }

  /** The routing domain of a broadcast domain. */
  String regionOf(String domain) {
    return segments.find(vertex(domain));
  }

  private static String vertex(String domain) {
    return "region " + domain;
  }

  private static boolean isOutside(IpDevice device, InterfaceConfig networkInterface) {
    return device instanceof RouterConfig router
        && router.nat().stream()
            .anyMatch(
                rule ->
                    rule instanceof SourceNat nat
                        && nat.out().value().equals(networkInterface.name()));
  }
}
