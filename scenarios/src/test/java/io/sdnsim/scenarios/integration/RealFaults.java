package io.sdnsim.scenarios.integration;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.LinkSide;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetNetworks;
import io.sdnsim.scenarios.model.ScenarioEvent.NodeFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Does to real routers what an event of a scenario does to ours. */
final class RealFaults {
  private final RealFabric fabric;
  private final Map<String, NodeFault> failed = new TreeMap<>();
  private final Map<String, List<Prefix>> networks = new TreeMap<>();

  RealFaults(RealFabric fabric) {
    this.fabric = fabric;
  }

  /** Everything that happens at one time; what each router is told goes out side by side. */
  void apply(List<ScenarioEvent> events) {
    SortedMap<String, List<String>> configuration = new TreeMap<>();
    List<Runnable> links = new ArrayList<>();
    for (ScenarioEvent event : events) {
      if (event instanceof ScenarioEvent.FailNode fail) {
        fail(fail.node().value(), fail.how());
      } else if (event instanceof ScenarioEvent.RestoreNode restore) {
        restore(restore.node().value());
      } else if (event instanceof ScenarioEvent.FailLink fail) {
        links.add(() -> fail(fail));
      } else if (event instanceof ScenarioEvent.RestoreLink restore) {
        links.add(() -> restore(restore));
      } else if (event instanceof ScenarioEvent.BgpSession session) {
        configuration
            .computeIfAbsent(session.node().value(), this::configure)
            .add(shutdown(session));
      } else if (event instanceof ScenarioEvent.ChangeConfig change
          && change.change() instanceof SetNetworks set) {
        String node = set.node().value();
        configuration.computeIfAbsent(node, this::configure).addAll(networks(node, set));
      } else {
        throw new IllegalArgumentException("nothing real is like " + event);
      }
    }
    configuration.forEach((node, commands) -> links.add(() -> fabric.vtysh(node, commands)));
    links.parallelStream().forEach(Runnable::run);
  }

  private List<String> configure(String node) {
    return new ArrayList<>(List.of("configure", "router bgp " + bgp(node).asn()));
  }

  private static String shutdown(ScenarioEvent.BgpSession session) {
    return switch (session.action()) {
      case DOWN -> "neighbor " + session.neighbor() + " shutdown";
      case UP -> "no neighbor " + session.neighbor() + " shutdown";
      case RESET -> throw new IllegalArgumentException("reset: " + session);
    };
  }

  private void fail(ScenarioEvent.FailLink fail) {
    switch (fail.how()) {
      case CARRIER_DOWN ->
          losers(fail.link(), fail.direction()).forEach(end -> fabric.setCarrier(end, false));
      case SILENT_CUT -> fabric.setPlugged(fail.link(), false);
    }
  }

  private void restore(ScenarioEvent.RestoreLink restore) {
    for (PortRef end : fabric.ends(restore.link())) {
      fabric.setCarrier(end, true);
      fabric.setPlugged(end, true);
    }
  }

  /** The ends that lose carrier when a link fails in this direction. */
  private List<PortRef> losers(PortRef port, LinkSide direction) {
    return fabric.ends(port).stream()
        .filter(
            end -> RealFabric.isSame(end, port) ? direction.includesIn() : direction.includesOut())
        .toList();
  }

  private void fail(String node, NodeFault how) {
    failed.put(node, how);
    Process bgp = fabric.bgp(node);
    switch (how) {
      case PROCESS_CRASH, BGP_CRASH -> bgp.destroyForcibly();
      case CLEAN_STOP -> bgp.destroy();
      case FREEZE -> Shell.run("kill", "-STOP", Long.toString(bgp.pid()));
      case POWER_OFF -> throw new IllegalArgumentException("a namespace has no power switch");
    }
  }

  private void restore(String node) {
    if (failed.remove(node) == NodeFault.FREEZE) {
      Shell.run("kill", "-CONT", Long.toString(fabric.bgp(node).pid()));
    } else {
      fabric.startBgp(node);
    }
  }

  private BgpConfig bgp(String node) {
    return fabric.routers().stream()
        .filter(router -> router.name().equals(node))
        .map(router -> ((RouterConfig) router).bgp())
        .findFirst()
        .orElseThrow();
  }

  private List<String> networks(String node, SetNetworks set) {
    List<Prefix> former =
        networks.computeIfAbsent(
            node, name -> bgp(name).networks().stream().map(Located::value).toList());
    List<Prefix> wanted = set.networks().stream().map(Located::value).toList();
    List<String> commands = new ArrayList<>(List.of("address-family ipv4 unicast"));
    former.stream()
        .filter(prefix -> !wanted.contains(prefix))
        .forEach(prefix -> commands.add("no network " + prefix));
    wanted.stream()
        .filter(prefix -> !former.contains(prefix))
        .forEach(prefix -> commands.add("network " + prefix));
    networks.put(node, wanted);
    return commands;
  }
}
