package io.sdnsim.scenarios.build;

import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.AccessListConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.Node;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeState;
import io.sdnsim.scenarios.model.LinkSide;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange;
import io.sdnsim.scenarios.model.SecurityGroupConfig;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.PublicIp;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import io.sdnsim.vxlan.acl.SecurityGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Does to a network what a scenario's events say. */
public final class Faults {
  private final World world;
  private final Network network;

  public Faults(World world) {
    this.world = world;
    this.network = world.network();
  }

  /** Carries the event out now. */
  public void apply(ScenarioEvent event) {
    if (event instanceof ScenarioEvent.FailNode fail) {
      failNode(fail);
    } else if (event instanceof ScenarioEvent.RestoreNode restore) {
      restoreNode(restore.node().value());
    } else if (event instanceof ScenarioEvent.FailLink fail) {
      failLink(fail);
    } else if (event instanceof ScenarioEvent.RestoreLink restore) {
      restoreLink(restore);
    } else if (event instanceof ScenarioEvent.ImpairLink impair) {
      Link link = link(impair.link());
      sides(link, impair.link(), impair.direction())
          .forEach(side -> link.impair(side, impair.impairment()));
    } else if (event instanceof ScenarioEvent.BgpSession session) {
      bgpSession(session);
    } else if (event instanceof ScenarioEvent.ChangeConfig change) {
      change(change.change());
    } else {
      throw new AssertionError("an event that nobody carries out: " + event);
    }
  }

  /** A hypervisor takes its virtual machines with it. */
  private List<Node> withVms(String name) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(network.node(name));
    world.vmsOf(name).forEach(vm -> nodes.add(network.node(vm)));
    return nodes;
  }

  private void failNode(ScenarioEvent.FailNode fail) {
    String name = fail.node().value();
    switch (fail.how()) {
      case POWER_OFF -> withVms(name).forEach(network::powerOff);
      case FREEZE -> withVms(name).forEach(network::freeze);
      case PROCESS_CRASH -> network.crashProcesses(network.node(name));
      case BGP_CRASH -> crashBgp(name);
      case CLEAN_STOP -> {
        // The power goes when the last words are out: a moment for them to reach the wire.
        withVms(name).forEach(network::shutDown);
        for (Node node : withVms(name)) {
          node.context().timer(() -> network.powerOff(node)).setAfter(CLEAN_STOP_PS);
        }
      }
    }
  }

  private void crashBgp(String name) {
    BgpProcess speaker = world.speaker(name);
    if (speaker != null && device(name).context().isRunning()) {
      device(name).crashProcess(speaker);
    }
  }

  /** How long an orderly shutdown takes: time for Cease and FIN to be sent and acknowledged. */
  static final long CLEAN_STOP_PS = 1_000_000_000_000L;

  private void restoreNode(String name) {
    for (Node node : withVms(name)) {
      NodeState state = node.context().state();
      if (state == NodeState.OFF) {
        network.powerOn(node);
      } else if (state == NodeState.FROZEN) {
        network.thaw(node);
      } else {
        network.restartProcesses(node);
      }
    }
  }

  private Link link(PortRef port) {
    return world.link(port.toString());
  }

  /** The directions of a link, seen from the port that names it. */
  private List<Link.Side> sides(Link link, PortRef ref, LinkSide side) {
    Port port = network.port(ref.node(), ref.port());
    Link.Side out = link.from(port);
    Link.Side in = out == Link.Side.A_TO_B ? Link.Side.B_TO_A : Link.Side.A_TO_B;
    List<Link.Side> sides = new ArrayList<>();
    if (side.includesOut()) {
      sides.add(out);
    }
    if (side.includesIn()) {
      sides.add(in);
    }
    return sides;
  }

  private void failLink(ScenarioEvent.FailLink fail) {
    Link link = link(fail.link());
    for (Link.Side side : sides(link, fail.link(), fail.direction())) {
      switch (fail.how()) {
        case CARRIER_DOWN -> link.setCarrier(side, false);
        case SILENT_CUT -> link.setSilentlyCut(side, true);
      }
    }
  }

  private void restoreLink(ScenarioEvent.RestoreLink restore) {
    Link link = link(restore.link());
    for (Link.Side side : sides(link, restore.link(), restore.direction())) {
      link.setSilentlyCut(side, false);
      link.setCarrier(side, true);
    }
  }

  private void bgpSession(ScenarioEvent.BgpSession session) {
    BgpProcess speaker = world.speaker(session.node().value());
    if (speaker == null || !network.node(session.node().value()).context().isRunning()) {
      return;
    }
    IpAddress neighbor = session.neighbor().value();
    switch (session.action()) {
      case DOWN -> speaker.down(neighbor, session.message());
      case UP -> speaker.up(neighbor);
      case RESET -> speaker.reset(neighbor, session.message());
    }
  }

  private void change(ConfigChange change) {
    if (change instanceof ConfigChange.SetRoutes routes) {
      String name = routes.node().value();
      List<StaticRoute> all = new ArrayList<>(world.gatewayRoutes(name));
      routes.routes().forEach(route -> all.add(DeviceBuilder.staticRoute(route)));
      device(name).replaceStaticRoutes(all);
    } else if (change instanceof ConfigChange.SetNetworks networks) {
      BgpProcess speaker = world.speaker(networks.node().value());
      if (speaker != null) {
        speaker.setNetworks(networks.networks().stream().map(Located::value).toList());
      }
    } else if (change instanceof ConfigChange.SetAcl acl) {
      AccessListConfig list = DeviceBuilder.accessList(acl.acl());
      device(acl.node().value()).replaceAccessList(list);
    } else if (change instanceof ConfigChange.SetInterface shutdown) {
      String interfaceName = shutdown.interfaceName().value();
      String port = interfaceName.replaceFirst("\\..*", "");
      network.port(shutdown.node().value(), port).setEnabled(shutdown.up());
    } else if (change instanceof ConfigChange.SetBgp set) {
      if (set.bgp() != null) {
        world.changePolicy(set.node().value(), BgpBuilder.policyChange(set.bgp()));
      }
    } else if (change instanceof ConfigChange.SetVipRules set) {
      List<VipRule> rules = SlbBuilder.rules(rulesAfter(set), world.scenario().slb());
      changeVip(set.vip(), vip -> vip.withRules(rules));
    } else if (change instanceof ConfigChange.SetVipEnabled set) {
      changeVip(set.vip(), vip -> vip.withEnabled(set.enabled()));
    } else if (change instanceof ConfigChange.SetFirewall set) {
      IpDevice machine = world.ipDevice(set.vm().value());
      if (machine != null) { // outside the simulation it has a firewall of its own
        machine.replaceFirewall(DeviceBuilder.firewall(set.firewall()));
      }
    } else if (change instanceof ConfigChange.SetPublicAddresses set) {
      changePublicAddresses(set);
    } else if (change instanceof ConfigChange.SetSecurityRules rules) {
      changeSecurityGroup(rules);
    } else {
      throw new AssertionError("a change that nobody makes: " + change);
    }
  }

  private IpDevice device(String name) {
    IpDevice device = world.ipDevice(name);
    if (device == null) {
      throw new IllegalArgumentException(name + " has no IP configuration that can change");
    }
    return device;
  }

  private List<SlbConfig.VipRule> rulesAfter(ConfigChange.SetVipRules set) {
    SlbConfig slb = world.scenario().slb();
    for (SlbConfig.VipConfig vip : slb == null ? List.<SlbConfig.VipConfig>of() : slb.vips()) {
      if (vip.name().equals(set.vip().value())) {
        return vip.withInboundNat(set.rules());
      }
    }
    return set.rules();
  }

  private void changeVip(Located<String> name, UnaryOperator<VipConfig> change) {
    GoalState goal = world.goal();
    if (goal != null) {
      world.changeGoal(goal.withVip(name.value(), change));
    }
  }

  private void changePublicAddresses(ConfigChange.SetPublicAddresses change) {
    GoalState goal = world.goal();
    SlbConfig slb = world.scenario().slb();
    if (goal == null || slb == null) {
      return;
    }
    String vm = change.vm().value();
    List<PublicIp> publicIps = new ArrayList<>(goal.publicIps());
    publicIps.removeIf(each -> each.vm().equals(vm));
    publicIps.addAll(SlbBuilder.publicIps(vm, change.addresses(), slb));
    world.changeGoal(goal.withPublicIps(publicIps));
  }

  private void changeSecurityGroup(ConfigChange.SetSecurityRules change) {
    GoalState goal = world.goal();
    if (goal == null) {
      return;
    }
    List<SecurityGroup> groups = new ArrayList<>(goal.securityGroups());
    for (SecurityGroupConfig group : world.securityGroups()) {
      if (group.name().equals(change.group().value())) {
        groups.replaceAll(
            old ->
                old.name().equals(group.name())
                    ? TenantBuilder.securityGroup(group, change.rules())
                    : old);
      }
    }
    world.changeGoal(goal.withSecurityGroups(groups));
  }
}
