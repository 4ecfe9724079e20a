package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.link.Port;
import io.sdnsim.vxlan.acl.RuleGroup;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.NextHop;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port of the virtual switch, what the controller said about it, and its counters. */
final class VmPort {
  private final Port port;
  private final PortMeter meter = new PortMeter();
  private final RuleCounters counters = new RuleCounters();
  private @Nullable PortPolicy policy;
  private @Nullable VirtualNetwork network;
  private @Nullable AddressMapping mapping;
  private List<RuleGroup> inboundIpv4 = List.of();
  private List<RuleGroup> inboundIpv6 = List.of();
  private List<RuleGroup> outboundIpv4 = List.of();
  private List<RuleGroup> outboundIpv6 = List.of();
  private long hits;
  private long misses;

  VmPort(Port port) {
    this.port = port;
  }

  Port port() {
    return port;
  }

  String name() {
    return port.name();
  }

  /** Tells flows of different ports apart, for tenants may use the same addresses. */
  int number() {
    return port.number();
  }

  /** Null as long as the port is blocked. */
  @Nullable PortPolicy policy() {
    return policy;
  }

  /** The network of the policy; null as long as the port is blocked. */
  @Nullable VirtualNetwork network() {
    return network;
  }

  /**
   * The provider address that the VM belongs to, which others send to: the one of its mapping.
   *
   * @param own those of the host, of which the first stands in for one that is none of them
   */
  IpAddress providerAddress(List<IpAddress> own) {
    return mapping != null && own.contains(mapping.providerAddress())
        ? mapping.providerAddress()
        : own.get(0);
  }

  /** What frames of the VM are wrapped in. */
  Encapsulation encapsulation() {
    return network == null ? Encapsulation.VXLAN : network.encapsulation();
  }

  /** Blocks the port. */
  void block() {
    policy = null;
    network = null;
    mapping = null;
    setGroups(List.of());
  }

  /**
   * Opens the port.
   *
   * @param groups the security groups that filter it, the one nearest to the VM first
   */
  void apply(PortPolicy newPolicy, VirtualNetwork newNetwork, List<SecurityGroup> groups) {
    policy = newPolicy;
    network = newNetwork;
    mapping =
        newPolicy.addresses().isEmpty() ? null : newNetwork.mapping(newPolicy.addresses().get(0));
    setGroups(groups);
  }

  private void setGroups(List<SecurityGroup> groups) {
    // Azure: inbound packets meet the subnet's group first, outbound ones the network card's.
    List<SecurityGroup> fromOutside = new ArrayList<>();
    groups.forEach(group -> fromOutside.add(0, group));
    inboundIpv4 = compile(fromOutside, true, false);
    inboundIpv6 = compile(fromOutside, true, true);
    outboundIpv4 = compile(groups, false, false);
    outboundIpv6 = compile(groups, false, true);
  }

  private static List<RuleGroup> compile(
      List<SecurityGroup> groups, boolean inbound, boolean ipv6) {
    return groups.stream().map(group -> RuleGroup.of(group, inbound, ipv6)).toList();
  }

  /** The rules that a packet meets, in that order; empty where no security group filters. */
  List<RuleGroup> ruleGroups(Direction direction, boolean ipv6) {
    if (direction == Direction.INBOUND) {
      return ipv6 ? inboundIpv6 : inboundIpv4;
    }
    return ipv6 ? outboundIpv6 : outboundIpv4;
  }

  /** Whether the routes of the port's subnet lead out of the virtual network. */
  boolean leadsOutside(IpAddress destination) {
    return policy != null
        && network != null
        && network.route(policy.vni(), destination) instanceof NextHop.Outside;
  }

  PortMeter meter() {
    return meter;
  }

  RuleCounters counters() {
    return counters;
  }

  void countHit() {
    hits++;
  }

  void countMiss() {
    misses++;
  }

  /** Packets that hit the unified flow table. */
  long hits() {
    return hits;
  }

  /** Packets that passed all layers. */
  long misses() {
    return misses;
  }
}
