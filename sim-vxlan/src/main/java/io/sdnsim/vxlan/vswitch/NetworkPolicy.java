package io.sdnsim.vxlan.vswitch;

import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The virtual networks as the controller pushes them to one host, whole each time.
 *
 * @param networks those with a VM on the host
 * @param mappings where every customer address of these networks lives
 * @param ports the policies of the host's ports
 * @param securityGroups those that the ports and their subnets name
 */
public record NetworkPolicy(
    List<VirtualNetworkConfig> networks,
    List<AddressMapping> mappings,
    List<PortPolicy> ports,
    List<SecurityGroup> securityGroups) {
  /** Before the controller has said anything. */
  public static final NetworkPolicy NONE = new NetworkPolicy(List.of(), List.of(), List.of());

  public NetworkPolicy {
    networks = List.copyOf(networks);
    mappings = List.copyOf(mappings);
    ports = List.copyOf(ports);
    securityGroups = List.copyOf(securityGroups);
  }

  /** A policy without security groups. */
  public NetworkPolicy(
      List<VirtualNetworkConfig> networks, List<AddressMapping> mappings, List<PortPolicy> ports) {
    this(networks, mappings, ports, List.of());
  }

  /** The security groups of a port: that of the network card, then that of the subnet. */
  List<SecurityGroup> securityGroupsOf(PortPolicy port, VirtualNetwork network) {
    VirtualSubnetConfig subnet = network.subnet(port.vni());
    List<SecurityGroup> groups = new ArrayList<>();
    addGroup(port.securityGroup(), groups);
    addGroup(subnet == null ? null : subnet.securityGroup(), groups);
    return groups;
  }

  private void addGroup(@Nullable String name, List<SecurityGroup> groups) {
    for (SecurityGroup group : securityGroups) {
      if (group.name().equals(name)) {
        groups.add(group);
      }
    }
  }
}
