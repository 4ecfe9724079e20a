package io.sdnsim.core.bench;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.StaticNeighbor;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.IpConfig;
import io.sdnsim.core.l3.NeighborConfig;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.trace.Tracer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's benchmark: host - 6 routers - host, with one source on the first router and one sink
 * on the last for each flow. The same work was done with ns-3, whose sums of receive times are this
 * benchmark's oracles.
 *
 * <p>Everything is what scenarios use: devices, IP stacks with longest-prefix match, FIFO links,
 * whole packets with real headers, a tracer without sinks. Neighbors are static, nothing else is on
 * the links, and links have no line overhead.
 */
public final class LineBench {
  /** Links on each path. */
  public static final int HOPS = 7;

  private static final int ROUTERS = 6;
  private static final int SOURCE_PORT = 49_152;
  private static final LinkConfig EDGE =
      new LinkConfig(10_000_000_000L, SimTime.MICROSECOND, 1500, 1_000, 0);
  private static final LinkConfig CORE =
      new LinkConfig(100_000_000_000L, 5 * SimTime.MICROSECOND, 1500, 10_000, 0);
  private static final long FIRST_START_PS = SimTime.MILLISECOND;
  private static final long GRACE_PS = SimTime.SECOND;

  /** Each link has a /30, counted from these. */
  private static final IpAddress CORE_NETWORKS = IpAddress.parse("10.0.0.0");

  private static final IpAddress SOURCE_NETWORKS = IpAddress.parse("10.64.0.0");
  private static final IpAddress SINK_NETWORKS = IpAddress.parse("10.128.0.0");

  private static final IpConfig HOST =
      IpConfig.HOST.withNeighbors(NeighborConfig.DEFAULT.withAnnounce(false));
  private static final IpConfig ROUTER =
      IpConfig.ROUTER.withNeighbors(NeighborConfig.DEFAULT.withAnnounce(false));

  private final LineBenchConfig config;
  private final Simulation simulation = new Simulation(0);
  private final Network network = new Network(simulation, new Tracer());
  private final List<ConstantRateSource> sources = new ArrayList<>();
  private final List<CountingSink> sinks = new ArrayList<>();

  private LineBench(LineBenchConfig config) {
    this.config = config;
    build();
    network.bootAll();
  }

  /**
   * Runs the benchmark: once to let the JVM compile the code, then measured.
   *
   * @param warmUps how often to run it before; 0 for a cold measurement
   */
  public static LineBenchResult run(LineBenchConfig config, int warmUps) {
    double warmUpSeconds = 0;
    for (int i = 0; i < warmUps; i++) {
      warmUpSeconds = new LineBench(config).runTimed();
    }
    LineBench measured = new LineBench(config);
    long cpuBegan = threadCpuNanos();
    double wallSeconds = measured.runTimed();
    double cpuSeconds = (threadCpuNanos() - cpuBegan) / 1e9;
    return measured.result(warmUpSeconds, wallSeconds, cpuSeconds);
  }

  private double runTimed() {
    long began = System.nanoTime();
    simulation.runUntil(config.seconds() * SimTime.SECOND + GRACE_PS);
    return (System.nanoTime() - began) / 1e9;
  }

  private static long threadCpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
  }

  private LineBenchResult result(double warmUpSeconds, double wallSeconds, double cpuSeconds) {
    long sent = 0;
    long received = 0;
    BigInteger sum = BigInteger.ZERO;
    for (int flow = 0; flow < config.flows(); flow++) {
      sent += sources.get(flow).sent();
      received += sinks.get(flow).received();
      sum = sum.add(sinks.get(flow).sumReceivePs());
    }
    if (!network.conservation().isBalanced()) {
      throw new IllegalStateException("packets are not conserved: " + network.conservation());
    }
    return new LineBenchResult(
        config,
        sent,
        received,
        received * HOPS,
        simulation.eventCount(),
        sum,
        warmUpSeconds,
        wallSeconds,
        cpuSeconds,
        peakHeapBytes());
  }

  private static long peakHeapBytes() {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
      }
    }
    return peak;
  }

  // The network ----------------------------------------------------------------------------------

  private void build() {
    List<IpDevice> routers = new ArrayList<>();
    for (int i = 0; i < ROUTERS; i++) {
      routers.add(network.add(routerConfig(i)));
    }
    for (int i = 0; i + 1 < ROUTERS; i++) {
      network.connect(routers.get(i).findPort("right"), routers.get(i + 1).findPort("left"), CORE);
    }
    for (int flow = 0; flow < config.flows(); flow++) {
      addSource(flow, routers.get(0));
      addSink(flow, routers.get(ROUTERS - 1));
    }
  }

  private void addSource(int flow, IpDevice router) {
    IpAddress address = address(SOURCE_NETWORKS, flow, 2);
    IpDeviceConfig host =
        hostConfig("source" + flow, SOURCE_NETWORKS, flow, 0, flow)
            .withProcesses(
                node ->
                    started(
                        sources,
                        new ConstantRateSource(
                            node,
                            address,
                            address(SINK_NETWORKS, flow, 2),
                            flow,
                            SOURCE_PORT,
                            startPs(flow),
                            gapPs(),
                            config.seconds() * SimTime.SECOND)));
    network.connect(network.add(host).findPort("eth0"), router.findPort("edge" + flow), EDGE);
  }

  private void addSink(int flow, IpDevice router) {
    IpDeviceConfig host =
        hostConfig("sink" + flow, SINK_NETWORKS, flow, ROUTERS - 1, flow)
            .withProcesses(node -> started(sinks, new CountingSink(node)));
    network.connect(router.findPort("edge" + flow), network.add(host).findPort("eth0"), EDGE);
  }

  private static <T> T started(List<T> all, T process) {
    all.add(process);
    return process;
  }

  private long gapPs() {
    return SimTime.SECOND / SimTime.NANOSECOND / config.packetsPerSecond() * SimTime.NANOSECOND;
  }

  private long startPs(int flow) {
    long gapNs = gapPs() / SimTime.NANOSECOND;
    long offsetNs = config.staggered() ? gapNs * flow / config.flows() : 0;
    return FIRST_START_PS + offsetNs * SimTime.NANOSECOND;
  }

  private IpDeviceConfig hostConfig(
      String name, IpAddress networks, int link, int routerIndex, int routerEdge) {
    IpAddress gateway = address(networks, link, 1);
    return IpDeviceConfig.host(name, interfaceConfig("eth0", networks, link, 2))
        .withIp(HOST)
        .withRoutes(new StaticRoute(0, Prefix.DEFAULT_IPV4, 1, List.of(NextHop.via(gateway))))
        .withNeighbors(
            List.of(
                new StaticNeighbor(
                    "eth0",
                    gateway,
                    Network.portMac(routerIndex, edgePort(routerIndex, routerEdge)))));
  }

  /** Ports are numbered as the interfaces are listed: core first. */
  private static int edgePort(int router, int edge) {
    return (router == 0 || router == ROUTERS - 1 ? 1 : 2) + edge;
  }

  private IpDeviceConfig routerConfig(int index) {
    List<InterfaceConfig> interfaces = new ArrayList<>();
    List<StaticNeighbor> neighbors = new ArrayList<>();
    List<StaticRoute> routes = new ArrayList<>();
    boolean first = index == 0;
    boolean last = index == ROUTERS - 1;
    // All routes of one direction share their next hop, as BGP's of one peer do.
    List<NextHop> leftwards = first ? List.of() : via(address(CORE_NETWORKS, index - 1, 1));
    List<NextHop> rightwards = last ? List.of() : via(address(CORE_NETWORKS, index, 2));
    if (!first) {
      interfaces.add(interfaceConfig("left", CORE_NETWORKS, index - 1, 2));
      int port = index - 1 == 0 ? 0 : 1;
      addNeighbor(neighbors, "left", address(CORE_NETWORKS, index - 1, 1), index - 1, port);
    }
    if (!last) {
      interfaces.add(interfaceConfig("right", CORE_NETWORKS, index, 1));
      addNeighbor(neighbors, "right", address(CORE_NETWORKS, index, 2), index + 1, 0);
    }
    for (int flow = 0; flow < config.flows(); flow++) {
      if (first) {
        interfaces.add(interfaceConfig("edge" + flow, SOURCE_NETWORKS, flow, 1));
        addNeighbor(
            neighbors, "edge" + flow, address(SOURCE_NETWORKS, flow, 2), ROUTERS + 2 * flow, 0);
      } else {
        addRoute(routes, SOURCE_NETWORKS, flow, leftwards);
      }
      if (last) {
        interfaces.add(interfaceConfig("edge" + flow, SINK_NETWORKS, flow, 1));
        addNeighbor(
            neighbors, "edge" + flow, address(SINK_NETWORKS, flow, 2), ROUTERS + 2 * flow + 1, 0);
      } else {
        addRoute(routes, SINK_NETWORKS, flow, rightwards);
      }
    }
    return IpDeviceConfig.router("router" + index, interfaces.toArray(InterfaceConfig[]::new))
        .withIp(ROUTER.withEcmpSeed(index))
        .withRoutes(routes)
        .withNeighbors(neighbors);
  }

  private static void addNeighbor(
      List<StaticNeighbor> neighbors, String name, IpAddress address, int node, int port) {
    neighbors.add(new StaticNeighbor(name, address, Network.portMac(node, port)));
  }

  private static List<NextHop> via(IpAddress gateway) {
    return List.of(NextHop.via(gateway));
  }

  private static void addRoute(
      List<StaticRoute> routes, IpAddress networks, int link, List<NextHop> nextHops) {
    routes.add(new StaticRoute(0, Prefix.containing(address(networks, link, 0), 30), 1, nextHops));
  }

  private static InterfaceConfig interfaceConfig(
      String name, IpAddress networks, int link, int host) {
    return new InterfaceConfig(
        name,
        name,
        EthernetHeader.UNTAGGED,
        0,
        List.of(new InterfaceAddress(address(networks, link, host), 30)),
        0,
        null,
        null);
  }

  private static IpAddress address(IpAddress networks, int link, int host) {
    return networks.plus(4L * link + host);
  }
}
