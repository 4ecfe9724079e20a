package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.DeviceConfig.HostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.NetworkControllerConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.ExternalPrefix;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.SlbConfig.SnatRange;
import io.sdnsim.scenarios.model.SlbConfig.VipConfig;
import io.sdnsim.scenarios.model.SlbConfig.VipRule;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.VirtualNetworkConfig;
import io.sdnsim.scenarios.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks virtual networks, virtual machines, the load balancer and external prefixes. */
final class ServiceValidator {
  private final Scenario scenario;
  private final Names names;
  private final Problems problems;
  private final Map<String, VirtualNetworkConfig> networks = new TreeMap<>();

  ServiceValidator(Scenario scenario, Names names, Problems problems) {
    this.scenario = scenario;
    this.names = names;
    this.problems = problems;
    scenario.virtualNetworks().forEach(network -> networks.put(network.name(), network));
  }

  void check() {
    checkNetworks();
    Map<String, Map<String, SourceLocation>> addresses = new TreeMap<>();
    names.vms.values().forEach(vm -> checkVm(vm, addresses));
    SlbConfig slb = scenario.slb();
    if (slb != null) {
      checkSlb(slb);
    }
    for (ExternalPrefix external : scenario.externalPrefixes()) {
      names.node(external.node(), HostConfig.class, "host");
    }
  }

  private void checkNetworks() {
    Map<String, SourceLocation> vnis = new TreeMap<>();
    for (VirtualNetworkConfig network : scenario.virtualNetworks()) {
      names.unique(vnis, "VNI", network.vni().toString(), network.vni().at());
      List<Located<Prefix>> subnets = network.subnets();
      for (int i = 0; i < subnets.size(); i++) {
        for (int j = 0; j < i; j++) {
          if (subnets.get(i).value().overlaps(subnets.get(j).value())) {
            problems.add(
                subnets.get(i).at(),
                subnets.get(i) + ", which overlaps " + subnets.get(j),
                "subnets that do not overlap within one virtual network");
          }
        }
      }
    }
  }

  private void checkVm(VmConfig vm, Map<String, Map<String, SourceLocation>> addresses) {
    VirtualNetworkConfig network = networks.get(vm.network().value());
    if (network == null) {
      problems.unknown(
          vm.network().at(), "virtual network", vm.network().value(), networks.keySet());
      return;
    }
    names.unique(
        addresses.computeIfAbsent(network.name(), name -> new TreeMap<>()),
        "address in " + network.name(),
        vm.address().toString(),
        vm.address().at());
    VirtualHostConfig host = names.hosts.get(vm.name());
    if (host != null && !hasIpv4(host)) {
      problems.add(
          host.at(), "a virtual host with virtual machines but no IPv4 address", "an address");
    }
    for (Located<Prefix> subnet : network.subnets()) {
      if (subnet.value().contains(vm.address().value())) {
        checkVmAddress(vm.address(), subnet.value());
        return;
      }
    }
    problems.add(
        vm.address().at(),
        vm.address() + ", outside the subnets of " + network.name(),
        "an address in "
            + String.join(" or ", network.subnets().stream().map(Located::toString).toList()));
  }

  private static boolean hasIpv4(VirtualHostConfig host) {
    return host.ip().interfaces().stream()
        .flatMap(networkInterface -> networkInterface.addresses().stream())
        .anyMatch(address -> address.value().address().isIpv4());
  }

  private void checkVmAddress(Located<IpAddress> address, Prefix subnet) {
    String reason = TopologyValidator.unusable(subnet, address.value());
    if (reason == null && address.value().equals(subnet.network().plus(1))) {
      reason = "the first address of the subnet, which is its gateway";
    }
    if (reason != null) {
      problems.add(
          address.at(),
          address + ", " + reason,
          "another address in " + subnet,
          subnet.length() <= 29 ? subnet.network().plus(4).toString() : null);
    }
  }

  // ---- Load balancer

  private void checkSlb(SlbConfig slb) {
    names.node(slb.manager(), NetworkControllerConfig.class, "network-controller");
    Map<String, SourceLocation> muxes = new TreeMap<>();
    for (Located<String> name : slb.muxes()) {
      names.unique(muxes, "Mux", name.value(), name.at());
      SlbMuxConfig mux = names.node(name, SlbMuxConfig.class, "slb-mux");
      if (mux != null && (mux.bgp() == null || mux.bgp().neighbors().isEmpty())) {
        problems.add(
            name.at(),
            "the Mux " + name + ", which has no BGP neighbor",
            "a Mux that can announce the VIPs");
      }
    }
    Map<String, SourceLocation> addresses = new TreeMap<>();
    for (VipConfig vip : slb.vips()) {
      List<String> others = names.devicesWith(vip.address().value());
      if (!others.isEmpty()) {
        problems.add(
            vip.address().at(),
            vip.address() + ", which " + others.get(0) + " has too",
            "an address that only the VIP has");
      }
      names.unique(addresses, "VIP address", vip.address().toString(), vip.address().at());
      checkRules(vip.rules());
      checkSnat(vip);
    }
  }

  void checkRules(List<VipRule> rules) {
    Map<String, SourceLocation> seen = new TreeMap<>();
    for (VipRule rule : rules) {
      names.unique(seen, "rule for", rule.protocol() + " port " + rule.port(), rule.at());
      Map<String, SourceLocation> backends = new TreeMap<>();
      for (Located<String> backend : rule.backends()) {
        names.vm(backend);
        names.unique(backends, "backend", backend.value(), backend.at());
      }
    }
  }

  private void checkSnat(VipConfig vip) {
    List<SnatRange> seen = new ArrayList<>();
    for (SnatRange range : vip.snat()) {
      names.vm(range.vm());
      for (SnatRange earlier : seen) {
        if (earlier.ports().overlaps(range.ports())) {
          problems.add(
              range.at(),
              "ports "
                  + range.ports()
                  + " for "
                  + range.vm()
                  + ", which overlap those of "
                  + earlier.vm(),
              "ports that no other virtual machine has");
        }
      }
      for (VipRule rule : vip.rules()) {
        if (rule.protocol() != Protocol.ICMP
            && range.ports().overlaps(new PortRange(rule.port(), rule.port()))) {
          problems.add(
              range.at(),
              "ports " + range.ports() + ", which contain the port " + rule.port() + " of a rule",
              "ports that no rule of the VIP has");
        }
      }
      seen.add(range);
    }
  }
}
