package io.sdnsim.scenarios.build;

import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.sim.Recording;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.external.ExternalConnections;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.l2.BridgeNode;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.acl.FirewallRules;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
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
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.host.HostAgentConfig;
import io.sdnsim.slb.host.HostAgentProcess;
import io.sdnsim.slb.manager.ControllerConfig;
import io.sdnsim.slb.manager.ControllerProcess;
import io.sdnsim.slb.manager.ReplicaConfig;
import io.sdnsim.slb.mux.BgpVipAdvertiser;
import io.sdnsim.slb.mux.FlowLimits;
import io.sdnsim.slb.mux.LoadLimits;
import io.sdnsim.slb.mux.MuxConfig;
import io.sdnsim.slb.mux.MuxProcess;
import io.sdnsim.slb.selection.BackendPickers;
import io.sdnsim.vxlan.outside.OutsideHost;
import io.sdnsim.vxlan.outside.OutsideVm;
import io.sdnsim.vxlan.vswitch.VirtualHost;
import io.sdnsim.vxlan.vswitch.VirtualSwitchProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the network of a scenario. Nodes are numbered in the order of the file, virtual machines
 * behind all others.
 */
public final class WorldBuilder {
  private static final int VM_LINK_QUEUE = 1000;

  private final Scenario scenario;
  private final Behaviours behaviours;
  private final World world;
  private final Network network;
  private final DeviceBuilder devices;
  private final BgpBuilder bgp;
  private final TenantBuilder tenants;
  private final SlbBuilder slb;
  private final BackendPickers backendPickers = new BackendPickers();
  private final Map<String, List<ProcessFactory>> applications;
  private final ExternalConnections external;
  private final List<ExternalEndpoint> endpoints;
  private final Map<String, MacAddress> vmMacs = new LinkedHashMap<>();

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
    this.endpoints = List.copyOf(endpoints);
    this.network = new Network(simulation, tracer);
    this.world = new World(scenario, network);
    this.devices = new DeviceBuilder(simulation.randomStreams());
    this.bgp = new BgpBuilder(behaviours);
    this.tenants = new TenantBuilder(scenario);
    this.slb = new SlbBuilder(scenario, tenants);
    this.applications = new TrafficBuilder(scenario, world).applications();
  }

  /** The network, without power: {@link Network#bootAll} starts it. */
  public World build() {
    scenario.topology().nodes().forEach(this::add);
    scenario.topology().nodes().forEach(this::addVms);
    world.setGoal(slb.goal(vmMacs));
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
          isManager(controller) ? List.of(this::controller) : List.of());
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
    processes.add(
        node -> {
          BgpProcess process = world.speaker(mux.name());
          return new MuxProcess(
              node,
              muxConfig(mux).withHashSeed(hashSeed(mux.name())),
              process == null ? new SilentAdvertiser() : new BgpVipAdvertiser(process),
              backendPickers);
        });
    addIp(
        devices.device(mux.name(), mux.ip(), true).withReceive(DeviceBuilder.receive(mux)),
        processes);
  }

  private MuxConfig muxConfig(SlbMuxConfig mux) {
    FlowLimits flows =
        new FlowLimits(
            mux.flows().limit(),
            mux.flows().untrustedLimit(),
            mux.flows().idleTimeoutPs(),
            mux.flows().untrustedIdleTimeoutPs());
    return MuxConfig.DEFAULT.withFlows(flows).withLoad(loadLimits(mux.capacity()));
  }

  private @Nullable LoadLimits loadLimits(DeviceConfig.@Nullable MuxCapacity capacity) {
    if (capacity == null) {
      return null;
    }
    SlbConfig config = scenario.slb();
    Long bandwidthBps = capacity.bandwidthBps();
    return new LoadLimits(
        bandwidthBps == null ? LoadLimits.UNLIMITED : bandwidthBps,
        config == null ? LoadLimits.DETECTION_PS : config.overload().detectionPs());
  }

  private long hashSeed(String mux) {
    SlbConfig config = scenario.slb();
    long own = behaviours.hashSeed().applyAsLong(mux);
    return own != 0 ? own : config == null ? 0 : config.hashSeed();
  }

  private boolean isManager(NetworkControllerConfig controller) {
    SlbConfig config = scenario.slb();
    return config == null
        ? controller.name().equals(firstController())
        : config.isManager(controller.name());
  }

  /** Without a load balancer the first controller of the file has the virtual networks. */
  private @Nullable String firstController() {
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof NetworkControllerConfig controller) {
        return controller.name();
      }
    }
    return null;
  }

  private io.sdnsim.core.device.NodeProcess controller(io.sdnsim.core.device.IpNode node) {
    GoalState goal = world.goal();
    if (goal == null) {
      throw new IllegalStateException("the controller boots before the network is built");
    }
    SlbConfig config = scenario.slb();
    ControllerConfig settings = ControllerConfig.of(goal);
    if (config != null) {
      settings =
          settings
              .withSnatProcessing(config.snatProcessingPs())
              .withBlackHole(config.overload().blackHolePs());
    }
    String name = node.context().name();
    if (config != null && config.managers().size() > 1) {
      List<String> names = config.managers().stream().map(Located::value).toList();
      settings =
          settings.withReplicas(
              ReplicaConfig.of(managerAddresses(), names.indexOf(name), world.replicaMemory(name)));
    }
    ControllerProcess process = new ControllerProcess(node, settings);
    world.setController(name, process);
    return process;
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
                        HostAgentConfig.of(managerAddresses()),
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

  /** Of the controller, or of its replicas in their order. */
  private List<IpAddress> managerAddresses() {
    SlbConfig config = scenario.slb();
    String first = firstController();
    List<String> names =
        config == null
            ? (first == null ? List.of() : List.of(first))
            : config.managers().stream().map(Located::value).toList();
    List<IpAddress> addresses = new ArrayList<>();
    for (String name : names) {
      for (DeviceConfig node : scenario.topology().nodes()) {
        if (node instanceof NetworkControllerConfig controller && node.name().equals(name)) {
          addresses.add(slb.fabricAddress(controller.ip()));
        }
      }
    }
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("a virtual host needs a network controller");
    }
    return addresses;
  }

  private void addVms(DeviceConfig node) {
    if (node instanceof VirtualHostConfig host) {
      OutsideHost outside = outside(host);
      for (VmConfig vm : host.vms()) {
        if (outside == null) {
          vmMacs.put(vm.name(), addVm(vm));
        } else {
          vmMacs.put(vm.name(), addOutsideVm(outside, vm));
        }
        plugIn(host, vm);
      }
    }
  }

  /** The real machine where the host's VMs are, or null when they are simulated. */
  private @Nullable OutsideHost outside(VirtualHostConfig host) {
    for (ExternalEndpoint endpoint : endpoints) {
      if (endpoint.node().equals(host.name())) {
        return new OutsideHost(network.node(host.name()).context(), endpoint, external);
      }
    }
    return null;
  }

  private MacAddress addOutsideVm(OutsideHost outside, VmConfig vm) {
    OutsideVm added =
        network.add(
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

  private MacAddress addVm(VmConfig vm) {
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
    addIp(config, List.of());
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
        network.connect(
            host.name(),
            TenantBuilder.portName(vm),
            vm.name(),
            "eth0",
            new LinkConfig(0, 0, mtu, VM_LINK_QUEUE, 0)));
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

  /** A Mux without BGP: its VIPs are reached by static routes. */
  private static final class SilentAdvertiser implements io.sdnsim.slb.mux.VipAdvertiser {
    @Override
    public void advertise(Prefix prefix) {}

    @Override
    public void withdraw(Prefix prefix) {}
  }
}
