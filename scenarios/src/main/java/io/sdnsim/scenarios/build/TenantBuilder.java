package io.sdnsim.scenarios.build;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.RouteTableConfig.NextHopKind;
import io.sdnsim.scenarios.model.RouteTableConfig.UserRouteConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SecurityGroupConfig;
import io.sdnsim.scenarios.model.SecurityGroupConfig.RuleDirection;
import io.sdnsim.scenarios.model.SecurityGroupConfig.SecurityRuleConfig;
import io.sdnsim.scenarios.model.VirtualNetworkConfig.SubnetConfig;
import io.sdnsim.slb.goal.VmPortConfig;
import io.sdnsim.vxlan.acl.AddressMatch;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.acl.SecurityRule;
import io.sdnsim.vxlan.acl.ServiceTag;
import io.sdnsim.vxlan.network.UserRoute;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the virtual networks and policies of tenants that the controller is to bring about. */
final class TenantBuilder {
  private final Scenario scenario;

  TenantBuilder(Scenario scenario) {
    this.scenario = scenario;
  }

  List<VirtualNetworkConfig> networks() {
    return scenario.virtualNetworks().stream()
        .map(
            network ->
                new VirtualNetworkConfig(
                    network.name(),
                    network.subnets().stream().map(this::subnet).toList(),
                    network.peers().stream().map(Located::value).toList(),
                    network.encapsulation()))
        .toList();
  }

  private VirtualSubnetConfig subnet(SubnetConfig subnet) {
    return new VirtualSubnetConfig(
        subnet.name(),
        subnet.vni().value(),
        subnet.prefixes().stream().map(Located::value).toList(),
        nameOf(subnet.securityGroup()),
        routes(nameOf(subnet.routeTable())));
  }

  private List<UserRoute> routes(@Nullable String table) {
    return scenario.tenants().routeTables().stream()
        .filter(candidate -> candidate.name().equals(table))
        .flatMap(found -> found.routes().stream())
        .map(TenantBuilder::route)
        .toList();
  }

  private static UserRoute route(UserRouteConfig route) {
    Located<IpAddress> appliance = route.appliance();
    return new UserRoute(
        route.prefix().value(), kind(route.kind()), appliance == null ? null : appliance.value());
  }

  private static UserRoute.Kind kind(@Nullable NextHopKind kind) {
    if (kind == null) {
      return UserRoute.Kind.APPLIANCE;
    }
    return switch (kind) {
      case NONE -> UserRoute.Kind.NONE;
      case INTERNET -> UserRoute.Kind.INTERNET;
      case VIRTUAL_NETWORK -> UserRoute.Kind.VIRTUAL_NETWORK;
    };
  }

  private static @Nullable String nameOf(@Nullable Located<String> name) {
    return name == null ? null : name.value();
  }

  VmPortConfig vmPort(VirtualHostConfig host, VmConfig vm, MacAddress mac) {
    return new VmPortConfig(
        vm.name(),
        host.name(),
        portName(vm),
        subnetOf(vm).vni().value(),
        mac,
        vm.addresses().stream().map(Located::value).toList(),
        nameOf(vm.securityGroup()),
        vm.ipForwarding());
  }

  /** The virtual switch's port that a VM is behind. */
  static String portName(VmConfig vm) {
    return "vm-" + vm.name();
  }

  /** The subnet that a VM is in. */
  SubnetConfig subnetOf(VmConfig vm) {
    for (var network : scenario.virtualNetworks()) {
      SubnetConfig subnet = network.subnetOf(vm.address().value());
      if (network.name().equals(vm.network().value()) && subnet != null) {
        return subnet;
      }
    }
    throw new IllegalArgumentException(vm.name() + " lies in no subnet of its network");
  }

  /** The prefix of a VM's subnet that one of its addresses lies in. */
  Prefix prefixOf(VmConfig vm, IpAddress address) {
    Prefix prefix = subnetOf(vm).prefixOf(address);
    if (prefix == null) {
      throw new IllegalArgumentException(address + " lies outside of the subnet of " + vm.name());
    }
    return prefix;
  }

  List<SecurityGroup> securityGroups() {
    return scenario.tenants().securityGroups().stream()
        .map(group -> securityGroup(group, group.rules()))
        .toList();
  }

  /** A security group with other rules than the file gives it. */
  static SecurityGroup securityGroup(SecurityGroupConfig group, List<SecurityRuleConfig> rules) {
    return new SecurityGroup(
        group.name(),
        switch (group.existingFlows()) {
          case KEEP -> SecurityGroup.ExistingFlows.KEEP;
          case RE_EVALUATE -> SecurityGroup.ExistingFlows.REEVALUATE;
        },
        rules(rules, RuleDirection.INBOUND),
        rules(rules, RuleDirection.OUTBOUND));
  }

  private static List<SecurityRule> rules(List<SecurityRuleConfig> rules, RuleDirection direction) {
    return rules.stream()
        .filter(rule -> rule.direction() == direction)
        .map(TenantBuilder::rule)
        .toList();
  }

  private static SecurityRule rule(SecurityRuleConfig rule) {
    return new SecurityRule(
        rule.name().value(),
        rule.priority().value(),
        rule.allow(),
        protocol(rule.protocol()),
        rule.sources().stream().map(TenantBuilder::match).toList(),
        ports(rule.sourcePorts()),
        rule.destinations().stream().map(TenantBuilder::match).toList(),
        ports(rule.destinationPorts()));
  }

  private static int protocol(@Nullable Protocol protocol) {
    if (protocol == null) {
      return SecurityRule.ANY_PROTOCOL;
    }
    return switch (protocol) {
      case TCP -> IpProtocol.TCP;
      case UDP -> IpProtocol.UDP;
      case ICMP -> IpProtocol.ICMP;
    };
  }

  private static AddressMatch match(String text) {
    for (ServiceTag tag : ServiceTag.values()) {
      if (tag.label().equals(text)) {
        return new AddressMatch.Tag(tag);
      }
    }
    return new AddressMatch.Network(Prefix.parse(text));
  }

  private static List<io.sdnsim.core.l3.acl.PortRange> ports(List<PortRange> ranges) {
    return ranges.stream()
        .map(range -> new io.sdnsim.core.l3.acl.PortRange(range.first(), range.last()))
        .toList();
  }
}
