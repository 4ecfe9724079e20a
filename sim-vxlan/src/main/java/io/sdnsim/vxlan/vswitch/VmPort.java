package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.link.Port;
import io.sdnsim.vxlan.network.VirtualNetwork;
import org.jspecify.annotations.Nullable;

/** A port of the virtual switch, and what the controller said about it. */
final class VmPort {
  private final Port port;
  private @Nullable PortPolicy policy;
  private @Nullable VirtualNetwork network;

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

  void apply(@Nullable PortPolicy newPolicy, @Nullable VirtualNetwork newNetwork) {
    policy = newPolicy;
    network = newNetwork;
  }
}
