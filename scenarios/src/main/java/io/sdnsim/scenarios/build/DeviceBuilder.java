package io.sdnsim.scenarios.build;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.AccessListConfig;
import io.sdnsim.core.device.BfdPeers;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.core.device.ReceiveConfig;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.RandomStreams;
import io.sdnsim.core.l2.BridgeConfig;
import io.sdnsim.core.l2.BridgePortConfig;
import io.sdnsim.core.l2.VlanRange;
import io.sdnsim.core.l3.NeighborConfig;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.acl.AccessEntry;
import io.sdnsim.core.l3.acl.FirewallRules;
import io.sdnsim.core.l3.nat.DestinationNatRule;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.l3.nat.NatTimeouts;
import io.sdnsim.core.l3.nat.SourceNatRule;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.scenarios.model.AclConfig;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.GuestFirewall;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.NatRule;
import io.sdnsim.scenarios.model.NatSettings;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.slb.control.ControlPort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the scenario's view of a device into the core's. */
final class DeviceBuilder {
  /** What a Mux speaks to live: BGP, BFD (RFC 5881, RFC 5883), the SLB manager's channel. */
  private static final List<Integer> CONTROL_PORTS = List.of(179, 3784, 4784, ControlPort.MUX);

  private final RandomStreams randomStreams;

  DeviceBuilder(RandomStreams randomStreams) {
    this.randomStreams = randomStreams;
  }

  /** A host or router without processes. */
  IpDeviceConfig device(String name, IpConfig ip, boolean forwarding) {
    io.sdnsim.core.l3.IpConfig base =
        forwarding ? io.sdnsim.core.l3.IpConfig.ROUTER : io.sdnsim.core.l3.IpConfig.HOST;
    List<InterfaceConfig> interfaces = new ArrayList<>();
    ip.interfaces().forEach(each -> interfaces.add(interfaceConfig(each)));
    ip.loopbacks()
        .forEach(
            loopback ->
                interfaces.add(
                    InterfaceConfig.loopback(
                        loopback.name(), loopback.address().value().toString())));
    return IpDeviceConfig.host(name, interfaces.toArray(InterfaceConfig[]::new))
        .withIp(
            base.withEcmpSeed(ecmpSeed(name, ip))
                .withIcmpRedirects(ip.icmpRedirects())
                .withNeighbors(neighbors(ip.arp())))
        .withTcp(ip.tcp())
        .withRoutes(staticRoutes(ip))
        .withProcesses(bfdPeers(ip))
        .withAccessLists(
            ip.acls().stream().map(DeviceBuilder::accessList).toArray(AccessListConfig[]::new));
  }

  /** What a Mux's CPU can receive; null: everything. */
  static @Nullable ReceiveConfig receive(DeviceConfig.SlbMuxConfig mux) {
    DeviceConfig.MuxCapacity capacity = mux.capacity();
    Integer packetsPerSecond = capacity == null ? null : capacity.packetsPerSecond();
    return capacity == null || packetsPerSecond == null
        ? null
        : new ReceiveConfig(
            packetsPerSecond, capacity.queuePackets(), capacity.bgpReservation(), CONTROL_PORTS);
  }

  private long ecmpSeed(String name, IpConfig ip) {
    Long given = ip.ecmpSeed();
    return given != null ? given : randomStreams.stream("ecmp/" + name).nextLong();
  }

  private static NeighborConfig neighbors(IpConfig.ArpConfig arp) {
    NeighborConfig base = NeighborConfig.DEFAULT;
    return new NeighborConfig(
        arp.timeoutPs(),
        base.delayFirstProbePs(),
        arp.retryIntervalPs(),
        arp.retries() + 1,
        base.queuePackets(),
        base.maxEntries(),
        base.announce(),
        base.proxy());
  }

  private static InterfaceConfig interfaceConfig(IpConfig.InterfaceConfig each) {
    List<InterfaceAddress> addresses = each.addresses().stream().map(Located::value).toList();
    return new InterfaceConfig(
        each.name(),
        each.port(),
        each.vlan() == 0 ? EthernetHeader.UNTAGGED : each.vlan(),
        0,
        addresses,
        each.mtuBytes(),
        value(each.aclIn()),
        value(each.aclOut()),
        each.mac());
  }

  private static <T> @Nullable T value(@Nullable Located<T> located) {
    return located == null ? null : located.value();
  }

  private static ProcessFactory[] bfdPeers(IpConfig ip) {
    if (ip.bfdPeers().isEmpty()) {
      return new ProcessFactory[0];
    }
    List<BfdPeers.Peer> peers = new ArrayList<>();
    ip.bfdPeers()
        .forEach(peer -> peers.add(new BfdPeers.Peer(peer.address().value(), peer.config())));
    return new ProcessFactory[] {node -> new BfdPeers(node, peers)};
  }

  private static List<StaticRoute> staticRoutes(IpConfig ip) {
    List<StaticRoute> routes = new ArrayList<>(gatewayRoutes(ip));
    ip.routes().forEach(route -> routes.add(staticRoute(route)));
    return routes;
  }

  /** The default route, if there is one. */
  static List<StaticRoute> gatewayRoutes(IpConfig ip) {
    IpAddress gateway = value(ip.gateway());
    if (gateway == null) {
      return List.of();
    }
    Prefix everything = gateway.isIpv4() ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6;
    return List.of(new StaticRoute(0, everything, 1, List.of(NextHop.via(gateway))));
  }

  static StaticRoute staticRoute(IpConfig.RouteConfig route) {
    List<NextHop> nextHops = new ArrayList<>();
    route.via().forEach(gateway -> nextHops.add(NextHop.via(gateway.value())));
    String out = value(route.interfaceName());
    if (out != null) {
      nextHops.add(new NextHop(null, out));
    }
    return new StaticRoute(0, route.prefix().value(), route.distance(), nextHops, route.bfd());
  }

  static FirewallRules firewall(GuestFirewall firewall) {
    return new FirewallRules(firewallRules(firewall.inbound()), firewallRules(firewall.outbound()));
  }

  /** As an access list; ICMP without addresses means that of both families. */
  private static @Nullable List<AccessEntry> firewallRules(@Nullable AclConfig rules) {
    if (rules == null) {
      return null;
    }
    List<AccessEntry> entries = new ArrayList<>();
    for (AccessEntry entry : accessList(rules).entries()) {
      entries.add(entry);
      if (entry.protocol() == IpProtocol.ICMP
          && entry.source() == null
          && entry.destination() == null) {
        entries.add(
            AccessEntry.of(
                entry.sequence() + 1, entry.permit(), IpProtocol.ICMPV6, null, null, null, null));
      }
    }
    return entries;
  }

  static AccessListConfig accessList(AclConfig acl) {
    List<AccessEntry> entries = new ArrayList<>();
    for (AclConfig.AclRule rule : acl.rules()) {
      entries.add(
          AccessEntry.of(
              (entries.size() + 1) * 10,
              rule.permit(),
              protocol(rule.protocol(), rule.source(), rule.destination()),
              rule.source(),
              ports(rule.sourcePorts()),
              rule.destination(),
              ports(rule.destinationPorts())));
    }
    return new AccessListConfig(acl.name(), entries);
  }

  private static int protocol(
      @Nullable Protocol protocol, @Nullable Prefix source, @Nullable Prefix destination) {
    if (protocol == null) {
      return AccessEntry.ANY;
    }
    Prefix known = source != null ? source : destination;
    return switch (protocol) {
      case TCP -> IpProtocol.TCP;
      case UDP -> IpProtocol.UDP;
      case ICMP -> known != null && known.network().isIpv6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
    };
  }

  private static io.sdnsim.core.l3.acl.@Nullable PortRange ports(PortRange range) {
    return range.equals(PortRange.ANY)
        ? null
        : new io.sdnsim.core.l3.acl.PortRange(range.first(), range.last());
  }

  /** The NAT of a router, or null when it has no rules. */
  @Nullable NatConfig nat(DeviceConfig.RouterConfig router) {
    if (router.nat().isEmpty()) {
      return null;
    }
    List<SourceNatRule> sources = new ArrayList<>();
    List<DestinationNatRule> destinations = new ArrayList<>();
    for (NatRule rule : router.nat()) {
      String name = router.name() + " nat " + (sources.size() + destinations.size() + 1);
      if (rule instanceof NatRule.SourceNat source) {
        sources.add(sourceRule(name, source));
      } else if (rule instanceof NatRule.DestinationNat destination) {
        destinations.add(destinationRule(name, destination));
      }
    }
    NatSettings settings = router.natSettings();
    NatTimeouts timeouts =
        new NatTimeouts(
            settings.udpIdlePs(),
            settings.udpIdlePs(),
            settings.tcpTransitoryPs(),
            settings.tcpIdlePs(),
            settings.tcpTransitoryPs(),
            NatTimeouts.DEFAULT.tcpResetPs(),
            settings.icmpIdlePs(),
            NatTimeouts.DEFAULT.otherPs());
    return new NatConfig(sources, destinations, false, settings.bindings(), timeouts);
  }

  private static SourceNatRule sourceRule(String name, NatRule.SourceNat rule) {
    IpAddress address = value(rule.address());
    return new SourceNatRule(
        name,
        rule.out().value(),
        rule.source(),
        null,
        SourceNatRule.ANY_PROTOCOL,
        address == null ? List.of() : List.of(address),
        new io.sdnsim.core.l3.acl.PortRange(rule.ports().first(), rule.ports().last()));
  }

  private static DestinationNatRule destinationRule(String name, NatRule.DestinationNat rule) {
    return new DestinationNatRule(
        name,
        rule.in().value(),
        value(rule.address()),
        protocol(rule.protocol(), Prefix.host(rule.to().value()), null),
        ports(rule.ports()),
        rule.to().value(),
        rule.toPort(),
        true);
  }

  /** A switch with a port for each of these names. */
  static BridgeConfig bridge(DeviceConfig.SwitchConfig config, List<String> portNames) {
    List<BridgePortConfig> ports = new ArrayList<>();
    for (String name : portNames) {
      ports.add(bridgePort(config, name));
    }
    return new BridgeConfig(ports, config.ageingPs(), config.macTableLimit(), List.of());
  }

  private static BridgePortConfig bridgePort(DeviceConfig.SwitchConfig config, String name) {
    for (DeviceConfig.SwitchPort port : config.ports()) {
      if (port.name().equals(name)) {
        return new BridgePortConfig(
            name, port.untaggedVlan(), port.taggedVlans().stream().map(VlanRange::of).toList());
      }
    }
    return BridgePortConfig.access(name, 1);
  }
}
