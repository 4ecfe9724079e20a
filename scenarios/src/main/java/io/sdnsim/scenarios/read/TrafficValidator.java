package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.scenarios.model.AclConfig;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.CaptureConfig;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.HostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.DeviceConfig.NetworkControllerConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VmConfig;
import io.sdnsim.scenarios.model.InputFile;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.ScenarioEvent.BgpSession;
import io.sdnsim.scenarios.model.ScenarioEvent.ChangeConfig;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetAcl;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetBgp;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetFirewall;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetInterface;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetNetworks;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetPublicAddresses;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetRoutes;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetSecurityRules;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetVipEnabled;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange.SetVipRules;
import io.sdnsim.scenarios.model.ScenarioEvent.FailLink;
import io.sdnsim.scenarios.model.ScenarioEvent.FailNode;
import io.sdnsim.scenarios.model.ScenarioEvent.ImpairLink;
import io.sdnsim.scenarios.model.ScenarioEvent.RestoreLink;
import io.sdnsim.scenarios.model.ScenarioEvent.RestoreNode;
import io.sdnsim.scenarios.model.SlbConfig.VipConfig;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.Traffic;
import io.sdnsim.scenarios.model.Traffic.PingTraffic;
import io.sdnsim.scenarios.model.Traffic.ProbeTraffic;
import io.sdnsim.scenarios.model.Traffic.ReplayTraffic;
import io.sdnsim.scenarios.model.Traffic.Target;
import io.sdnsim.scenarios.model.Traffic.TracerouteTraffic;
import io.sdnsim.scenarios.model.Traffic.UdpTraffic;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.slb.control.ControlPort;
import io.sdnsim.slb.goal.FastpathState;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks flows, events and captures. */
final class TrafficValidator {
  private final Scenario scenario;
  private final Names names;
  private final Segments segments;
  private final Distances distances;
  private final Problems problems;
  private final TopologyValidator devices;
  private final ServiceValidator services;
  private final TenantValidator tenants;

  TrafficValidator(
      Scenario scenario,
      Names names,
      Segments segments,
      TopologyValidator devices,
      ServiceValidator services,
      TenantValidator tenants,
      Problems problems) {
    this.scenario = scenario;
    this.names = names;
    this.segments = segments;
    this.distances = new Distances(scenario.topology());
    this.devices = devices;
    this.services = services;
    this.tenants = tenants;
    this.problems = problems;
  }

  void check() {
    scenario.traffic().forEach(this::checkFlow);
    checkUdpPorts();
    scenario.events().forEach(this::checkEvent);
    Map<String, SourceLocation> files = new TreeMap<>();
    for (CaptureConfig capture : scenario.captures()) {
      names.unique(files, "file", capture.file().value(), capture.file().at());
      if (capture.link() != null) {
        names.link(capture.link());
      }
      if (capture.node() != null) {
        names.node(capture.node());
      }
    }
  }

  // ---- Flows

  /** A host has each of its UDP ports once: for one sender, or for those who listen at it. */
  private void checkUdpPorts() {
    Map<String, String> users = new TreeMap<>();
    for (Traffic flow : scenario.traffic()) {
      Located<String> listener = flow.to().node();
      if (flow instanceof UdpTraffic && listener != null) {
        users.put(
            listener.value() + " " + flow.to().port(),
            "where " + listener + " takes the datagrams of " + flow.id());
      }
    }
    for (Traffic flow : scenario.traffic()) {
      if (flow instanceof UdpTraffic udp && udp.sourcePort() != 0) {
        String port = udp.from().value() + " " + udp.sourcePort();
        String user = users.putIfAbsent(port, "from which " + udp.id() + " sends");
        if (user != null) {
          problems.add(
              udp.places().of("source-port"),
              "UDP port " + udp.sourcePort() + " of " + udp.from() + ", " + user,
              "another port, or none for one that the host chooses");
        }
      }
    }
  }

  /** What hypervisors, Muxes and controllers take at UDP ports of theirs is not for datagrams. */
  private void checkPortOfTheNode(Traffic flow) {
    Located<IpAddress> address = flow.to().address();
    if (!(flow instanceof UdpTraffic) || address == null) {
      return;
    }
    for (String name : names.devicesWith(address.value())) {
      DeviceConfig node = names.nodes.get(name);
      boolean tunnel =
          flow.to().port() == VxlanHeader.UDP_PORT
              && (node instanceof VirtualHostConfig || node instanceof SlbMuxConfig);
      boolean redirects =
          flow.to().port() == FastpathState.REDIRECT_PORT && node instanceof VirtualHostConfig;
      boolean replicas =
          flow.to().port() == ControlPort.REPLICA && node instanceof NetworkControllerConfig;
      if (tunnel || redirects || replicas) {
        problems.add(
            address.at(),
            "UDP port " + flow.to().port() + " of " + name + ", which " + name + " takes itself",
            "another port");
      }
    }
  }

  private void checkFlow(Traffic flow) {
    checkPortOfTheNode(flow);
    if (flow instanceof ReplayTraffic replay) {
      checkCapture(replay.file());
    }
    checkPort(flow);
    boolean known = checkEndpoint(flow.from());
    if (flow instanceof UdpTraffic && isToGroup(flow)) {
      return;
    }
    List<String> ends = ends(flow.to());
    if (!known || ends == null) {
      return;
    }
    String from = names.hostOf(flow.from().value());
    if (ends.stream().noneMatch(end -> segments.connected(from, end))) {
      problems.add(
          flow.to().at(),
          "a target to which no cables lead from " + flow.from(),
          "a target that is physically connected");
    } else if (flow instanceof ProbeTraffic probe) {
      checkTimeout(probe, from, ends);
    }
  }

  /** A probe that is over before light brings its answer says nothing of the service. */
  private void checkTimeout(ProbeTraffic probe, String from, List<String> ends) {
    long therePs = distances.nearestPs(from, ends);
    // What answers for another one's address may be nearer than where the question went.
    long backPs = probe.to().node() == null ? distances.firstLinkPs(from) : therePs;
    long roundTripPs = therePs + Math.min(therePs, backPs);
    if (probe.timeoutPs() < roundTripPs) {
      boolean said = probe.places().has("timeout");
      problems.add(
          probe.places().of(said ? "timeout" : "every"),
          (said ? "a timeout of " : "a probe, and so a timeout, of ")
              + SimTime.format(probe.timeoutPs()),
          "at least the "
              + SimTime.format(roundTripPs)
              + " that the links alone take to the target and back");
    }
  }

  /** Whether a flow goes to all stations of its sender's network: who has the address is open. */
  private boolean isToGroup(Traffic flow) {
    Located<IpAddress> address = flow.to().address();
    if (address == null) {
      return false;
    }
    VmConfig vm = names.vms.get(flow.from().value());
    return address.value().isMulticast()
        || address.value().isLimitedBroadcast()
        || scenario.virtualNetworks().stream()
            .filter(network -> vm != null && network.name().equals(vm.network().value()))
            .flatMap(network -> network.prefixes().stream())
            .anyMatch(prefix -> prefix.value().last().equals(address.value()));
  }

  private boolean checkEndpoint(Located<String> name) {
    if (!names.machine(name)) {
      return false;
    }
    if (names.nodes.containsKey(name.value())
        && !(names.nodes.get(name.value()) instanceof HostConfig)) {
      problems.add(name.at(), "'" + name + "', which is neither", "a host or virtual machine");
      return false;
    }
    return true;
  }

  /** The nodes at which a target is found; null after reporting that there is none. */
  private @Nullable List<String> ends(Target target) {
    Located<String> vip = target.vip();
    if (vip != null) {
      return names.vip(vip) == null ? null : vipEnds(vip.value());
    }
    Located<String> node = target.node();
    if (node != null) {
      if (!checkEndpoint(node)) {
        return null;
      }
      return addressed(node) ? List.of(names.hostOf(node.value())) : null;
    }
    Located<IpAddress> address = target.address();
    if (address == null) {
      return null;
    }
    List<String> owners = names.owners(address.value());
    if (owners.isEmpty()) {
      problems.add(
          address.at(),
          "the address " + address + ", which nothing has",
          "the address of a node, of a VIP or of an external prefix");
      return null;
    }
    return owners;
  }

  private boolean addressed(Located<String> node) {
    boolean addressed =
        !(names.nodes.get(node.value()) instanceof HostConfig host)
            || host.ip().interfaces().stream().anyMatch(i -> !i.addresses().isEmpty());
    if (!addressed) {
      problems.add(node.at(), "'" + node + "', which has no address", "a host with an address");
    }
    return addressed;
  }

  private List<String> vipEnds(String vip) {
    VipConfig config = names.vips.get(vip);
    return config == null ? List.of() : names.muxes();
  }

  private void checkPort(Traffic flow) {
    boolean icmp =
        flow instanceof PingTraffic
            || flow instanceof TracerouteTraffic
            || flow instanceof ReplayTraffic
            || (flow instanceof ProbeTraffic probe && probe.protocol() == Protocol.ICMP);
    if (!icmp && flow.to().port() == 0) {
      problems.add(flow.to().at(), "a target without a port", "port: a port from 1 to 65535");
    }
    boolean pointless = flow instanceof PingTraffic || (icmp && flow instanceof ProbeTraffic);
    if (pointless && flow.to().port() != 0) {
      problems.add(flow.to().at(), "a port of an ICMP target", "a target without a port");
    }
  }

  private void checkCapture(InputFile file) {
    try (InputStream in = file.open()) {
      String complaint = CaptureCheck.complaint(in);
      if (complaint != null) {
        problems.add(file.at(), "'" + file.name() + "', " + complaint, "a whole capture");
      }
    } catch (IOException e) {
      problems.add(
          file.at(), "'" + file.name() + "', which cannot be read", "a pcap or pcapng file");
    }
  }

  // ---- Events

  private void checkEvent(ScenarioEvent event) {
    if (event instanceof FailNode fail) {
      names.machine(fail.node());
    } else if (event instanceof RestoreNode restore) {
      names.machine(restore.node());
    } else if (event instanceof FailLink fail) {
      names.link(fail.link());
    } else if (event instanceof RestoreLink restore) {
      names.link(restore.link());
    } else if (event instanceof ImpairLink impair) {
      names.link(impair.link());
    } else if (event instanceof BgpSession session) {
      checkNeighbor(session.node(), session.neighbor());
    } else if (event instanceof ChangeConfig change) {
      checkChange(change.change());
    } else {
      throw new IllegalStateException("unknown event " + event);
    }
  }

  /** Reports a neighbor that the node's BGP does not have. */
  void checkNeighbor(Located<String> name, Located<IpAddress> neighbor) {
    BgpConfig bgp = speakerOf(name);
    if (bgp == null) {
      return;
    }
    List<String> known = new ArrayList<>();
    for (var candidate : bgp.neighbors()) {
      if (candidate.address() != null) {
        known.add(candidate.address().toString());
        if (candidate.address().value().equals(neighbor.value())) {
          return;
        }
      }
      if (candidate.range() != null) {
        known.add(candidate.range().toString());
        if (candidate.range().value().contains(neighbor.value())) {
          return;
        }
      }
    }
    problems.unknown(neighbor.at(), "neighbor of " + name, neighbor.toString(), known);
  }

  /** The BGP of a node; what has none is reported, and null. */
  private @Nullable BgpConfig speakerOf(Located<String> name) {
    DeviceConfig node = names.node(name);
    BgpConfig bgp = node == null ? null : node.bgpOrNull();
    if (node != null && bgp == null) {
      problems.add(name.at(), "'" + name + "', which speaks no BGP", "a node with bgp");
    }
    return bgp;
  }

  private void checkChange(ConfigChange change) {
    if (change instanceof SetVipRules set) {
      VipConfig vip = names.vip(set.vip());
      if (vip != null) {
        services.checkRules(vip, set.rules());
        services.checkSnatPorts(vip, set.rules());
      }
    } else if (change instanceof SetVipEnabled set) {
      names.vip(set.vip());
    } else if (change instanceof SetFirewall set) {
      names.vm(set.vm());
    } else if (change instanceof SetPublicAddresses set) {
      names.vm(set.vm());
    } else if (change instanceof SetSecurityRules set) {
      if (tenants.group(set.group()) != null) {
        tenants.checkRules(set.rules());
      }
    } else if (change instanceof SetRoutes set) {
      IpDevice device = names.node(set.node(), IpDevice.class, "host or router");
      if (device != null) {
        set.routes().forEach(route -> devices.checkRoute(device, route));
      }
    } else if (change instanceof SetNetworks set) {
      speakerOf(set.node());
    } else if (change instanceof SetAcl set) {
      IpDevice device = names.node(set.node(), IpDevice.class, "host or router");
      if (device != null) {
        List<String> known = device.ip().acls().stream().map(AclConfig::name).toList();
        if (!known.contains(set.acl().name())) {
          problems.unknown(set.acl().at(), "access list", set.acl().name(), known);
        }
      }
    } else if (change instanceof SetInterface set) {
      IpDevice device = names.node(set.node(), IpDevice.class, "host or router");
      if (device != null) {
        devices.checkInterface(device, set.interfaceName());
      }
    } else if (change instanceof SetBgp set) {
      DeviceConfig node = names.node(set.node());
      if (node != null && set.bgp() == null) {
        problems.add(
            set.node().at(), "'" + set.node() + "', which speaks no BGP", "a node with bgp");
      }
    } else {
      throw new IllegalStateException("unknown change " + change);
    }
  }
}
