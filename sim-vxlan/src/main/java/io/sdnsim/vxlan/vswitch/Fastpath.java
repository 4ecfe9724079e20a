package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fastpath at the host (Ananta 3.2.4): once a Mux has told where the other end of a translated
 * connection lives, its packets go from host to host. What the Mux told lives in the connection's
 * NAT binding, and is forgotten with it.
 */
public final class Fastpath {
  private final NodeContext context;
  private final VirtualHostConfig config;
  private final NatTable nat;
  private final SwitchTables tables;
  private final VmPorts ports;
  private List<IpAddress> redirectors = List.of();

  Fastpath(
      NodeContext context,
      VirtualHostConfig config,
      NatTable nat,
      SwitchTables tables,
      VmPorts ports) {
    this.context = context;
    this.config = config;
    this.nat = nat;
    this.tables = tables;
    this.ports = ports;
  }

  /**
   * Says whose redirects are believed.
   *
   * @param newRedirectors the addresses of all Muxes; none: no connection leaves the Muxes
   */
  void apply(List<IpAddress> newRedirectors) {
    redirectors = newRedirectors;
  }

  /** Whether redirects of this sender are to be believed. */
  public boolean believes(IpAddress sender) {
    return redirectors.contains(sender);
  }

  /**
   * Sends what a VM says in a connection straight to the host of the other end from now on, until
   * the connection begins anew or its binding is forgotten.
   *
   * @param vni of the VM's subnet
   * @param mac of the VM
   * @param outside the flow from the VM as the world sees it
   * @return false when there is no such connection here
   */
  public boolean redirect(int vni, MacAddress mac, FlowKey outside, Shortcut to) {
    VmPort port = ports.of(vni, mac);
    NatBinding binding =
        port == null ? null : nat.fromOutside(context.nowPs(), keyAt(port, outside));
    if (binding == null) {
      return false;
    }
    binding.redirect(to);
    tables.announce(binding);
    return true;
  }

  private static FlowKey keyAt(VmPort port, FlowKey outside) {
    return new FlowKey(
        port.number(),
        outside.source(),
        outside.destination(),
        outside.protocol(),
        outside.sourcePort(),
        outside.destinationPort());
  }

  /** Where a connection's packets go past the Muxes, or null when they don't. */
  @Nullable Destination exitOf(NatBinding binding) {
    Shortcut shortcut = binding.shortcut();
    if (shortcut == null || redirectors.isEmpty()) {
      return null;
    }
    MacAddress routerMac = config.routerMac();
    if (!config.providerAddresses().contains(shortcut.providerAddress())) {
      return new Destination.Overlay(
          shortcut.vni(), shortcut.providerAddress(), routerMac, shortcut.mac(), true);
    }
    VmPort other = ports.of(shortcut.vni(), shortcut.mac());
    return new Destination.Vm(other == null ? "" : other.name(), routerMac, shortcut.mac(), true);
  }
}
