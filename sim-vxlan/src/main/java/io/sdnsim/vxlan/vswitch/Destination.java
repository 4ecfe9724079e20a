package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import java.util.List;

/** Where a layer sends a flow's packets. */
public sealed interface Destination {
  /** Whether the distributed router forwards what goes there, which costs a hop. */
  default boolean routed() {
    return false;
  }

  /**
   * To a VM of this host, in a frame with these addresses.
   *
   * @param port the VM's, or the empty string while the VM's port is blocked
   */
  record Vm(String port, MacAddress source, MacAddress destination, boolean routed)
      implements Destination {}

  /**
   * Through a tunnel.
   *
   * @param providerAddress the outer destination
   * @param source of the inner frame
   * @param destination of the inner frame
   */
  record Overlay(
      int vni, IpAddress providerAddress, MacAddress source, MacAddress destination, boolean routed)
      implements Destination {}

  /**
   * To each of these, in frames of their own: head-end replication of a broadcast.
   *
   * @param members machines of this host and of others
   */
  record Replicated(List<Destination> members) implements Destination {
    public Replicated {
      members = List.copyOf(members);
    }
  }

  /** To the host agent, which lives on this host. */
  record Agent() implements Destination {}

  /** Out of the host's physical side as it is. */
  record Underlay() implements Destination {
    @Override
    public boolean routed() {
      return true;
    }
  }
}
