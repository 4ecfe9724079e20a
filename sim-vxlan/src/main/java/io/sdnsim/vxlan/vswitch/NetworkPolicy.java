package io.sdnsim.vxlan.vswitch;

import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import java.util.List;

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
}
