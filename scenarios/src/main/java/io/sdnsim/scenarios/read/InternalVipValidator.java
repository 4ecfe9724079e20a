package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig.IcmpMode;
import io.sdnsim.scenarios.model.SlbConfig.VipConfig;
import io.sdnsim.scenarios.model.SlbConfig.VipRule;
import io.sdnsim.scenarios.model.VirtualNetworkConfig;
import io.sdnsim.scenarios.yaml.Problems;
import java.util.Map;
import java.util.TreeMap;

/** Checks the VIPs of internal load balancers: addresses of a virtual network, for its machines. */
final class InternalVipValidator {
  private final Names names;
  private final Problems problems;
  private final Map<String, VirtualNetworkConfig> networks = new TreeMap<>();

  InternalVipValidator(Scenario scenario, Names names, Problems problems) {
    this.names = names;
    this.problems = problems;
    scenario.virtualNetworks().forEach(network -> networks.put(network.name(), network));
  }

  void check(VipConfig vip, Located<String> name) {
    VirtualNetworkConfig network = networks.get(name.value());
    if (network == null) {
      problems.unknown(name.at(), "virtual network", name.value(), networks.keySet());
      return;
    }
    checkAddress(vip.address(), network);
    if (vip.icmp() == IcmpMode.REPLY) {
      problems.add(
          vip.at(), "icmp: reply of the internal VIP '" + vip.name() + "'", "icmp: drop, or none");
    }
    if (vip.outboundOnly() || !vip.snat().isEmpty() || vip.snatPool() != null) {
      problems.add(
          vip.at(),
          "the internal VIP '" + vip.name() + "' for connections to the world",
          "another VIP, without network, for them");
    }
  }

  private void checkAddress(Located<IpAddress> address, VirtualNetworkConfig network) {
    IpAddress vip = address.value();
    VirtualNetworkConfig.SubnetConfig subnet = network.subnetOf(vip);
    Prefix prefix = subnet == null ? null : subnet.prefixOf(vip);
    if (prefix == null) {
      problems.add(
          address.at(),
          vip + ", outside the subnets of " + network.name(),
          "an address in "
              + String.join(" or ", network.prefixes().stream().map(Located::toString).toList()));
      return;
    }
    String reason =
        vip.equals(prefix.network().plus(1))
            ? "the address of the gateway"
            : TopologyValidator.unusable(prefix, vip);
    if (reason != null) {
      problems.add(address.at(), vip + ", " + reason, "another address in " + prefix);
    }
    for (VmConfig vm : names.vms.values()) {
      if (vm.network().value().equals(network.name()) && vm.has(vip)) {
        problems.add(
            address.at(),
            vip + ", which '" + vm.name() + "' has too",
            "an address that only the VIP has");
      }
    }
  }

  /** Checks a rule that an internal VIP has or is to get. */
  void checkRule(VipRule rule, Located<String> network) {
    if (rule.tcpReset()) {
      problems.add(
          rule.at(),
          "tcp-reset of an internal VIP",
          "a rule without it: the Mux can't reach the client");
    }
    for (Located<String> backend : rule.backends()) {
      VmConfig vm = names.vms.get(backend.value());
      if (vm != null
          && !vm.network().value().equals(network.value())
          && networks.containsKey(vm.network().value())
          && networks.containsKey(network.value())) {
        problems.add(
            backend.at(),
            "'" + backend + "' of the virtual network " + vm.network(),
            "a virtual machine of " + network);
      }
    }
  }
}
