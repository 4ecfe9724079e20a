package io.sdnsim.scenarios.build;

import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.sim.Recording;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.external.ExternalConnections;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.l2.BridgeNode;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.HostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.NetworkControllerConfig;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.slb.host.HostAgentConfig;
import io.sdnsim.slb.host.HostAgentProcess;
import io.sdnsim.vxlan.vswitch.VirtualHost;
import io.sdnsim.vxlan.vswitch.VirtualSwitchProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Makes the network of a scenario. Nodes are numbered in the order of the file, virtual machines
 * behind all others.
 */
public final class WorldBuilder {
  private final Scenario scenario;
  private final Behaviours behaviours;
  private final World world;
  private final Network network;
  private final DeviceBuilder devices;
  private final BgpBuilder bgp;
  private final SlbBuilder slb;
  private final MuxBuilder muxes;
  private final ControllerBuilder controllers;
  private final VmBuilder machines;
  private final Map<String, List<ProcessFactory>> applications;
  private final ExternalConnections external;

  /**
   * @param external leads to the neighbors that are outside the simulation
   * @param endpoints of the virtual hosts whose VMs are outside the simulation
   * @throws IllegalArgumentException when an application refuses its settings; the message says
   *     which and why
   */
  public WorldBuilder(
      Scenario scenario,
      Simulation simulation,
      Tracer tracer,
      Behaviours behaviours,
      ExternalConnections external,
      List<ExternalEndpoint> endpoints) {
    this.scenario = scenario;
    this.behaviours = behaviours;
    this.external = external;
    this.network = new Network(simulation, tracer);
    this.world = new World(scenario, network);
    this.devices = new DeviceBuilder(simulation.randomStreams());
    this.bgp = new BgpBuilder(behaviours);
    TenantBuilder tenants = new TenantBuilder(scenario);
    this.slb = new SlbBuilder(scenario, tenants);
    this.muxes = new MuxBuilder(scenario, behaviours, world);
    this.controllers = new ControllerBuilder(scenario, slb, world);
    this.machines = new VmBuilder(scenario, tenants, world, external, endpoints);
    this.applications = new TrafficBuilder(scenario, world).applications();
  }

  /** The network, without power: {@link Network#bootAll} starts it. */
  public World build() {
    scenario.topology().nodes().forEach(this::add);
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof VirtualHostConfig host) {
        machines.add(host, vm -> addIp(vm, List.of()));
      }
    }
    world.setGoal(slb.goal(machines.macs()));
    scenario.topology().links().forEach(this::connect);
    scenario.topology().nodes().forEach(this::disableInterfaces);
    return world;
  }

  private void add(DeviceConfig node) {
    if (node instanceof SwitchConfig bridge) {
      network.add(
          bridge.name(),
          context ->
              new BridgeNode(
                  context,
                  DeviceBuilder.bridge(bridge, portNames(bridge)),
                  port -> Network.portMac(context.index(), port)));
    } else if (node instanceof HostConfig host) {
      addIp(devices.device(host.name(), host.ip(), false), externalPrefixes(host.name()));
    } else if (node instanceof RouterConfig router) {
      addRouter(router);
    } else if (node instanceof SlbMuxConfig mux) {
      addMux(mux);
    } else if (node instanceof NetworkControllerConfig controller) {
      addIp(
          devices.device(controller.name(), controller.ip(), false),
          controllers.isManager(controller) ? List.of(controllers::process) : List.of());
    } else if (node instanceof VirtualHostConfig host) {
      addVirtualHost(host);
    } else {
      throw new AssertionError("a device without a builder: " + node);
    }
  }

  /** The ports that links name or the file configures, in that order. */
  private List<String> portNames(SwitchConfig bridge) {
    SortedSet<String> seen = new TreeSet<>();
    List<String> names = new ArrayList<>();
    for (LinkDefinition link : scenario.topology().links()) {
      for (PortRef port : List.of(link.a(), link.b())) {
        if (port.node().equals(bridge.name()) && seen.add(port.port())) {
          names.add(port.port());
        }
      }
    }
    for (DeviceConfig.SwitchPort port : bridge.ports()) {
      if (seen.add(port.name())) {
        names.add(port.name());
      }
    }
    return names;
  }

  private void addIp(IpDeviceConfig config, List<ProcessFactory> processes) {
    List<ProcessFactory> all = new ArrayList<>(processes);
    all.addAll(applications.getOrDefault(config.name(), List.of()));
    world.addIpDevice(
        network.add(
            config
                .withProcesses(all.toArray(ProcessFactory[]::new))
                .withTransport(external.transportOf(config.name(), config.transport()))));
  }

  private List<ProcessFactory> externalPrefixes(String host) {
    List<Prefix> prefixes =
        scenario.externalPrefixes().stream()
            .filter(outside -> outside.node().value().equals(host))
            .map(outside -> outside.prefix().value())
            .toList();
    return prefixes.isEmpty() ? List.of() : List.of(node -> new OutsideWorld(node, prefixes));
  }

  private void addRouter(RouterConfig router) {
    IpDeviceConfig config = devices.device(router.name(), router.ip(), true);
    NatConfig nat = devices.nat(router);
    List<ProcessFactory> processes = new ArrayList<>(behaviours.routerProcesses());
    BgpConfig speaker = router.bgp();
    if (speaker != null) {
      processes.add(speaker(router, speaker));
    }
    addIp(nat == null ? config : config.withNat(nat), processes);
  }

  private ProcessFactory speaker(DeviceConfig.IpDevice device, BgpConfig config) {
    List<Recording> recordings = BgpBuilder.recordings(config);
    return BgpProcess.factory(
        bgp.speaker(device, config),
        process -> {
          recordings.forEach(process::play);
          world.setSpeaker(device.name(), process);
        });
  }

  private void addMux(SlbMuxConfig mux) {
    List<ProcessFactory> processes = new ArrayList<>();
    BgpConfig speaker = mux.bgp();
    if (speaker != null) {
      processes.add(speaker(mux, speaker));
    }
    processes.add(muxes.process(mux));
    addIp(
        devices.device(mux.name(), mux.ip(), true).withReceive(DeviceBuilder.receive(mux)),
        processes);
  }

  private void addVirtualHost(VirtualHostConfig host) {
    List<String> ports = host.vms().stream().map(TenantBuilder::portName).toList();
    IpDeviceConfig config =
        devices
            .device(host.name(), host.ip(), false)
            .withProcesses(
                applications.getOrDefault(host.name(), List.of()).toArray(ProcessFactory[]::new));
    network.add(
        host.name(),
        context ->
            VirtualHost.of(
                context,
                config,
                ports,
                (node, vmPorts) ->
                    new HostAgentProcess(
                        node,
                        HostAgentConfig.of(controllers.addresses()),
                        virtualSwitch(host, node, vmPorts))));
  }

  private VirtualSwitchProcess virtualSwitch(
      VirtualHostConfig host, io.sdnsim.core.device.IpNode node, List<Port> vmPorts) {
    VirtualSwitchProcess process =
        new VirtualSwitchProcess(
            node,
            io.sdnsim.vxlan.vswitch.VirtualHostConfig.of(host.tunnelEnds()),
            vmPorts,
            behaviours.snatAllocator(),
            behaviours.returnPath());
    world.setVirtualSwitch(host.name(), process.virtualSwitch());
    return process;
  }

  private void disableInterfaces(DeviceConfig node) {
    IpConfig ip = node.ipOrNull();
    if (ip != null) {
      ip.interfaces().stream()
          .filter(each -> !each.up())
          .forEach(each -> network.port(node.name(), each.port()).setEnabled(false));
    }
  }

  private void connect(LinkDefinition definition) {
    Link link =
        network.connect(
            definition.a().node(),
            definition.a().port(),
            definition.b().node(),
            definition.b().port(),
            definition.settings());
    link.impair(Link.Side.A_TO_B, definition.impairFromA());
    link.impair(Link.Side.B_TO_A, definition.impairFromB());
    world.addLink(link);
  }
}
