package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.RouteTableConfig;
import io.sdnsim.scenarios.model.RouteTableConfig.UserRouteConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SecurityGroupConfig;
import io.sdnsim.scenarios.model.SecurityGroupConfig.SecurityRuleConfig;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.VirtualNetworkConfig;
import io.sdnsim.scenarios.model.VirtualNetworkConfig.SubnetConfig;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks virtual networks, virtual machines and the policies of tenants. */
final class TenantValidator {
  private final Scenario scenario;
  private final Names names;
  private final Problems problems;
  private final Map<String, VirtualNetworkConfig> networks = new TreeMap<>();
  private final Map<String, SecurityGroupConfig> groups = new TreeMap<>();
  private final Map<String, RouteTableConfig> tables = new TreeMap<>();

  TenantValidator(Scenario scenario, Names names, Problems problems) {
    this.scenario = scenario;
    this.names = names;
    this.problems = problems;
    scenario.virtualNetworks().forEach(network -> networks.put(network.name(), network));
    scenario.tenants().securityGroups().forEach(group -> groups.put(group.name(), group));
    scenario.tenants().routeTables().forEach(table -> tables.put(table.name(), table));
  }

  void check() {
    Map<String, SourceLocation> vnis = new TreeMap<>();
    for (VirtualNetworkConfig network : scenario.virtualNetworks()) {
      checkPrefixes(network.prefixes());
      checkPeers(network);
      for (SubnetConfig subnet : network.subnets()) {
        names.unique(vnis, "VNI", subnet.vni().toString(), subnet.vni().at());
        checkVsid(network, subnet.vni());
        checkGroup(subnet.securityGroup());
        Located<String> table = subnet.routeTable();
        if (table != null && !tables.containsKey(table.value())) {
          problems.unknown(table.at(), "route table", table.value(), tables.keySet());
        }
      }
    }
    tables.values().forEach(this::checkRoutes);
    scenario.tenants().securityGroups().forEach(group -> checkRules(group.rules()));
    Map<String, Map<String, SourceLocation>> addresses = new TreeMap<>();
    names.vms.values().forEach(vm -> checkVm(vm, addresses));
  }

  /** RFC 7637 3.4 reserves the ends of the range. */
  private void checkVsid(VirtualNetworkConfig network, Located<Integer> vni) {
    boolean reserved = vni.value() < NvgreHeader.FIRST_VSID || vni.value() > NvgreHeader.LAST_VSID;
    if (network.encapsulation() == Encapsulation.NVGRE && reserved) {
      problems.add(
          vni.at(),
          "the VNI " + vni + " with NVGRE, which reserves it",
          "a VNI from " + NvgreHeader.FIRST_VSID + " to " + NvgreHeader.LAST_VSID);
    }
  }

  private void checkPrefixes(List<Located<Prefix>> prefixes) {
    for (int i = 0; i < prefixes.size(); i++) {
      Prefix prefix = prefixes.get(i).value();
      if (prefix.length() > prefix.network().bitCount() - 2) {
        problems.add(
            prefixes.get(i).at(),
            prefix + ", which has no room for a gateway and a virtual machine",
            "a prefix of at most " + (prefix.network().bitCount() - 2) + " bits");
      }
      for (int j = 0; j < i; j++) {
        if (prefixes.get(i).value().overlaps(prefixes.get(j).value())) {
          problems.add(
              prefixes.get(i).at(),
              prefixes.get(i) + ", which overlaps " + prefixes.get(j),
              "subnets that do not overlap within one virtual network");
        }
      }
    }
  }

  private void checkPeers(VirtualNetworkConfig network) {
    Map<String, SourceLocation> seen = new TreeMap<>();
    for (Located<String> name : network.peers()) {
      names.unique(seen, "peer", name.value(), name.at());
      VirtualNetworkConfig peer = networks.get(name.value());
      if (peer == null) {
        problems.unknown(name.at(), "virtual network", name.value(), networks.keySet());
      } else if (peer.name().equals(network.name())) {
        problems.add(name.at(), "'" + name + "' as a peer of itself", "another virtual network");
      } else {
        checkPeer(network, peer, name.at());
      }
    }
  }

  private void checkPeer(
      VirtualNetworkConfig network, VirtualNetworkConfig peer, SourceLocation at) {
    if (peer.peers().stream().noneMatch(back -> back.value().equals(network.name()))) {
      problems.add(
          at,
          "the peer '" + peer.name() + "', which does not name '" + network.name() + "'",
          "virtual networks that name each other under peers");
    }
    for (Located<Prefix> own : network.prefixes()) {
      for (Located<Prefix> other : peer.prefixes()) {
        if (own.value().overlaps(other.value())) {
          problems.add(
              at,
              "the peer '" + peer.name() + "' with " + other + ", which overlaps our " + own,
              "peers whose subnets do not overlap");
        }
      }
    }
  }

  private void checkRoutes(RouteTableConfig table) {
    Map<String, SourceLocation> seen = new TreeMap<>();
    for (UserRouteConfig route : table.routes()) {
      names.unique(seen, "route", route.prefix().toString(), route.prefix().at());
      Located<IpAddress> appliance = route.appliance();
      if (appliance == null) {
        continue;
      }
      if (appliance.value().isIpv4() != route.prefix().value().network().isIpv4()) {
        problems.add(
            appliance.at(),
            "the appliance " + appliance + " for " + route.prefix(),
            "an address of the same family");
      } else if (names.vms.values().stream()
          .noneMatch(vm -> vm.ipForwarding() && vm.has(appliance.value()))) {
        problems.add(
            appliance.at(),
            "the appliance " + appliance + ", where no virtual machine forwards",
            "the address of a virtual machine with ip-forwarding: true");
      }
    }
  }

  private void checkGroup(@Nullable Located<String> name) {
    if (name != null) {
      group(name);
    }
  }

  /** The security group of this name; what names none is reported, and null. */
  @Nullable SecurityGroupConfig group(Located<String> name) {
    SecurityGroupConfig group = groups.get(name.value());
    if (group == null) {
      problems.unknown(name.at(), "network security group", name.value(), groups.keySet());
    }
    return group;
  }

  /** Checks the rules that a security group has or is to get. */
  void checkRules(List<SecurityRuleConfig> rules) {
    Map<String, SourceLocation> ruleNames = new TreeMap<>();
    Map<String, SourceLocation> priorities = new TreeMap<>();
    for (SecurityRuleConfig rule : rules) {
      names.unique(ruleNames, "rule", rule.name().value(), rule.name().at());
      String direction = rule.direction().name().toLowerCase(Locale.ROOT);
      names.unique(priorities, "priority", rule.priority() + " " + direction, rule.priority().at());
    }
  }

  private void checkVm(VmConfig vm, Map<String, Map<String, SourceLocation>> addresses) {
    checkGroup(vm.securityGroup());
    VirtualNetworkConfig network = networks.get(vm.network().value());
    if (network == null) {
      problems.unknown(
          vm.network().at(), "virtual network", vm.network().value(), networks.keySet());
      return;
    }
    for (Located<IpAddress> address : vm.addresses()) {
      names.unique(
          addresses.computeIfAbsent(network.name(), name -> new TreeMap<>()),
          "address in " + network.name(),
          address.toString(),
          address.at());
      checkPlace(address, network);
    }
    checkFamilies(vm, network);
  }

  private void checkPlace(Located<IpAddress> address, VirtualNetworkConfig network) {
    for (Located<Prefix> prefix : network.prefixes()) {
      if (prefix.value().contains(address.value())) {
        checkVmAddress(address, prefix.value());
        return;
      }
    }
    problems.add(
        address.at(),
        address + ", outside the subnets of " + network.name(),
        "an address in "
            + String.join(" or ", network.prefixes().stream().map(Located::toString).toList()));
  }

  /** A network card is in one subnet, with an address of each family at most. */
  private void checkFamilies(VmConfig vm, VirtualNetworkConfig network) {
    Located<IpAddress> first = vm.address();
    for (Located<IpAddress> further : vm.addresses().subList(1, vm.addresses().size())) {
      SubnetConfig own = network.subnetOf(first.value());
      SubnetConfig other = network.subnetOf(further.value());
      if (vm.addresses().size() > 2 || first.value().isIpv4() == further.value().isIpv4()) {
        problems.add(
            further.at(),
            "the addresses " + first + " and " + further + " of '" + vm.name() + "'",
            "one IPv4 and one IPv6 address at most");
        return;
      }
      if (own != null && other != null && !own.name().equals(other.name())) {
        problems.add(
            further.at(),
            further + " in the subnet " + other.name() + ", beside " + first + " in " + own.name(),
            "addresses of one subnet");
      }
    }
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
}
