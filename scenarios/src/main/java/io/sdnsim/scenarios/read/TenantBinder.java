package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.RouteTableConfig;
import io.sdnsim.scenarios.model.RouteTableConfig.NextHopKind;
import io.sdnsim.scenarios.model.RouteTableConfig.UserRouteConfig;
import io.sdnsim.scenarios.model.SecurityGroupConfig;
import io.sdnsim.scenarios.model.SecurityGroupConfig.ExistingFlows;
import io.sdnsim.scenarios.model.SecurityGroupConfig.RuleDirection;
import io.sdnsim.scenarios.model.SecurityGroupConfig.SecurityRuleConfig;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.Tenants;
import io.sdnsim.scenarios.model.VirtualNetworkConfig;
import io.sdnsim.scenarios.model.VirtualNetworkConfig.SubnetConfig;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import java.util.List;

/** Makes virtual networks and the policies of tenants from a checked tree. */
final class TenantBinder {
  /** What the one subnet of a network is called whose file gives it no name. */
  private static final String ONLY_SUBNET = "default";

  private final Problems problems;

  TenantBinder(Problems problems) {
    this.problems = problems;
  }

  Tenants tenants(Source root) {
    return new Tenants(
        root.entries("virtual-networks").stream().map(this::network).toList(),
        root.entries("network-security-groups").stream().map(this::group).toList(),
        root.entries("route-tables").stream().map(TenantBinder::routeTable).toList());
  }

  private static RouteTableConfig routeTable(Entry entry) {
    return new RouteTableConfig(
        entry.key().at(),
        entry.key().text(),
        Source.of(entry.value()).mappings("routes", TenantBinder::userRoute));
  }

  private static UserRouteConfig userRoute(Source route) {
    return new UserRouteConfig(
        route.at(),
        route.prefix("prefix"),
        route.addressOrNull("appliance"),
        route.has("next-hop") ? route.word("next-hop", NextHopKind.class) : null);
  }

  private VirtualNetworkConfig network(Entry entry) {
    Source network = Source.of(entry.value());
    SourceLocation at = entry.key().at();
    String name = entry.key().text();
    if (network.node("subnets") instanceof Sequence) {
      if (!network.has("vni")) {
        problems.add(at, "the virtual network '" + name + "' without a vni", "vni: NUMBER");
      }
      Located<Integer> vni = network.has("vni") ? number(network, "vni") : new Located<>(0, at);
      List<Located<Prefix>> prefixes = network.list("subnets", Source::prefix);
      return new VirtualNetworkConfig(
          at,
          name,
          List.of(new SubnetConfig(at, ONLY_SUBNET, vni, prefixes, null, null)),
          network.names("peers"),
          encapsulation(network));
    }
    if (network.has("vni")) {
      problems.add(network.at("vni"), "a vni beside subnets with names", "a vni in each subnet");
    }
    return new VirtualNetworkConfig(
        at,
        name,
        network.entries("subnets").stream().map(TenantBinder::subnet).toList(),
        network.names("peers"),
        encapsulation(network));
  }

  private static Encapsulation encapsulation(Source network) {
    return network.word("encapsulation", Encapsulation.class, Encapsulation.VXLAN);
  }

  private static SubnetConfig subnet(Entry entry) {
    Source subnet = Source.of(entry.value());
    return new SubnetConfig(
        entry.key().at(),
        entry.key().text(),
        number(subnet, "vni"),
        subnet.itemsOrOne("prefix").stream().map(Source::prefix).toList(),
        subnet.nameOrNull("network-security-group"),
        subnet.nameOrNull("route-table"));
  }

  private static Located<Integer> number(Source source, String key) {
    YamlNode node = source.node(key);
    return new Located<>(Math.toIntExact(Source.numberOf(node)), node.at());
  }

  private SecurityGroupConfig group(Entry entry) {
    Source group = Source.of(entry.value());
    return new SecurityGroupConfig(
        entry.key().at(),
        entry.key().text(),
        group.word("existing-flows", ExistingFlows.class, ExistingFlows.KEEP),
        group.mappings("rules", this::rule));
  }

  SecurityRuleConfig rule(Source rule) {
    Protocol protocol = rule.protocol("protocol");
    for (String ports : List.of("source-ports", "destination-ports")) {
      if (rule.has(ports) && protocol == Protocol.ICMP) {
        problems.add(rule.at(ports), "ports of ICMP", "protocol: tcp or udp");
      }
    }
    return new SecurityRuleConfig(
        rule.at(),
        rule.name("name"),
        number(rule, "priority"),
        rule.word("direction", RuleDirection.class),
        rule.text("action").equals("allow"),
        protocol,
        addresses(rule, "source"),
        ports(rule, "source-ports"),
        addresses(rule, "destination"),
        ports(rule, "destination-ports"));
  }

  private static List<String> addresses(Source rule, String key) {
    return rule.has(key)
        ? rule.itemsOrOne(key).stream().map(node -> ((Scalar) node).text()).toList()
        : List.of("Any");
  }

  private static List<PortRange> ports(Source rule, String key) {
    return rule.has(key)
        ? rule.itemsOrOne(key).stream().map(Source::ports).toList()
        : List.of(PortRange.ANY);
  }
}
