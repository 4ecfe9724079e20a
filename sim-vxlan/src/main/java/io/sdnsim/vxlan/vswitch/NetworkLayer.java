package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.vxlan.network.AddressMapping;
import io.sdnsim.vxlan.network.NextHop;
import io.sdnsim.vxlan.network.VirtualNetwork;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.List;
import java.util.function.Supplier;

/**
 * The outermost layer: the virtual network with its distributed router. It forwards by the routes
 * of the sender's subnet and by customer address, and a packet takes the virtual subnet of its
 * destination (HNV); an address that the controller has not mapped is not looked for.
 */
final class NetworkLayer implements Layer {
  /** Any constant. */
  private static final long MUX_SEED = 0x494C42;

  private final List<IpAddress> providerAddresses;
  private final MacAddress routerMac;
  private final VmPorts ports;
  private final Supplier<List<IpAddress>> muxes;

  /**
   * @param muxes that take what is for the VIPs of internal load balancers now
   */
  NetworkLayer(
      List<IpAddress> providerAddresses,
      MacAddress routerMac,
      VmPorts ports,
      Supplier<List<IpAddress>> muxes) {
    this.providerAddresses = providerAddresses;
    this.routerMac = routerMac;
    this.ports = ports;
    this.muxes = muxes;
  }

  @Override
  public LayerDecision decide(long nowPs, Direction direction, VmPort port, Packet packet) {
    IpHeader ip = packet.ip();
    PortPolicy policy = port.policy();
    VirtualNetwork network = port.network();
    if (direction == Direction.INBOUND || ip == null || policy == null || network == null) {
      return LayerDecision.PASS;
    }
    NextHop nextHop = network.route(policy.vni(), ip.destination());
    if (nextHop instanceof NextHop.Nowhere) {
      return new LayerDecision.Deny(CoreDrop.BLACKHOLE, nextHop.route(), nextHop.route());
    } else if (nextHop instanceof NextHop.Machine machine) {
      AddressMapping mapping = machine.mapping();
      if (mapping != null && mapping.isBalanced()) {
        return toMux(policy, mapping, packet);
      }
      return mapping == null
          ? new LayerDecision.Deny(VxlanDrop.UNKNOWN_CUSTOMER_ADDRESS, ip.destination().toString())
          : new LayerDecision.Forward(
              destination(policy, mapping, ip.destination()), nextHop.route());
    }
    if (nextHop instanceof NextHop.Neighbors) {
      List<Destination> members =
          network.machines(policy.vni(), ip.destination()).stream()
              .filter(machine -> !machine.mac().equals(policy.mac()))
              .map(machine -> destination(policy, machine, machine.customerAddress()))
              .toList();
      return new LayerDecision.Forward(new Destination.Replicated(members), nextHop.route());
    }
    return new LayerDecision.Deny(CoreDrop.NO_ROUTE, nextHop.route());
  }

  /** An internal load balancer's VIP: which Mux a flow takes depends on the flow alone. */
  private LayerDecision toMux(PortPolicy from, AddressMapping vip, Packet packet) {
    List<IpAddress> live = muxes.get();
    String title = "internal vip " + vip.customerAddress();
    if (live.isEmpty()) {
      return new LayerDecision.Deny(VxlanDrop.NO_MUX, title);
    }
    long hash = FlowKey.of(0, packet).hash(MUX_SEED);
    IpAddress mux = live.get((int) Long.remainderUnsigned(hash, live.size()));
    boolean routed = from.vni() != vip.vni();
    return new LayerDecision.Forward(
        new Destination.Overlay(vip.vni(), mux, routed ? routerMac : from.mac(), vip.mac(), routed),
        title);
  }

  private Destination destination(PortPolicy from, AddressMapping to, IpAddress destination) {
    boolean toAppliance = !to.customerAddress().equals(destination);
    boolean routed = toAppliance || from.vni() != to.vni();
    MacAddress source = routed ? routerMac : from.mac();
    if (providerAddresses.contains(to.providerAddress())) {
      VmPort port = ports.of(to.vni(), to.mac());
      return new Destination.Vm(port == null ? "" : port.name(), source, to.mac(), routed);
    }
    return new Destination.Overlay(to.vni(), to.providerAddress(), source, to.mac(), routed);
  }
}
