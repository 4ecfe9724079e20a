package io.sdnsim.scenarios.build;

import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.speaker.PolicyChange;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.host.FlowRegistry;
import io.sdnsim.core.host.FlowResult;
import io.sdnsim.core.host.FlowStats;
import io.sdnsim.core.host.ReplayResult;
import io.sdnsim.core.host.ReplayRun;
import io.sdnsim.core.host.TracerouteResult;
import io.sdnsim.core.link.Link;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SecurityGroupConfig;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.manager.ControllerProcess;
import io.sdnsim.slb.manager.ReplicaMemory;
import io.sdnsim.vxlan.outside.OutsideVm;
import io.sdnsim.vxlan.vswitch.VirtualSwitch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A scenario's network, built: what its faults act on and its results are read from. */
public final class World {
  private final Scenario scenario;
  private final Network network;
  private final FlowRegistry flows = new FlowRegistry();
  private final Map<String, ReplayRun> replays = new LinkedHashMap<>();
  private final Map<String, TracerouteResult> traceroutes = new LinkedHashMap<>();
  private final Map<String, IpDevice> ipDevices = new TreeMap<>();
  private final Map<String, OutsideVm> outsideVms = new TreeMap<>();
  private final Map<String, List<String>> vmsByHost = new TreeMap<>();
  private final Map<String, Link> linksByPort = new TreeMap<>();
  private final Map<String, BgpProcess> speakers = new TreeMap<>();
  private BiConsumer<String, BgpProcess> speakerWatch = (node, process) -> {};
  private final Map<String, PolicyChange> policyChanges = new TreeMap<>();
  private final Map<String, VirtualSwitch> virtualSwitches = new TreeMap<>();
  private final Map<String, ControllerProcess> controllers = new TreeMap<>();
  private final Map<String, ReplicaMemory> replicaMemories = new TreeMap<>();
  private @Nullable GoalState goal;

  World(Scenario scenario, Network network) {
    this.scenario = scenario;
    this.network = network;
  }

  public Network network() {
    return network;
  }

  /** The flows that are not replays, by id. */
  public SortedMap<String, FlowStats> flows() {
    SortedMap<String, FlowStats> byId = new TreeMap<>();
    flows.all().forEach(flow -> byId.put(flow.id(), flow));
    return byId;
  }

  /** What became of each replay, by flow id. */
  public SortedMap<String, ReplayResult> replays() {
    SortedMap<String, ReplayResult> results = new TreeMap<>();
    replays.forEach((id, run) -> results.put(id, run.result()));
    return results;
  }

  /** The way that each traceroute found, by flow id. */
  public Map<String, TracerouteResult> traceroutes() {
    return new LinkedHashMap<>(traceroutes);
  }

  /** The figures of every flow at a time, in the order of the file. */
  public List<FlowResult> results(long nowPs) {
    List<FlowResult> results = new ArrayList<>();
    scenario
        .traffic()
        .forEach(
            traffic -> {
              FlowStats stats = flows.find(traffic.id());
              ReplayRun replay = replays.get(traffic.id());
              if (stats != null) {
                results.add(stats.result(nowPs));
              } else if (replay != null) {
                results.add(replay.result().flow());
              }
            });
    return results;
  }

  FlowRegistry registry() {
    return flows;
  }

  Map<String, ReplayRun> replayRuns() {
    return replays;
  }

  Map<String, TracerouteResult> tracerouteResults() {
    return traceroutes;
  }

  void addIpDevice(IpDevice device) {
    ipDevices.put(device.context().name(), device);
  }

  /** The host, router or VM of this name, or null: switches and hypervisors are none. */
  public @Nullable IpDevice ipDevice(String name) {
    return ipDevices.get(name);
  }

  void addOutsideVm(OutsideVm vm) {
    outsideVms.put(vm.context().name(), vm);
  }

  /** The VMs that are not simulated, by name. */
  public Map<String, OutsideVm> outsideVms() {
    return Collections.unmodifiableMap(outsideVms);
  }

  void addVm(String host, String vm) {
    vmsByHost.computeIfAbsent(host, name -> new ArrayList<>()).add(vm);
  }

  /** The default route of a node as its {@code gateway} says. */
  List<StaticRoute> gatewayRoutes(String node) {
    for (DeviceConfig device : scenario.topology().nodes()) {
      IpConfig ip = device.ipOrNull();
      if (device.name().equals(node) && ip != null) {
        return DeviceBuilder.gatewayRoutes(ip);
      }
    }
    return List.of();
  }

  /** The VMs of a hypervisor; none for other nodes. */
  List<String> vmsOf(String host) {
    return vmsByHost.getOrDefault(host, List.of());
  }

  void addLink(Link link) {
    linksByPort.put(link.a().fullName(), link);
    linksByPort.put(link.b().fullName(), link);
  }

  /**
   * The link at a port, written {@code node:port}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Link link(String port) {
    Link link = linksByPort.get(port);
    if (link == null) {
      throw new IllegalArgumentException("there is no link at " + port);
    }
    return link;
  }

  /** Changes the policy of a node's speaker, and of those that take its place after a restart. */
  void changePolicy(String node, PolicyChange change) {
    policyChanges.put(node, change);
    BgpProcess process = speakers.get(node);
    if (process != null) {
      process.changePolicy(change);
    }
  }

  /** Is told of each BGP process that is made, before it starts; one watch at a time. */
  public void watchSpeakers(BiConsumer<String, BgpProcess> watch) {
    speakerWatch = watch;
  }

  /** The BGP process that runs on a node now; each start makes a new one. */
  void setSpeaker(String node, BgpProcess process) {
    speakers.put(node, process);
    PolicyChange change = policyChanges.get(node);
    if (change != null) {
      process.changePolicy(change);
    }
    speakerWatch.accept(node, process);
  }

  /** The BGP process of a node, or null. */
  public @Nullable BgpProcess speaker(String node) {
    return speakers.get(node);
  }

  Scenario scenario() {
    return scenario;
  }

  void setVirtualSwitch(String host, VirtualSwitch virtualSwitch) {
    virtualSwitches.put(host, virtualSwitch);
  }

  /** The virtual switch that runs on a hypervisor now, or null. */
  public @Nullable VirtualSwitch virtualSwitch(String host) {
    return virtualSwitches.get(host);
  }

  /** The security groups as the file has them. */
  List<SecurityGroupConfig> securityGroups() {
    return scenario.tenants().securityGroups();
  }

  void setController(String node, ControllerProcess newController) {
    controllers.put(node, newController);
  }

  /** What a controller's replica keeps while its node is off. */
  ReplicaMemory replicaMemory(String node) {
    return replicaMemories.computeIfAbsent(node, name -> new ReplicaMemory());
  }

  /** What the controller is to bring about now; changes survive a restart of the controller. */
  @Nullable GoalState goal() {
    return goal;
  }

  void setGoal(GoalState newGoal) {
    goal = newGoal;
  }

  /** An operator changes the goal state: whoever programs Muxes and hosts has them follow. */
  void changeGoal(GoalState newGoal) {
    setGoal(newGoal);
    controllers.values().forEach(controller -> controller.changeGoal(newGoal));
  }
}
