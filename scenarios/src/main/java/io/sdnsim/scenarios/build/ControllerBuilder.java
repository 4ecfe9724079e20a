package io.sdnsim.scenarios.build;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.NetworkControllerConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.manager.ControllerConfig;
import io.sdnsim.slb.manager.ControllerProcess;
import io.sdnsim.slb.manager.ReplicaConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what runs on the controller, or on each of its replicas. */
final class ControllerBuilder {
  private final Scenario scenario;
  private final SlbBuilder slb;
  private final World world;

  ControllerBuilder(Scenario scenario, SlbBuilder slb, World world) {
    this.scenario = scenario;
    this.slb = slb;
    this.world = world;
  }

  /** Whether a controller has, or may come to have, the goal state. */
  boolean isManager(NetworkControllerConfig controller) {
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

  /** The SLB manager and network controller of a node, which boots when the network is built. */
  NodeProcess process(IpNode node) {
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
              ReplicaConfig.of(addresses(), names.indexOf(name), world.replicaMemory(name)));
    }
    ControllerProcess process = new ControllerProcess(node, settings);
    world.setController(name, process);
    return process;
  }

  /** Of the controller, or of its replicas in their order. */
  List<IpAddress> addresses() {
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
}
