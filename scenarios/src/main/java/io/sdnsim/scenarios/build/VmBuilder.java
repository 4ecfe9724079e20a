package io.sdnsim.scenarios.build;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.external.ExternalConnections;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.acl.FirewallRules;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.vxlan.outside.OutsideHost;
import io.sdnsim.vxlan.outside.OutsideVm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual machines, simulated ones and those behind a real tunnel end point, and plugs them
 * in.
 */
final class VmBuilder {
  private static final int LINK_QUEUE = 1000;

  private final Scenario scenario;
  private final TenantBuilder tenants;
  private final World world;
  private final ExternalConnections external;
  private final List<ExternalEndpoint> endpoints;
  private final Map<String, MacAddress> macs = new LinkedHashMap<>();

  /**
   * @param endpoints of the virtual hosts whose VMs are outside the simulation
   */
  VmBuilder(
      Scenario scenario,
      TenantBuilder tenants,
      World world,
      ExternalConnections external,
      List<ExternalEndpoint> endpoints) {
    this.scenario = scenario;
    this.tenants = tenants;
    this.world = world;
    this.external = external;
    this.endpoints = List.copyOf(endpoints);
  }

  /**
   * Adds a host's virtual machines to the network.
   *
   * @param node adds a simulated one with all that runs on it
   */
  void add(VirtualHostConfig host, Consumer<IpDeviceConfig> node) {
    OutsideHost outside = outside(host);
    for (VmConfig vm : host.vms()) {
      macs.put(vm.name(), outside == null ? addVm(vm, node) : addOutsideVm(outside, vm));
      plugIn(host, vm);
    }
  }

  /** The MAC address of each virtual machine that was added, by its name. */
  Map<String, MacAddress> macs() {
    return Collections.unmodifiableMap(macs);
  }

  /** The real machine where the host's VMs are, or null when they are simulated. */
  private @Nullable OutsideHost outside(VirtualHostConfig host) {
    for (ExternalEndpoint endpoint : endpoints) {
      if (endpoint.node().equals(host.name())) {
        return new OutsideHost(world.network().node(host.name()).context(), endpoint, external);
      }
    }
    return null;
  }

  private MacAddress addOutsideVm(OutsideHost outside, VmConfig vm) {
    OutsideVm added =
        world
            .network()
            .add(
                vm.name(),
                context ->
                    new OutsideVm(
                        context,
                        tenants.subnetOf(vm).vni().value(),
                        vm.mac() == null ? Network.portMac(context.index(), 0) : vm.mac()));
    outside.add(added);
    world.addOutsideVm(added);
    return added.mac();
  }

  private MacAddress addVm(VmConfig vm, Consumer<IpDeviceConfig> node) {
    List<StaticRoute> gateways = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (Located<IpAddress> address : vm.addresses()) {
      Prefix subnet = tenants.prefixOf(vm, address.value());
      addresses.add(address + "/" + subnet.length());
      Prefix everywhere = subnet.network().isIpv4() ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6;
      gateways.add(
          new StaticRoute(0, everywhere, 1, List.of(NextHop.via(subnet.network().plus(1)))));
    }
    List<InterfaceConfig> interfaces = new ArrayList<>();
    interfaces.add(InterfaceConfig.of("eth0", addresses.toArray(String[]::new)).withMac(vm.mac()));
    if (!vm.loopbacks().isEmpty()) {
      interfaces.add(
          InterfaceConfig.loopback(
              "lo",
              vm.loopbacks().stream()
                  .map(each -> Prefix.host(each.value()).toString())
                  .toArray(String[]::new)));
    }
    IpDeviceConfig config =
        IpDeviceConfig.host(vm.name(), interfaces.toArray(InterfaceConfig[]::new))
            .withTcp(vm.tcp())
            .withIp(
                vm.ipForwarding()
                    ? io.sdnsim.core.l3.IpConfig.ROUTER
                    : io.sdnsim.core.l3.IpConfig.HOST)
            .withRoutes(gateways);
    node.accept(config);
    IpDevice device = world.ipDevice(vm.name());
    if (device == null) {
      throw new IllegalStateException("VM " + vm.name() + " was not built");
    }
    if (vm.firewall() != null) {
      device.replaceFirewall(DeviceBuilder.firewall(vm.firewall()));
    } else if (getsFirewall(vm)) {
      // It follows connections before it has rules, or it would end them with the first.
      device.replaceFirewall(FirewallRules.NONE);
    }
    return device.ports().get(0).mac();
  }

  private boolean getsFirewall(VmConfig vm) {
    return scenario.events().stream()
        .anyMatch(
            event ->
                event instanceof ScenarioEvent.ChangeConfig change
                    && change.change() instanceof ScenarioEvent.ConfigChange.SetFirewall set
                    && set.vm().value().equals(vm.name()));
  }

  private void plugIn(VirtualHostConfig host, VmConfig vm) {
    world.addVm(host.name(), vm.name());
    // The virtual switch hands packets over in memory: no rate, no delay, no line overhead.
    int mtu = LinkConfig.DEFAULT_MTU_BYTES;
    world.addLink(
        world
            .network()
            .connect(
                host.name(),
                TenantBuilder.portName(vm),
                vm.name(),
                "eth0",
                new LinkConfig(0, 0, mtu, LINK_QUEUE, 0)));
  }
}
