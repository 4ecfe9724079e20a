package io.sdnsim.scenarios.export;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.link.Impairment;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.NetworkControllerConfig;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchPort;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.IpConfig.InterfaceConfig;
import io.sdnsim.scenarios.model.IpConfig.RouteConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A scenario as a topology of containerlab: {@code NAME.clab.yml}, with {@code NODE/frr.conf} and
 * {@code NODE/daemons} of each router. All nodes are of kind {@code linux} and run one image, which
 * has FRR and iproute2; a switch is a bridge inside its container. No node is on containerlab's
 * management network, so that {@code eth0} is the scenario's.
 */
public final class ContainerlabExport {
  private final Scenario scenario;
  private final String image;
  private final SortedMap<String, String> files = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private final ConfigText out = new ConfigText("#");

  private ContainerlabExport(Scenario scenario, String image) {
    this.scenario = scenario;
    this.image = image;
  }

  /**
   * The files.
   *
   * @param image the container image of all nodes
   */
  public static Export of(Scenario scenario, String image) {
    return new ContainerlabExport(scenario, image).export();
  }

  private Export export() {
    out.line("name: " + scenario.name());
    FrrExport.leftOut(scenario).forEach(out::leaveOut);
    if (hasImpairments()) {
      out.leaveOut("impairments of links; see 'containerlab tools netem'");
    }
    out.comment("Rates and delays of links are those of the machine.");
    out.line("topology:");
    out.line("  defaults:");
    out.line("    kind: linux");
    out.line("    image: " + quoted(image));
    out.line("    network-mode: none");
    out.line("  nodes:");
    scenario.topology().nodes().forEach(this::node);
    out.line("  links:");
    scenario.topology().links().forEach(this::link);
    files.put(scenario.name() + ".clab.yml", out.text());
    notes.addAll(0, out.notes());
    return new Export(files, notes);
  }

  private boolean hasImpairments() {
    return scenario.topology().links().stream()
        .anyMatch(
            link ->
                !(link.impairFromA().equals(Impairment.NONE)
                    && link.impairFromB().equals(Impairment.NONE)));
  }

  private void node(DeviceConfig node) {
    out.line("    " + node.name() + ":");
    if (node instanceof SwitchConfig bridge) {
      commands(bridge(bridge));
    } else if (node instanceof RouterConfig || node instanceof SlbMuxConfig) {
      router((DeviceConfig.IpDevice) node);
    } else if (node instanceof DeviceConfig.IpDevice host) {
      if (host instanceof VirtualHostConfig virtual && !virtual.vms().isEmpty()) {
        out.leaveOut("the virtual machines and the virtual switch of " + host.name());
      }
      if (host instanceof NetworkControllerConfig) {
        out.leaveOut("the controller of " + host.name());
      }
      if (!host.ip().acls().isEmpty()) {
        out.leaveOut("the access lists of " + host.name());
      }
      commands(host(host.ip()));
    } else {
      throw new AssertionError("a device that nobody exports: " + node);
    }
  }

  private void router(DeviceConfig.IpDevice router) {
    FrrExport.add(scenario, router, files, notes);
    out.line("      binds:");
    for (String file : List.of("frr.conf", "daemons")) {
      out.line("        - " + router.name() + "/" + file + ":/etc/frr/" + file);
    }
    List<String> commands = new ArrayList<>();
    commands.add("sysctl -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
    router.ip().interfaces().forEach(each -> commands.addAll(networkInterface(each)));
    commands(commands);
  }

  private void commands(List<String> commands) {
    if (!commands.isEmpty()) {
      out.line("      exec:");
      commands.forEach(command -> out.line("        - " + quoted(command)));
    }
  }

  /** What makes an interface that the container does not have by its link alone. */
  private static List<String> networkInterface(InterfaceConfig each) {
    List<String> commands = new ArrayList<>();
    String name = each.name();
    if (each.vlan() != 0) {
      commands.add(
          "ip link add link " + each.port() + " name " + name + " type vlan id " + each.vlan());
    }
    if (each.mtuBytes() > 0) {
      commands.add("ip link set " + name + " mtu " + each.mtuBytes());
    }
    if (each.mac() != null) {
      commands.add("ip link set " + name + " address " + each.mac());
    }
    commands.add("ip link set " + name + (each.up() ? " up" : " down"));
    return commands;
  }

  private static List<String> host(IpConfig ip) {
    List<String> commands = new ArrayList<>();
    for (InterfaceConfig each : ip.interfaces()) {
      commands.addAll(networkInterface(each));
      each.addresses().forEach(a -> commands.add("ip addr add " + a + " dev " + each.name()));
    }
    ip.loopbacks().forEach(loop -> commands.add("ip addr add " + loop.address() + " dev lo"));
    Located<IpAddress> gateway = ip.gateway();
    if (gateway != null) {
      Prefix all = gateway.value().isIpv4() ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6;
      commands.add("ip route add " + all + " via " + gateway);
    }
    ip.routes().forEach(route -> commands.add(route(route)));
    return commands;
  }

  private static String route(RouteConfig route) {
    StringBuilder command = new StringBuilder("ip route add ");
    command.append(route.blackhole() ? "blackhole " : "").append(route.prefix());
    if (route.via().size() == 1) {
      command.append(" via ").append(route.via().get(0));
    } else {
      route.via().forEach(via -> command.append(" nexthop via ").append(via));
    }
    if (route.interfaceName() != null) {
      command.append(" dev ").append(route.interfaceName());
    }
    return command.append(" metric ").append(route.distance()).toString();
  }

  private List<String> bridge(SwitchConfig bridge) {
    List<String> commands = new ArrayList<>();
    commands.add("ip link add br0 type bridge vlan_filtering 1 mcast_snooping 0");
    commands.add("ip link set br0 up");
    for (String port : ports(bridge)) {
      commands.add("ip link set " + port + " master br0 up");
      for (SwitchPort config : bridge.ports()) {
        if (config.name().equals(port)) {
          commands.addAll(vlans(config));
        }
      }
    }
    return commands;
  }

  private SortedSet<String> ports(SwitchConfig bridge) {
    SortedSet<String> ports = new TreeSet<>();
    for (LinkDefinition link : scenario.topology().links()) {
      for (PortRef end : List.of(link.a(), link.b())) {
        if (end.node().equals(bridge.name())) {
          ports.add(end.port());
        }
      }
    }
    return ports;
  }

  /** A Linux bridge's port begins as an access port of VLAN 1, as ours does. */
  private static List<String> vlans(SwitchPort port) {
    List<String> commands = new ArrayList<>();
    if (port.untaggedVlan() != 1) {
      commands.add("bridge vlan del vid 1 dev " + port.name());
      if (port.untaggedVlan() != 0) {
        commands.add(
            "bridge vlan add vid "
                + port.untaggedVlan()
                + " dev "
                + port.name()
                + " pvid untagged");
      }
    }
    for (int vlan : port.taggedVlans()) {
      commands.add("bridge vlan add vid " + vlan + " dev " + port.name());
    }
    return commands;
  }

  private void link(LinkDefinition link) {
    out.line(
        "    - { endpoints: ["
            + quoted(link.a().toString())
            + ", "
            + quoted(link.b().toString())
            + "], mtu: "
            + link.settings().mtuBytes()
            + " }");
  }

  /** A scalar in YAML's double quotes: what it holds has neither control characters nor quotes. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
