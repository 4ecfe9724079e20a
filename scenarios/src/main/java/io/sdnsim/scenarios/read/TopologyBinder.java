package io.sdnsim.scenarios.read;

import io.sdnsim.bgp.speaker.TimingModel;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.link.Impairment;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.scenarios.model.AclConfig;
import io.sdnsim.scenarios.model.AclConfig.AclRule;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.BgpConfig.BgpNeighbor;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.HostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.NetworkControllerConfig;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchPort;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.ExternalPrefix;
import io.sdnsim.scenarios.model.GuestFirewall;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.IpConfig.ArpConfig;
import io.sdnsim.scenarios.model.IpConfig.InterfaceConfig;
import io.sdnsim.scenarios.model.IpConfig.LoopbackConfig;
import io.sdnsim.scenarios.model.IpConfig.RouteConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.NatRule;
import io.sdnsim.scenarios.model.NatRule.DestinationNat;
import io.sdnsim.scenarios.model.NatRule.SourceNat;
import io.sdnsim.scenarios.model.NatSettings;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.Topology;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes topology and load balancer from a checked tree. */
final class TopologyBinder {
  private final Source linkDefaults;
  private final Source tcpDefaults;
  private final Source arpDefaults;
  private final Source topology;
  private final MrtBinder mrt;
  private final Problems problems;

  /**
   * @param files finds the files that the scenario names
   */
  TopologyBinder(Source topology, Function<String, URI> files, Problems problems) {
    this.problems = problems;
    this.mrt = new MrtBinder(files);
    Source defaults = topology.child("defaults");
    this.topology = topology;
    this.linkDefaults = defaults.child("link");
    this.tcpDefaults = defaults.child("tcp");
    this.arpDefaults = defaults.child("arp");
  }

  Topology topology() {
    return new Topology(
        topology.entries("nodes").stream().map(this::node).toList(),
        topology.mappings("links", this::link));
  }

  private DeviceConfig node(Entry entry) {
    SourceLocation at = entry.key().at();
    String name = entry.key().text();
    Source node = Source.of(entry.value());
    return switch (node.text("kind")) {
      case "host" -> new HostConfig(at, name, ip(node));
      case "router" -> router(at, name, node);
      case "switch" ->
          new SwitchConfig(
              at,
              name,
              node.entries("ports").stream().map(TopologyBinder::switchPort).toList(),
              node.time("ageing", 300 * SimTime.SECOND),
              node.integer("mac-table", 8192));
      case "slb-mux" ->
          new SlbMuxConfig(
              at,
              name,
              ip(node),
              node.has("bgp") ? bgp(node.child("bgp")) : null,
              SlbBinder.muxFlows(node.child("flows")),
              node.has("capacity") ? SlbBinder.muxCapacity(node.child("capacity")) : null);
      case "virtual-host" ->
          new VirtualHostConfig(
              at,
              name,
              ip(node),
              node.entries("vms").stream().map(this::vm).toList(),
              node.list("provider-addresses", Source::address));
      case "network-controller" -> new NetworkControllerConfig(at, name, ip(node));
      default -> throw new IllegalStateException("the checker let this kind pass: " + at);
    };
  }

  private RouterConfig router(SourceLocation at, String name, Source node) {
    return new RouterConfig(
        at,
        name,
        ip(node),
        node.mappings("nat", rule -> nat(rule, problems)),
        natSettings(node.child("nat-limits")),
        node.has("bgp") ? bgp(node.child("bgp")) : null);
  }

  private static SwitchPort switchPort(Entry entry) {
    Source port = Source.of(entry.value());
    int untagged = port.has("trunk") ? port.integer("native", 0) : port.integer("access", 1);
    return new SwitchPort(
        entry.key().at(),
        entry.key().text(),
        untagged,
        port.list("trunk", node -> Math.toIntExact(Source.numberOf(node))));
  }

  private VmConfig vm(Entry entry) {
    Source vm = Source.of(entry.value());
    return new VmConfig(
        entry.key().at(),
        entry.key().text(),
        vm.name("network"),
        vm.itemsOrOne("address").stream().map(Source::address).toList(),
        vm.itemsOrOne("public-ip").stream().map(Source::address).toList(),
        vm.items("loopbacks").stream().map(Source::address).toList(),
        vm.mac("mac"),
        vm.nameOrNull("network-security-group"),
        vm.truth("ip-forwarding", false),
        vm.has("firewall") ? firewall(vm.child("firewall"), problems) : null,
        tcp(vm));
  }

  static GuestFirewall firewall(Source firewall, Problems problems) {
    return new GuestFirewall(
        firewall.at(), acl(firewall, "inbound", problems), acl(firewall, "outbound", problems));
  }

  private static @Nullable AclConfig acl(Source firewall, String direction, Problems problems) {
    return firewall.has(direction)
        ? new AclConfig(
            firewall.at(direction),
            direction,
            firewall.mappings(direction, rule -> aclRule(rule, problems)))
        : null;
  }

  // ---- IP

  private IpConfig ip(Source node) {
    return new IpConfig(
        node.entries("interfaces").stream().map(TopologyBinder::networkInterface).toList(),
        node.entries("loopbacks").stream().map(TopologyBinder::loopback).toList(),
        node.addressOrNull("gateway"),
        node.mappings("routes", route -> route(route, problems)),
        node.mappings(
            "bfd-peers",
            peer ->
                new IpConfig.BfdPeer(peer.address("address"), SessionBinder.bfd(peer, problems))),
        node.entries("acls").stream().map(this::acl).toList(),
        arp(node.child("arp", arpDefaults)),
        node.truth("icmp-redirects", false),
        node.has("ecmp-seed") ? node.number("ecmp-seed", 0) : null,
        tcp(node));
  }

  private static InterfaceConfig networkInterface(Entry entry) {
    String name = entry.key().text();
    int dot = name.indexOf('.');
    Source source = Source.of(entry.value());
    return new InterfaceConfig(
        entry.key().at(),
        name,
        dot < 0 ? name : name.substring(0, dot),
        dot < 0 ? 0 : Integer.parseInt(name.substring(dot + 1)),
        source.list("addresses", Source::interfaceAddress),
        source.integer("mtu", 0),
        source.mac("mac"),
        source.nameOrNull("acl-in"),
        source.nameOrNull("acl-out"),
        source.truth("up", true));
  }

  private static LoopbackConfig loopback(Entry entry) {
    return new LoopbackConfig(
        entry.key().at(), entry.key().text(), Source.interfaceAddress(entry.value()));
  }

  static RouteConfig route(Source route, Problems problems) {
    if (route.has("blackhole") && !route.truth("blackhole", true)) {
      problems.add(
          route.at("blackhole"), "blackhole: false", "blackhole: true, or a next hop", "true");
    }
    return new RouteConfig(
        route.at(),
        route.prefix("prefix"),
        route.itemsOrOne("via").stream().map(Source::address).toList(),
        route.nameOrNull("interface"),
        route.truth("blackhole", false),
        route.integer("distance", 1),
        route.has("bfd") ? SessionBinder.bfd(route.child("bfd"), problems) : null);
  }

  private AclConfig acl(Entry entry) {
    List<AclRule> rules =
        ((YamlNode.Sequence) entry.value())
            .items().stream().map(node -> aclRule(Source.of(node), problems)).toList();
    return new AclConfig(entry.key().at(), entry.key().text(), rules);
  }

  static AclRule aclRule(Source rule, Problems problems) {
    Protocol protocol = rule.protocol("protocol");
    for (String ports : List.of("source-port", "destination-port")) {
      if (rule.has(ports) && protocol != Protocol.TCP && protocol != Protocol.UDP) {
        problems.add(rule.at(ports), "ports of any protocol or of ICMP", "protocol: tcp or udp");
      }
    }
    Prefix source = rule.plainPrefix("source");
    Prefix destination = rule.plainPrefix("destination");
    if (source != null
        && destination != null
        && source.network().isIpv4() != destination.network().isIpv4()) {
      problems.add(
          rule.at("destination"),
          destination + " beside the source " + source,
          "source and destination of one family, IPv4 or IPv6");
    }
    return new AclRule(
        rule.at(),
        rule.text("action").equals("permit"),
        rule.protocol("protocol"),
        rule.plainPrefix("source"),
        rule.plainPrefix("destination"),
        rule.ports("source-port", PortRange.ANY),
        rule.ports("destination-port", PortRange.ANY));
  }

  private static ArpConfig arp(Source arp) {
    return new ArpConfig(
        arp.time("timeout", 1200 * SimTime.SECOND),
        arp.integer("retries", 3),
        arp.time("retry-interval", SimTime.SECOND));
  }

  private TcpConfig tcp(Source owner) {
    Source tcp = owner.child("tcp", tcpDefaults);
    TcpConfig base =
        tcp.text("profile", "rfc6298").equals("linux") ? TcpConfig.LINUX : TcpConfig.RFC;
    long minRto = tcp.time("min-rto", base.minRtoPs());
    if (minRto > base.maxRtoPs()) {
      problems.add(
          tcp.at("min-rto"),
          "a lower bound of " + SimTime.format(minRto),
          "at most the upper bound, " + SimTime.format(base.maxRtoPs()));
      return base;
    }
    return base.withMinRto(minRto);
  }

  // ---- NAT

  private static NatRule nat(Source rule, Problems problems) {
    Located<IpAddress> address = rule.addressOrNull("address");
    if (rule.text("kind").equals("source")) {
      Prefix sources = rule.plainPrefix("source");
      if (address != null
          && sources != null
          && address.value().isIpv4() != sources.network().isIpv4()) {
        problems.add(
            address.at(), address + " for sources in " + sources, "an address of their family");
      }
      return new SourceNat(
          rule.at(),
          rule.name("out"),
          rule.plainPrefix("source"),
          rule.addressOrNull("address"),
          rule.ports("ports", new PortRange(1024, 65_535)));
    }
    Located<IpAddress> to = rule.address("to");
    if (address != null && address.value().isIpv4() != to.value().isIpv4()) {
      problems.add(to.at(), to + " for " + address, "an address of the same family, IPv4 or IPv6");
    }
    return new DestinationNat(
        rule.at(),
        rule.name("in"),
        rule.protocol("protocol"),
        rule.addressOrNull("address"),
        rule.ports("port", PortRange.ANY),
        rule.address("to"),
        rule.integer("to-port", 0));
  }

  private static NatSettings natSettings(Source limits) {
    return new NatSettings(
        limits.integer("bindings", 65_536),
        limits.time("tcp-idle", 7440 * SimTime.SECOND),
        limits.time("tcp-transitory", 240 * SimTime.SECOND),
        limits.time("udp-idle", 300 * SimTime.SECOND),
        limits.time("icmp-idle", 60 * SimTime.SECOND));
  }

  // ---- BGP

  BgpConfig bgp(Source bgp) {
    Located<IpAddress> routerId = bgp.addressOrNull("router-id");
    if (routerId != null && (!routerId.value().isIpv4() || routerId.value().isUnspecified())) {
      problems.add(
          routerId.at(),
          "the router ID " + routerId,
          "an IPv4 address other than 0.0.0.0 (RFC 6286)");
    }
    List<String> redistributed = bgp.names("redistribute").stream().map(n -> n.value()).toList();
    PolicyBinder policy = new PolicyBinder(bgp, problems);
    SessionBinder sessions = new SessionBinder(problems);
    long asn = bgp.number("asn", 0);
    return new BgpConfig(
        bgp.at(),
        asn,
        bgp.addressOrNull("router-id"),
        timing(bgp),
        bgp.list("networks", Source::prefix),
        bgp.truth("import-check", true),
        redistributed.contains("connected"),
        redistributed.contains("static"),
        policy.lists().prefixLists(),
        policy.decision(),
        policy.routing(),
        bgp.truth("require-policy", false),
        sessions.gracefulRestart(bgp),
        bgp.mappings("mrt", mrt::recording),
        bgp.mappings("neighbors", neighbor -> neighbor(neighbor, asn, sessions, policy)));
  }

  private static TimingModel timing(Source bgp) {
    TimingModel model =
        bgp.text("timing", "ideal").equals("frr") ? TimingModel.FRR : TimingModel.IDEAL;
    return model
        .withRouteSelection(bgp.time("route-selection-delay", model.routeSelectionPs()))
        .withFibInstall(bgp.time("fib-install-delay", model.fibInstallPs()));
  }

  private BgpNeighbor neighbor(
      Source neighbor, long asn, SessionBinder sessions, PolicyBinder policy) {
    long hold = neighbor.time("hold", 90 * SimTime.SECOND);
    checkTimers(neighbor, hold);
    return new BgpNeighbor(
        neighbor.at(),
        neighbor.addressOrNull("address"),
        neighbor.prefixOrNull("range"),
        neighbor.integer("limit", 100),
        neighbor.number("remote-as", 0),
        neighbor.time("keepalive", hold / 3),
        hold,
        neighbor.time("connect-retry", 120 * SimTime.SECOND),
        neighbor.truth("passive", neighbor.has("range")),
        neighbor.integer("ebgp-multihop", 1),
        neighbor.nameOrNull("update-source"),
        neighbor.time("advertisement-interval", 0),
        neighbor.time("delay-open", 0),
        sessions.settings(neighbor),
        sessions.capabilities(neighbor, neighbor.number("remote-as", 0) == asn),
        policy.neighbor(neighbor));
  }

  private void checkTimers(Source neighbor, long holdPs) {
    long keepalivePs = neighbor.time("keepalive", holdPs / 3);
    String hold = "a hold time of " + SimTime.format(holdPs);
    if (holdPs > 0 && holdPs < 3 * SimTime.SECOND) {
      problems.add(neighbor.at("hold"), hold, "0s or at least 3s (RFC 4271 4.2)");
    } else if (holdPs % SimTime.SECOND != 0 || holdPs > 65_535 * SimTime.SECOND) {
      problems.add(
          neighbor.at("hold"), hold, "whole seconds up to 65535 (RFC 4271 4.2: two octets)");
    } else if (holdPs > 0 && keepalivePs >= holdPs) {
      problems.add(
          neighbor.at("keepalive"),
          "a keepalive time of " + SimTime.format(keepalivePs) + " beside " + hold,
          "a keepalive time below the hold time",
          SimTime.format(holdPs / 3));
    } else if (holdPs > 0 && keepalivePs == 0) {
      problems.add(
          neighbor.at("keepalive"),
          "a keepalive time of 0s beside " + hold,
          "a keepalive time above 0s, or a hold time of 0s");
    }
  }

  // ---- Links

  private LinkDefinition link(Source link) {
    Source settings = new Source(link.mapping(), linkDefaults);
    Source impair = link.child("impair");
    return new LinkDefinition(
        link.at(),
        Source.port(link.items("endpoints").get(0)),
        Source.port(link.items("endpoints").get(1)),
        new LinkConfig(
            settings.rate("rate", 10_000_000_000L),
            settings.time("delay", SimTime.MICROSECOND),
            settings.integer("mtu", LinkConfig.DEFAULT_MTU_BYTES),
            settings.integer("queue", LinkConfig.DEFAULT_QUEUE_PACKETS),
            settings.integer("overhead", LinkConfig.ETHERNET_OVERHEAD_BYTES)),
        impairment(impair.child("from-first")),
        impairment(impair.child("from-second")));
  }

  static Impairment impairment(Source impair) {
    double reordering = impair.share("reordering", 0);
    return new Impairment(
        impair.time("delay", 0),
        impair.time("jitter", 0),
        impair.rate("rate", 0),
        impair.share("loss", 0),
        impair.share("corruption", 0),
        impair.share("duplication", 0),
        reordering,
        impair.time("reorder-delay", reordering > 0 ? SimTime.MILLISECOND : 0));
  }

  // ---- Overlay

  static ExternalPrefix externalPrefix(Source external) {
    return new ExternalPrefix(external.at(), external.prefix("prefix"), external.name("node"));
  }
}
