package io.sdnsim.scenarios.build;

import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.host.ArrivalProcess;
import io.sdnsim.core.host.CaptureImport;
import io.sdnsim.core.host.Endpoint;
import io.sdnsim.core.host.FlowStats;
import io.sdnsim.core.host.FlowStatsConfig;
import io.sdnsim.core.host.ProbeApp;
import io.sdnsim.core.host.ProbeConfig;
import io.sdnsim.core.host.ReplayApp;
import io.sdnsim.core.host.ReplayConfig;
import io.sdnsim.core.host.ReplayRun;
import io.sdnsim.core.host.TcpClientApp;
import io.sdnsim.core.host.TcpClientConfig;
import io.sdnsim.core.host.TcpServerApp;
import io.sdnsim.core.host.TcpServerConfig;
import io.sdnsim.core.host.TracerouteApp;
import io.sdnsim.core.host.TracerouteConfig;
import io.sdnsim.core.host.TracerouteResult;
import io.sdnsim.core.host.UdpCbrApp;
import io.sdnsim.core.host.UdpCbrConfig;
import io.sdnsim.core.host.UdpServerApp;
import io.sdnsim.core.host.UdpServerConfig;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.Traffic;
import io.sdnsim.scenarios.yaml.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Places the applications of a scenario's flows: who sends, and who answers. */
final class TrafficBuilder {
  private static final int HOP_LIMIT = 64;

  private final Scenario scenario;
  private final World world;
  private final Targets targets;
  private final Map<String, List<ProcessFactory>> applications = new TreeMap<>();
  private final Map<String, Map<Integer, Boolean>> tcpPorts = new TreeMap<>();
  private final Map<String, Map<Integer, Boolean>> udpPorts = new TreeMap<>();
  private final Map<String, SortedSet<String>> httpPaths = new TreeMap<>();

  TrafficBuilder(Scenario scenario, World world) {
    this.scenario = scenario;
    this.world = world;
    this.targets = new Targets(scenario);
  }

  /**
   * The applications by the name of their node; servers first.
   *
   * @throws IllegalArgumentException when an application refuses its settings
   */
  Map<String, List<ProcessFactory>> applications() {
    scenario.traffic().forEach(this::place);
    targets.probedRules().forEach(this::serveProbes);
    tcpPorts.forEach(
        (node, ports) ->
            addFirst(
                node,
                host ->
                    new TcpServerApp(
                        host,
                        TcpServerConfig.on(node, tcp(node), ports.keySet().toArray(Integer[]::new))
                            .withPaths(List.copyOf(httpPaths.getOrDefault(node, new TreeSet<>()))),
                        world.registry())));
    udpPorts.forEach((node, ports) -> ports.forEach((port, echo) -> placeUdp(node, port, echo)));
    return applications;
  }

  /** Virtual machines answer the probes of their host. */
  private void serveProbes(SlbConfig.VipRule rule) {
    SlbConfig.HealthProbe probe = rule.probe();
    if (probe == null) {
      return;
    }
    for (Located<String> vm : rule.backends()) {
      tcpPorts.computeIfAbsent(vm.value(), n -> new TreeMap<>()).putIfAbsent(probe.port(), false);
      if (probe.path() != null) {
        httpPaths.computeIfAbsent(vm.value(), n -> new TreeSet<>()).add(probe.path());
      }
    }
  }

  private void placeUdp(String node, int port, boolean echo) {
    UdpServerConfig config = new UdpServerConfig(node, null, port, echo, HOP_LIMIT);
    addFirst(node, host -> new UdpServerApp(host, config, world.registry()));
  }

  private void addFirst(String node, ProcessFactory factory) {
    applications.computeIfAbsent(node, n -> new ArrayList<>()).add(0, factory);
  }

  private void add(Located<String> node, ProcessFactory factory) {
    applications.computeIfAbsent(node.value(), n -> new ArrayList<>()).add(factory);
  }

  private void serve(
      Map<String, Map<Integer, Boolean>> ports,
      Traffic.Target target,
      Protocol protocol,
      boolean echo) {
    for (Targets.Server server : targets.servers(target, protocol)) {
      ports
          .computeIfAbsent(server.node(), n -> new TreeMap<>())
          .merge(server.port(), echo, Boolean::logicalOr);
    }
  }

  /** What the applications refuse, at the place of the flow. */
  List<Problem> refusals() {
    List<Problem> refusals = new ArrayList<>();
    for (Traffic traffic : scenario.traffic()) {
      try {
        place(traffic);
      } catch (IllegalArgumentException e) {
        refusals.add(refusal(traffic, String.valueOf(e.getMessage())));
      }
    }
    return refusals;
  }

  /** Applications say {@code web.request-bytes=20: must be 37 to 9999999999}. */
  private static Problem refusal(Traffic traffic, String message) {
    int colon = message.indexOf(": ");
    String what = colon < 0 ? message : message.substring(0, colon);
    String rule = colon < 0 ? "a setting that fits" : message.substring(colon + 2);
    if (traffic instanceof Traffic.ReplayTraffic replay) {
      return new Problem(
          replay.file().at(),
          "'" + replay.file().name() + "', of which the replay says that " + rule,
          "a capture with packets to replay",
          null);
    }
    String setting = what.substring(what.indexOf('.') + 1);
    int equals = setting.indexOf('=');
    String key = keyOf(traffic, equals < 0 ? setting : setting.substring(0, equals));
    String value = equals < 0 ? "" : setting.substring(equals + 1);
    return new Problem(
        traffic.places().of(key),
        traffic.id() + "." + key + "=" + value,
        rule.replaceFirst("^must be ", ""),
        null);
  }

  /** The key of the format for what an application calls so. */
  private static String keyOf(Traffic traffic, String setting) {
    List<String> keys =
        switch (setting) {
          case "every" -> List.of("every", "interval");
          case "interval", "mean-interval" ->
              List.of("packets-per-second", "connections-per-second");
          case "payload-bytes", "request-bytes", "response-bytes" -> List.of(setting, "bytes");
          case "requests" -> List.of("requests-per-connection");
          default -> List.of(setting);
        };
    return keys.stream().filter(traffic.places()::has).findFirst().orElse(setting);
  }

  private void place(Traffic traffic) {
    if (traffic instanceof Traffic.TcpTraffic tcp) {
      placeTcp(tcp);
    } else if (traffic instanceof Traffic.BulkTraffic bulk) {
      placeBulk(bulk);
    } else if (traffic instanceof Traffic.UdpTraffic udp) {
      placeUdp(udp);
    } else if (traffic instanceof Traffic.PingTraffic ping) {
      placePing(ping);
    } else if (traffic instanceof Traffic.TracerouteTraffic traceroute) {
      placeTraceroute(traceroute);
    } else if (traffic instanceof Traffic.ProbeTraffic probe) {
      placeProbe(probe);
    } else if (traffic instanceof Traffic.ReplayTraffic replay) {
      placeReplay(replay);
    } else {
      throw new AssertionError("traffic without an application: " + traffic);
    }
  }

  private Endpoint endpoint(Traffic.Target target) {
    return new Endpoint(targets.address(target), target.port());
  }

  private FlowStats book(FlowStats stats) {
    return world.registry().add(stats);
  }

  private void placeTcp(Traffic.TcpTraffic tcp) {
    serve(tcpPorts, tcp.to(), Protocol.TCP, false);
    TcpClientConfig config =
        new TcpClientConfig(
            tcp.id(),
            endpoint(tcp.to()),
            TcpClientConfig.Schedule.of(tcp.startPs(), tcp.connections(), arrivals(tcp)),
            TcpClientConfig.Work.session(
                tcp.requestsPerConnection(),
                tcp.thinkTimePs(),
                tcp.requestBytes(),
                tcp.responseBytes()),
            tcp(tcp.from().value()),
            tcp.sourcePort());
    FlowStats stats = book(config.newStats(FlowStatsConfig.DEFAULT));
    add(tcp.from(), host -> new TcpClientApp(host, config, stats));
  }

  private static ArrivalProcess arrivals(Traffic.TcpTraffic tcp) {
    // "All at once" is one picosecond apart, so that the connections keep their order.
    long interval = Math.max(1, tcp.meanIntervalPs());
    return switch (tcp.arrivals()) {
      case CONSTANT -> new ArrivalProcess.Constant(interval);
      case POISSON -> new ArrivalProcess.Poisson(interval);
      case CLOSED_LOOP -> new ArrivalProcess.ClosedLoop(tcp.users(), tcp.thinkTimePs());
    };
  }

  private void placeBulk(Traffic.BulkTraffic bulk) {
    serve(tcpPorts, bulk.to(), Protocol.TCP, false);
    TcpClientConfig.Work work =
        bulk.download()
            ? TcpClientConfig.Work.exchange(100, bulk.bytes())
            : TcpClientConfig.Work.upload(bulk.bytes());
    TcpClientConfig config =
        new TcpClientConfig(
            bulk.id(),
            endpoint(bulk.to()),
            TcpClientConfig.Schedule.of(bulk.startPs(), 1, new ArrivalProcess.Constant(1)),
            work,
            tcp(bulk.from().value()));
    FlowStats stats = book(config.newStats(FlowStatsConfig.DEFAULT));
    add(bulk.from(), host -> new TcpClientApp(host, config, stats));
  }

  private void placeUdp(Traffic.UdpTraffic udp) {
    serve(udpPorts, udp.to(), Protocol.UDP, udp.reply());
    UdpCbrConfig config =
        new UdpCbrConfig(
            udp.id(),
            endpoint(udp.to()),
            udp.sourcePort(),
            udp.intervalPs(),
            udp.payloadBytes(),
            udp.startPs(),
            SimTime.NEVER,
            Math.toIntExact(udp.packets()),
            HOP_LIMIT);
    FlowStats stats = book(config.newStats(FlowStatsConfig.DEFAULT));
    add(udp.from(), host -> new UdpCbrApp(host, config, stats));
  }

  private void placePing(Traffic.PingTraffic ping) {
    ProbeConfig config =
        new ProbeConfig(
            ping.id(),
            ProbeConfig.Kind.ICMP,
            endpoint(ping.to()),
            1,
            ProbeConfig.SourcePorts.PINNED,
            ping.intervalPs(),
            ping.timeoutPs(),
            ping.payloadBytes(),
            ping.startPs(),
            SimTime.NEVER,
            ping.count(),
            HOP_LIMIT,
            ping.dontFragment());
    placeProbes(ping.from(), config);
  }

  private void placeProbe(Traffic.ProbeTraffic probe) {
    switch (probe.protocol()) {
      case TCP -> serve(tcpPorts, probe.to(), Protocol.TCP, false);
      case UDP -> serve(udpPorts, probe.to(), Protocol.UDP, true);
      case ICMP -> {
        // Every IP stack answers echo requests.
      }
    }
    ProbeConfig config =
        new ProbeConfig(
            probe.id(),
            kind(probe.protocol()),
            endpoint(probe.to()),
            probe.probers(),
            ProbeConfig.SourcePorts.PINNED,
            probe.everyPs(),
            probe.timeoutPs(),
            64,
            probe.startPs(),
            SimTime.NEVER,
            Math.toIntExact(probe.count()),
            HOP_LIMIT,
            false);
    placeProbes(probe.from(), config);
  }

  private static ProbeConfig.Kind kind(Protocol protocol) {
    return switch (protocol) {
      case TCP -> ProbeConfig.Kind.TCP_CONNECT;
      case UDP -> ProbeConfig.Kind.UDP;
      case ICMP -> ProbeConfig.Kind.ICMP;
    };
  }

  private void placeProbes(Located<String> from, ProbeConfig config) {
    FlowStats stats = book(config.newStats(FlowStatsConfig.DEFAULT));
    TcpConfig tcp = tcp(from.value());
    add(from, host -> new ProbeApp(host, config, stats, tcp));
  }

  private void placeTraceroute(Traffic.TracerouteTraffic traceroute) {
    TracerouteConfig config =
        new TracerouteConfig(
            traceroute.id(),
            targets.address(traceroute.to()),
            traceroute.protocol() == Protocol.ICMP,
            TracerouteConfig.DEFAULT_BASE_PORT,
            traceroute.probesPerHop(),
            traceroute.maxHops(),
            traceroute.timeoutPs(),
            5,
            32,
            traceroute.startPs());
    FlowStats stats = book(config.newStats(FlowStatsConfig.DEFAULT));
    TracerouteResult result = new TracerouteResult();
    world.tracerouteResults().put(traceroute.id(), result);
    add(traceroute.from(), host -> new TracerouteApp(host, config, stats, result));
  }

  private void placeReplay(Traffic.ReplayTraffic replay) {
    Endpoint target = endpoint(replay.to());
    ReplayConfig config =
        new ReplayConfig(
            replay.id(),
            target.address(),
            target.port(),
            null,
            replay.captureClient(),
            replay.captureServer(),
            replay.startPs(),
            replay.timeScale(),
            SimTime.SECOND,
            0);
    ReplayRun run = new ReplayRun(read(replay).plan(config));
    world.replayRuns().put(replay.id(), run);
    add(replay.from(), host -> ReplayApp.client(host, run));
    List<Targets.Server> servers = targets.servers(replay.to(), Protocol.TCP);
    if (servers.isEmpty()) {
      servers = targets.servers(replay.to(), Protocol.UDP);
    }
    servers.stream()
        .map(Targets.Server::node)
        .distinct()
        .forEach(node -> addFirst(node, host -> ReplayApp.server(host, run)));
  }

  private static CaptureImport read(Traffic.ReplayTraffic replay) {
    try (InputStream stream = replay.file().open()) {
      return CaptureImport.read(stream, replay.file().name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TcpConfig tcp(String name) {
    for (DeviceConfig node : scenario.topology().nodes()) {
      IpConfig ip = node.ipOrNull();
      if (node.name().equals(name) && ip != null) {
        return ip.tcp();
      }
      if (node instanceof VirtualHostConfig host) {
        for (DeviceConfig.VmConfig vm : host.vms()) {
          if (vm.name().equals(name)) {
            return vm.tcp();
          }
        }
      }
    }
    throw new IllegalArgumentException("there is no node " + name);
  }
}
