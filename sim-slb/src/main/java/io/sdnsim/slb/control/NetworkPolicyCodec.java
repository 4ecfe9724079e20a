package io.sdnsim.slb.control;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.vxlan.acl.AddressMatch;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.acl.SecurityRule;
import io.sdnsim.vxlan.acl.ServiceTag;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.UserRoute;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import io.sdnsim.vxlan.vswitch.NetworkPolicy;
import io.sdnsim.vxlan.vswitch.PortPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what hosts are told of the virtual networks. A name that is not there is an empty one.
 */
final class NetworkPolicyCodec {
  private static final int PREFIX = 0;
  private static final int TAG = 1;

  private NetworkPolicyCodec() {}

  static void write(ControlWriter out, NetworkPolicy policy) {
    out.list(policy.networks(), network -> write(out, network));
    out.list(policy.mappings(), mapping -> write(out, mapping));
    out.list(policy.ports(), port -> write(out, port));
    out.list(policy.securityGroups(), group -> write(out, group));
  }

  static NetworkPolicy read(ControlReader in) throws ControlDecodeException {
    return new NetworkPolicy(
        in.list(() -> network(in)),
        in.list(() -> mapping(in)),
        in.list(() -> port(in)),
        in.list(() -> group(in)));
  }

  private static void write(ControlWriter out, VirtualNetworkConfig network) {
    out.text(network.name());
    out.list(network.subnets(), subnet -> write(out, subnet));
    out.list(network.peers(), out::text);
    write(out, network.encapsulation());
  }

  static void write(ControlWriter out, Encapsulation encapsulation) {
    out.unsigned(encapsulation == Encapsulation.NVGRE ? 1 : 0, 1);
  }

  static Encapsulation encapsulation(ControlReader in) throws ControlDecodeException {
    return in.flag() ? Encapsulation.NVGRE : Encapsulation.VXLAN;
  }

  private static VirtualNetworkConfig network(ControlReader in) throws ControlDecodeException {
    return new VirtualNetworkConfig(
        in.text(), in.list(() -> subnet(in)), in.list(in::text), encapsulation(in));
  }

  private static void write(ControlWriter out, VirtualSubnetConfig subnet) {
    out.text(subnet.name());
    out.unsigned(subnet.vni(), 3);
    out.list(subnet.prefixes(), prefix -> write(out, prefix));
    writeName(out, subnet.securityGroup());
    out.list(subnet.routes(), route -> write(out, route));
  }

  private static VirtualSubnetConfig subnet(ControlReader in) throws ControlDecodeException {
    String name = in.text();
    int vni = (int) in.unsigned(3);
    List<Prefix> prefixes = in.list(() -> prefix(in));
    String group = nameOrNull(in);
    List<UserRoute> routes = in.list(() -> route(in));
    return in.checked(() -> new VirtualSubnetConfig(name, vni, prefixes, group, routes));
  }

  private static void write(ControlWriter out, UserRoute route) {
    write(out, route.prefix());
    out.unsigned(route.kind().ordinal(), 1);
    IpAddress appliance = route.appliance();
    out.list(appliance == null ? List.of() : List.of(appliance), out::address);
  }

  private static UserRoute route(ControlReader in) throws ControlDecodeException {
    Prefix prefix = prefix(in);
    int kind = in.octet();
    List<IpAddress> appliances = in.list(in::address);
    if (kind >= UserRoute.Kind.values().length || appliances.size() > 1) {
      throw in.problem("a route of kind " + kind + " by " + appliances);
    }
    return in.checked(
        () ->
            new UserRoute(
                prefix,
                UserRoute.Kind.values()[kind],
                appliances.isEmpty() ? null : appliances.get(0)));
  }

  private static void write(ControlWriter out, AddressMapping mapping) {
    out.address(mapping.customerAddress());
    out.unsigned(mapping.vni(), 3);
    out.mac(mapping.mac());
    out.address(mapping.providerAddress());
  }

  private static AddressMapping mapping(ControlReader in) throws ControlDecodeException {
    return new AddressMapping(in.address(), (int) in.unsigned(3), in.mac(), in.address());
  }

  private static void write(ControlWriter out, PortPolicy port) {
    out.text(port.port());
    out.text(port.vm());
    out.unsigned(port.vni(), 3);
    out.mac(port.mac());
    out.list(port.addresses(), out::address);
    writeName(out, port.securityGroup());
    out.unsigned(port.ipForwarding() ? 1 : 0, 1);
  }

  private static PortPolicy port(ControlReader in) throws ControlDecodeException {
    String port = in.text();
    String vm = in.text();
    int vni = (int) in.unsigned(3);
    MacAddress mac = in.mac();
    List<IpAddress> addresses = in.list(in::address);
    return new PortPolicy(port, vm, vni, mac, addresses, nameOrNull(in), in.flag());
  }

  private static void write(ControlWriter out, SecurityGroup group) {
    out.text(group.name());
    out.unsigned(group.existingFlows().ordinal(), 1);
    out.list(group.inbound(), rule -> write(out, rule));
    out.list(group.outbound(), rule -> write(out, rule));
  }

  private static SecurityGroup group(ControlReader in) throws ControlDecodeException {
    String name = in.text();
    SecurityGroup.ExistingFlows existing =
        in.flag() ? SecurityGroup.ExistingFlows.REEVALUATE : SecurityGroup.ExistingFlows.KEEP;
    List<SecurityRule> inbound = in.list(() -> rule(in));
    List<SecurityRule> outbound = in.list(() -> rule(in));
    return in.checked(() -> new SecurityGroup(name, existing, inbound, outbound));
  }

  private static void write(ControlWriter out, SecurityRule rule) {
    out.text(rule.name());
    out.unsigned(rule.priority(), 2);
    out.unsigned(rule.allow() ? 1 : 0, 1);
    // Any protocol is -1.
    out.unsigned(rule.protocol() + 1L, 2);
    out.list(rule.sources(), match -> write(out, match));
    out.list(rule.sourcePorts(), ports -> write(out, ports));
    out.list(rule.destinations(), match -> write(out, match));
    out.list(rule.destinationPorts(), ports -> write(out, ports));
  }

  private static SecurityRule rule(ControlReader in) throws ControlDecodeException {
    String name = in.text();
    int priority = in.unsignedShort();
    boolean allow = in.flag();
    int protocol = in.unsignedShort() - 1;
    List<AddressMatch> sources = in.list(() -> match(in));
    List<PortRange> sourcePorts = in.list(() -> ports(in));
    List<AddressMatch> destinations = in.list(() -> match(in));
    List<PortRange> destinationPorts = in.list(() -> ports(in));
    return in.checked(
        () ->
            new SecurityRule(
                name,
                priority,
                allow,
                protocol,
                sources,
                sourcePorts,
                destinations,
                destinationPorts));
  }

  private static void write(ControlWriter out, AddressMatch match) {
    if (match instanceof AddressMatch.Network network) {
      out.unsigned(PREFIX, 1);
      write(out, network.prefix());
    } else if (match instanceof AddressMatch.Tag tag) {
      out.unsigned(TAG, 1);
      out.text(tag.tag().label());
    } else {
      throw new IllegalStateException("no encoding of " + match);
    }
  }

  private static AddressMatch match(ControlReader in) throws ControlDecodeException {
    int kind = in.octet();
    if (kind == PREFIX) {
      return new AddressMatch.Network(prefix(in));
    }
    if (kind != TAG) {
      throw in.problem("an address is a prefix or a tag, not of kind " + kind);
    }
    String label = in.text();
    for (ServiceTag tag : ServiceTag.values()) {
      if (tag.label().equals(label)) {
        return new AddressMatch.Tag(tag);
      }
    }
    throw in.problem("there is no service tag '" + label + "'");
  }

  private static void write(ControlWriter out, PortRange ports) {
    out.unsigned(ports.first(), 2);
    out.unsigned(ports.last(), 2);
  }

  private static PortRange ports(ControlReader in) throws ControlDecodeException {
    int first = in.unsignedShort();
    int last = in.unsignedShort();
    return in.checked(() -> new PortRange(first, last));
  }

  static void write(ControlWriter out, Prefix prefix) {
    out.address(prefix.network());
    out.unsigned(prefix.length(), 1);
  }

  static Prefix prefix(ControlReader in) throws ControlDecodeException {
    IpAddress network = in.address();
    int length = in.octet();
    return in.checked(() -> new Prefix(network, length));
  }

  private static void writeName(ControlWriter out, @Nullable String name) {
    out.text(name == null ? "" : name);
  }

  private static @Nullable String nameOrNull(ControlReader in) throws ControlDecodeException {
    String name = in.text();
    return name.isEmpty() ? null : name;
  }
}
