package io.sdnsim.bgp.bench;

import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.trace.Tracer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * BGP at scale, with everything that scenarios use: devices, links, TCP, sessions, RIBs, FIBs; a
 * tracer without sinks. Each benchmark runs in virtual time until its routes are where they belong,
 * and measures what that takes in real time.
 */
public final class BgpBench {
  private static final LinkConfig LINK =
      LinkConfig.ethernet(100_000_000_000L, SimTime.MICROSECOND).withQueue(10_000);
  private static final long SLICE_PS = 100 * SimTime.MILLISECOND;
  private static final long LIMIT_PS = 3600 * SimTime.SECOND;

  private final Simulation simulation = new Simulation(1);
  private final Network network = new Network(simulation, new Tracer());
  private final Map<String, BgpProcess> processes = new TreeMap<>();
  private final List<BgpBenchResult.Phase> phases = new ArrayList<>();

  private BgpBench() {}

  /**
   * One router takes a full table from each of two peers, one after the other; it tells them
   * nothing.
   *
   * @param prefixes of each peer
   * @param groups sets of attributes of each peer
   */
  public static BgpBenchResult fullTable(long seed, int prefixes, int groups) {
    BgpBench bench = new BgpBench();
    PrefixList none =
        new PrefixList("none", List.of(new PrefixList.Entry(5, false, Prefix.DEFAULT_IPV4, 0, 32)));
    BgpConfig.Builder config =
        BgpConfig.builder(64_500, IpAddress.parse("10.0.0.1"))
            .decision(new DecisionConfig(1, 1, false, false));
    List<InterfaceConfig> interfaces = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      interfaces.add(InterfaceConfig.of("p" + i, "10.0." + i + ".1/30"));
      config.neighbor(
          feed(i),
          PeerConfig.builder(64_600 + i)
              .passive(true)
              .routes(PeerRoutes.builder().prefixListOut(none))
              .build());
    }
    IpDevice router = bench.router("router", config.build(), interfaces);
    for (int i = 1; i <= 2; i++) {
      IpAddress address = feed(i);
      IpAddress remote = IpAddress.parse("10.0." + i + ".1");
      long asn = 64_600L + i;
      long beginPs = i == 1 ? SimTime.SECOND : 1800 * SimTime.SECOND;
      FullTable table = new FullTable(seed, prefixes, groups, asn, address);
      IpDevice peer =
          bench.network.add(
              IpDeviceConfig.host("peer" + i, InterfaceConfig.of("eth0", address + "/30"))
                  .withProcesses(
                      node -> new FeedProcess(node, address, remote, asn, table, beginPs)));
      bench.network.connect(router.findPort("p" + i), peer.findPort("eth0"), LINK);
    }
    bench.network.bootAll();
    long before = usedHeapBytes();
    bench.phase("first peer", () -> bench.received("router", feed(1)) == prefixes);
    long one = usedHeapBytes();
    bench.simulation.runUntil(1800 * SimTime.SECOND);
    bench.phase("second peer", () -> bench.received("router", feed(2)) == prefixes);
    long two = usedHeapBytes();
    return bench.result("table", (one - before) / prefixes, (two - one) / prefixes);
  }

  private static IpAddress feed(int number) {
    return IpAddress.parse("10.0." + number + ".2");
  }

  /**
   * Two Muxes announce the same host routes to two TORs, which tell each other and two borders.
   *
   * @param prefixes of each Mux
   */
  public static BgpBenchResult hostRoutes(int prefixes) {
    BgpBench bench = new BgpBench();
    Fabric fabric = new Fabric();
    List<String> tors = List.of("tor1", "tor2");
    for (String tor : tors) {
      fabric.add(tor, 65_242);
    }
    for (int i = 1; i <= 2; i++) {
      fabric.add("border" + i, 64_846);
      fabric.add("mux" + i, 65_112);
      for (String tor : tors) {
        fabric.connect("border" + i, tor);
        fabric.connect("mux" + i, tor);
      }
      for (int n = 0; n < prefixes; n++) {
        fabric.originate("mux" + i, Prefix.host(IpAddress.parse("100.80.0.0").plus(n)));
      }
    }
    fabric.connect("tor1", "tor2");
    fabric.build(bench);
    bench.phase(
        "announced",
        () ->
            bench.full("tor1", prefixes, 2)
                && bench.full("tor2", prefixes, 2)
                && bench.full("border1", prefixes, 2)
                && bench.full("border2", prefixes, 2));
    return bench.result("host-routes", 0, 0);
  }

  /**
   * A Clos of five stages as RFC 7938 numbers it: pods of 20 leaves and 4 spines, 20 cores in 4
   * planes. Leaves originate the prefixes. Then a spine of the first pod dies.
   *
   * @param pods 20 make 500 routers
   * @param prefixes of all leaves together
   */
  public static BgpBenchResult clos(int pods, int prefixes) {
    BgpBench bench = new BgpBench();
    Fabric fabric = new Fabric();
    int planes = 4;
    int coresPerPlane = 5;
    int leavesPerPod = 20;
    for (int core = 0; core < planes * coresPerPlane; core++) {
      fabric.add("core" + core, 64_512);
    }
    List<String> leaves = new ArrayList<>();
    for (int pod = 0; pod < pods; pod++) {
      for (int spine = 0; spine < planes; spine++) {
        String name = "spine" + pod + "-" + spine;
        fabric.add(name, 64_600 + pod);
        for (int core = 0; core < coresPerPlane; core++) {
          fabric.connect(name, "core" + (spine * coresPerPlane + core));
        }
      }
      for (int leaf = 0; leaf < leavesPerPod; leaf++) {
        String name = "leaf" + pod + "-" + leaf;
        leaves.add(name);
        fabric.add(name, 65_000L * 1000 + leaves.size());
        for (int spine = 0; spine < planes; spine++) {
          fabric.connect(name, "spine" + pod + "-" + spine);
        }
      }
    }
    for (int n = 0; n < prefixes; n++) {
      fabric.originate(
          leaves.get(n % leaves.size()),
          new Prefix(IpAddress.parse("100.64.0.0").plus(256L * n), 24));
    }
    fabric.build(bench);
    bench.phase(
        "converged",
        () -> {
          for (String leaf : leaves) {
            if (!bench.full(leaf, prefixes, 0)) {
              return false;
            }
          }
          return bench.full("core0", prefixes, 0);
        });
    String dead = "spine0-0";
    IpDevice spine = (IpDevice) bench.network.node(dead);
    spine.powerOff();
    IpAddress address = fabric.addressOf(dead, "leaf0-0");
    bench.phase(
        "reconverged",
        () -> {
          for (int leaf = 0; leaf < leavesPerPod; leaf++) {
            BgpProcess process = bench.process("leaf0-" + leaf);
            if (process.isEstablished(fabric.addressOf(dead, "leaf0-" + leaf))
                || !bench.full("leaf0-" + leaf, prefixes, 0)) {
              return false;
            }
          }
          return address.isIpv4();
        });
    return bench.result("clos", 0, 0);
  }

  IpDevice router(String name, BgpConfig config, List<InterfaceConfig> interfaces) {
    return network.add(
        IpDeviceConfig.router(name, interfaces.toArray(InterfaceConfig[]::new))
            .withProcesses(BgpProcess.factory(config, made -> processes.put(name, made))));
  }

  Network network() {
    return network;
  }

  static LinkConfig link() {
    return LINK;
  }

  private BgpProcess process(String name) {
    BgpProcess process = processes.get(name);
    if (process == null) {
      throw new IllegalArgumentException("no router " + name);
    }
    return process;
  }

  private int received(String router, IpAddress neighbor) {
    var session = process(router).session(neighbor);
    return session == null ? 0 : session.receivedPrefixes();
  }

  /** Whether a router has this many destinations, the first of them with enough next hops. */
  private boolean full(String router, int prefixes, int nextHops) {
    var rib = process(router).speaker().locRib();
    if (rib.size() < prefixes) {
      return false;
    }
    for (var destination : rib.destinations()) {
      if (destination.multipath().size() < Math.max(1, nextHops)) {
        return false;
      }
    }
    return true;
  }

  /** Runs until a condition holds, and measures. */
  private void phase(String name, BooleanSupplier done) {
    long fromPs = simulation.nowPs();
    long wallBegan = System.nanoTime();
    long cpuBegan = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    while (!done.getAsBoolean()) {
      if (simulation.nowPs() > LIMIT_PS) {
        throw new IllegalStateException(name + ": not done after an hour of simulated time");
      }
      simulation.runUntil(simulation.nowPs() + SLICE_PS);
    }
    phases.add(
        new BgpBenchResult.Phase(
            name,
            (System.nanoTime() - wallBegan) / 1e9,
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBegan) / 1e9,
            SimTime.toSeconds(simulation.nowPs() - fromPs)));
  }

  private BgpBenchResult result(String bench, long firstPathBytes, long furtherPathBytes) {
    return new BgpBenchResult(
        bench, phases, simulation.eventCount(), firstPathBytes, furtherPathBytes, peakHeapBytes());
  }

  private static long usedHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
}
