package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.BgpConfig.BgpNeighbor;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.IpConfig.InterfaceConfig;
import io.sdnsim.scenarios.model.IpConfig.LoopbackConfig;
import io.sdnsim.scenarios.model.IpConfig.RouteConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.MrtConfig;
import io.sdnsim.scenarios.model.NatRule;
import io.sdnsim.scenarios.model.NatRule.DestinationNat;
import io.sdnsim.scenarios.model.NatRule.SourceNat;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Checks links, addresses and what the devices' configurations refer to. */
final class TopologyValidator {
  private final Scenario scenario;
  private final Names names;
  private final Segments segments;
  private final Problems problems;

  TopologyValidator(Scenario scenario, Names names, Segments segments, Problems problems) {
    this.scenario = scenario;
    this.names = names;
    this.segments = segments;
    this.problems = problems;
  }

  void check() {
    Map<String, SourceLocation> linked = new TreeMap<>();
    for (LinkDefinition link : scenario.topology().links()) {
      checkEnd(link.a(), linked);
      checkEnd(link.b(), linked);
    }
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof IpDevice device) {
        checkDevice(device);
      }
    }
    checkSubnets();
  }

  private void checkEnd(PortRef end, Map<String, SourceLocation> linked) {
    DeviceConfig node = names.node(new Located<>(end.node(), end.at()));
    SourceLocation first = linked.putIfAbsent(end.toString(), end.at());
    if (first != null) {
      problems.add(
          end.at(),
          "a second link at the port " + end,
          "one link at each port; the first is in line " + first.line());
    }
    if (node instanceof IpDevice device) {
      List<String> ports =
          device.ip().interfaces().stream().map(InterfaceConfig::port).distinct().toList();
      if (!ports.contains(end.port())) {
        problems.unknown(end.at(), "interface of " + end.node(), end.port(), ports);
      }
    }
  }

  // ---- One device

  private void checkDevice(IpDevice device) {
    IpConfig ip = device.ip();
    Map<String, SourceLocation> own = new TreeMap<>();
    for (LoopbackConfig loopback : ip.loopbacks()) {
      names.unique(own, "interface", loopback.name(), loopback.at());
    }
    for (InterfaceConfig networkInterface : ip.interfaces()) {
      names.unique(own, "interface", networkInterface.name(), networkInterface.at());
      networkInterface.addresses().forEach(this::checkHostAddress);
      checkAcl(ip, networkInterface.aclIn());
      checkAcl(ip, networkInterface.aclOut());
    }
    Located<IpAddress> gateway = ip.gateway();
    if (gateway != null) {
      checkNextHop(device, gateway, "gateway");
    }
    ip.routes().forEach(route -> checkRoute(device, route));
    ip.bfdPeers().forEach(peer -> checkNextHop(device, peer.address(), "BFD peer"));
    if (device instanceof RouterConfig router) {
      router.nat().forEach(rule -> checkNat(router, rule));
    }
    BgpConfig bgp = device.bgpOrNull();
    if (bgp != null) {
      checkBgp(device, bgp);
    }
  }

  private void checkHostAddress(Located<InterfaceAddress> located) {
    IpAddress address = located.value().address();
    String reason = unusable(located.value().subnet(), address);
    if (reason != null) {
      problems.add(
          located.at(),
          located.value() + ", " + reason,
          "the address of a host within " + located.value().subnet());
    }
  }

  /** Why a host cannot have an address of a subnet, or null. */
  static @Nullable String unusable(Prefix subnet, IpAddress address) {
    if (address.isMulticast() || address.isUnspecified() || address.isLoopback()) {
      return "which no host can have";
    }
    if (address.isIpv4() && subnet.length() <= 30) {
      if (address.equals(subnet.network())) {
        return "the address of the network itself";
      }
      if (address.equals(subnet.last())) {
        return "the broadcast address of the network";
      }
    }
    return null;
  }

  private void checkAcl(IpConfig ip, @Nullable Located<String> name) {
    List<String> known = ip.acls().stream().map(acl -> acl.name()).toList();
    if (name != null && !known.contains(name.value())) {
      problems.unknown(name.at(), "access list", name.value(), known);
    }
  }

  void checkRoute(IpDevice device, RouteConfig route) {
    route.via().forEach(via -> checkNextHop(device, via, "next hop"));
    Located<String> out = route.interfaceName();
    if (out != null) {
      checkInterface(device, out);
    }
  }

  private void checkNextHop(IpDevice device, Located<IpAddress> nextHop, String what) {
    List<String> subnets = new ArrayList<>();
    for (InterfaceConfig networkInterface : device.ip().interfaces()) {
      for (Located<InterfaceAddress> own : networkInterface.addresses()) {
        if (own.value().address().equals(nextHop.value())) {
          problems.add(
              nextHop.at(),
              "the " + what + " " + nextHop + ", the node's own address",
              "the address of a neighbor");
          return;
        }
        subnets.add(own.value().subnet().toString());
        if (own.value().subnet().contains(nextHop.value())) {
          return;
        }
      }
    }
    problems.add(
        nextHop.at(),
        "the " + what + " " + nextHop + ", outside the subnets of " + device.name(),
        subnets.isEmpty()
            ? "no " + what + ", for the node has no address"
            : "an address in " + String.join(" or ", subnets));
  }

  void checkInterface(IpDevice device, Located<String> name) {
    List<String> known = device.ip().interfaces().stream().map(InterfaceConfig::name).toList();
    if (!known.contains(name.value())) {
      problems.unknown(name.at(), "interface of " + device.name(), name.value(), known);
    }
  }

  private void checkNat(RouterConfig router, NatRule rule) {
    Located<String> at = rule instanceof SourceNat nat ? nat.out() : ((DestinationNat) rule).in();
    checkInterface(router, at);
    for (InterfaceConfig networkInterface : router.ip().interfaces()) {
      if (networkInterface.name().equals(at.value()) && !translates(rule, networkInterface)) {
        problems.add(
            at.at(),
            "the interface " + at + " without an address that the rule could use",
            "address: ADDRESS");
      }
    }
    if (rule instanceof DestinationNat nat
        && nat.toPort() + nat.ports().last() - nat.ports().first() > 65_535
        && nat.toPort() > 0) {
      problems.add(rule.at(), "more ports than there are from " + nat.toPort(), "fewer ports");
    }
  }

  /** Whether a rule has an address of its own, or its interface one of the family it needs. */
  private static boolean translates(NatRule rule, InterfaceConfig networkInterface) {
    Predicate<IpAddress> fits;
    if (rule instanceof SourceNat nat) {
      Prefix sources = nat.source();
      fits = own -> sources == null || own.isIpv4() == sources.network().isIpv4();
      if (nat.address() != null) {
        return true;
      }
    } else {
      DestinationNat nat = (DestinationNat) rule;
      fits = own -> own.isIpv4() == nat.to().value().isIpv4();
      if (nat.address() != null) {
        return true;
      }
    }
    return networkInterface.addresses().stream().anyMatch(own -> fits.test(own.value().address()));
  }

  // ---- BGP

  private void checkBgp(IpDevice device, BgpConfig bgp) {
    if (bgp.routerId() == null && !hasIpv4(device.ip())) {
      problems.add(
          bgp.at(),
          "a BGP speaker without a router ID and without an IPv4 address to take it from",
          "router-id: an IPv4 address");
    }
    bgp.mrt().forEach(recording -> checkRecording(device, bgp, recording));
    Map<String, SourceLocation> seen = new TreeMap<>();
    for (BgpNeighbor neighbor : bgp.neighbors()) {
      Located<IpAddress> address = neighbor.address();
      if (address != null) {
        names.unique(seen, "neighbor", address.toString(), address.at());
        if (names.devicesWith(address.value()).contains(device.name())) {
          problems.add(address.at(), address + ", the node's own address", "another node's");
        }
      } else if (neighbor.range() != null) {
        names.unique(seen, "range", neighbor.range().toString(), neighbor.range().at());
      }
      Located<String> source = neighbor.updateSource();
      if (source != null) {
        checkUpdateSource(device, neighbor, source);
      }
    }
  }

  private void checkRecording(IpDevice device, BgpConfig bgp, MrtConfig recording) {
    new MrtCheck(scenario.durationPs(), problems).check(bgp, recording);
    Located<IpAddress> first = null;
    for (Located<IpAddress> nextHop : recording.nextHops()) {
      checkNextHop(device, nextHop, "next hop");
      if (first != null && first.value().isIpv4() == nextHop.value().isIpv4()) {
        problems.add(
            nextHop.at(), "the next hop " + nextHop + " beside " + first, "one of each family");
      }
      first = first == null ? nextHop : first;
    }
  }

  private static boolean hasIpv4(IpConfig ip) {
    return ip.loopbacks().stream().anyMatch(l -> l.address().value().address().isIpv4())
        || ip.interfaces().stream()
            .flatMap(each -> each.addresses().stream())
            .anyMatch(address -> address.value().address().isIpv4());
  }

  private void checkUpdateSource(IpDevice device, BgpNeighbor neighbor, Located<String> name) {
    List<String> known = new ArrayList<>();
    device.ip().interfaces().forEach(networkInterface -> known.add(networkInterface.name()));
    device.ip().loopbacks().forEach(loopback -> known.add(loopback.name()));
    if (!known.contains(name.value())) {
      problems.unknown(name.at(), "interface or loopback of " + device.name(), name.value(), known);
    } else if (device.ip().addressesOf(name.value()).stream()
        .noneMatch(address -> address.isIpv4() == neighbor.isIpv4())) {
      String family = neighbor.isIpv4() ? "IPv4" : "IPv6";
      problems.add(
          name.at(),
          "the source " + name + ", which has no " + family + " address",
          "one with an address of the neighbor's family");
    }
  }

  // ---- All devices together

  /** An interface address, with where it is. */
  private record Attachment(
      IpDevice device,
      InterfaceConfig networkInterface,
      Located<InterfaceAddress> address,
      String domain,
      String region) {
    boolean isOn(IpDevice other) {
      return device.name().equals(other.name());
    }

    @Override
    public String toString() {
      return address + " of " + device.name() + ":" + networkInterface.name();
    }
  }

  private void checkSubnets() {
    Regions regions = new Regions(scenario, segments);
    List<Attachment> seen = new ArrayList<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof IpDevice device) {
        for (InterfaceConfig networkInterface : device.ip().interfaces()) {
          String domain = segments.domain(device.name(), networkInterface);
          for (Located<InterfaceAddress> address : networkInterface.addresses()) {
            Attachment attachment =
                new Attachment(device, networkInterface, address, domain, regions.regionOf(domain));
            reportClash(attachment, seen);
            seen.add(attachment);
          }
        }
      }
    }
  }

  /** The node's own interfaces first: their clash is the clearer message. */
  private void reportClash(Attachment later, List<Attachment> seen) {
    List<Attachment> own = seen.stream().filter(a -> a.isOn(later.device)).toList();
    if (!reportClashWith(later, own)) {
      reportClashWith(later, seen);
    }
  }

  private boolean reportClashWith(Attachment later, List<Attachment> seen) {
    Prefix subnet = later.address.value().subnet();
    for (Attachment earlier : seen) {
      Prefix other = earlier.address.value().subnet();
      if (!subnet.overlaps(other)) {
        continue;
      }
      String line = " (line " + earlier.address.at().line() + ")";
      boolean sameDomain = earlier.domain.equals(later.domain);
      boolean sameDevice = earlier.isOn(later.device);
      if (later.address.value().address().equals(earlier.address.value().address())
          && (sameDomain || sameDevice)) {
        problems.add(
            later.address.at(),
            later.address + " a second time, after " + earlier + line,
            "an address of its own");
        return true;
      }
      boolean sameInterface = earlier.networkInterface.name().equals(later.networkInterface.name());
      boolean twoWays = sameDomain && sameDevice && !sameInterface;
      boolean sameRegion = sameDevice || earlier.region.equals(later.region);
      if (twoWays || (!sameDomain && sameRegion)) {
        problems.add(
            later.address.at(),
            later.address + ", whose subnet overlaps that of " + earlier + line,
            "a subnet of its own for each network in one routing domain");
        return true;
      }
      if (sameDomain && !subnet.equals(other)) {
        problems.add(
            later.address.at(),
            later.address + ", whose subnet differs from that of " + earlier + line,
            "the same prefix length on one network",
            later.address.value().address() + "/" + other.length());
        return true;
      }
    }
    return false;
  }
}
