package io.sdnsim.bgp.bench;

import io.sdnsim.bgp.bench.BgpBenchResult.Check;
import io.sdnsim.bgp.bench.BgpBenchResult.Phase;
import io.sdnsim.bgp.rib.LocRib;
import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.trace.Tracer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The network of one benchmark, with everything that scenarios use; a tracer without sinks. */
final class Lab {
  static final LinkConfig LINK =
      LinkConfig.ethernet(100_000_000_000L, SimTime.MICROSECOND).withQueue(10_000);
  private static final long SLICE_PS = 100 * SimTime.MILLISECOND;
  private static final long LIMIT_PS = 3600 * SimTime.SECOND;

  private final Simulation simulation = new Simulation(1);
  private final Network network = new Network(simulation, new Tracer());
  private final Map<String, IpDevice> routers = new LinkedHashMap<>();
  private final Map<String, BgpProcess> processes = new LinkedHashMap<>();
  private final List<Phase> phases = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private long lastChangePs;

  Simulation simulation() {
    return simulation;
  }

  Network network() {
    return network;
  }

  IpDevice addRouter(String name, BgpConfig config, List<InterfaceConfig> interfaces) {
    IpDevice router =
        network.add(
            IpDeviceConfig.router(name, interfaces.toArray(InterfaceConfig[]::new))
                .withProcesses(BgpProcess.factory(config, made -> processes.put(name, made))));
    routers.put(name, router);
    return router;
  }

  void boot() {
    network.bootAll();
    for (IpDevice router : routers.values()) {
      router.routes().addListener(prefix -> lastChangePs = simulation.nowPs());
    }
  }

  IpDevice router(String name) {
    return found(name, routers.get(name));
  }

  BgpProcess process(String name) {
    return found(name, processes.get(name));
  }

  LocRib locRib(String name) {
    return process(name).speaker().locRib();
  }

  private static <T> T found(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("no router " + name);
    }
    return value;
  }

  /** How many next hops a router's best route to a prefix has; 0 without one. */
  int nextHops(String router, Prefix prefix) {
    Route route = router(router).routes().exact(prefix);
    return route == null ? 0 : route.nextHops().size();
  }

  /** Whether no route table has changed for this long. */
  boolean isQuietFor(long durationPs) {
    return simulation.nowPs() - lastChangePs >= durationPs;
  }

  /**
   * Runs until a condition holds, and measures.
   *
   * @throws IllegalStateException when it doesn't within an hour
   */
  void phase(String name, BooleanSupplier done) {
    long fromPs = simulation.nowPs();
    lastChangePs = fromPs;
    long wallBegan = System.nanoTime();
    long cpuBegan = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    while (!done.getAsBoolean()) {
      if (simulation.nowPs() - fromPs > LIMIT_PS) {
        throw new IllegalStateException(name + ": not done after an hour of simulated time");
      }
      simulation.runUntil(simulation.nowPs() + SLICE_PS);
    }
    phases.add(
        new Phase(
            name,
            (System.nanoTime() - wallBegan) / 1e9,
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBegan) / 1e9,
            SimTime.toSeconds(lastChangePs - fromPs)));
  }

  void check(String what, long expected, long found) {
    checks.add(new Check(what, expected, found));
  }

  BgpBenchResult result(String bench, long firstPathBytes, long furtherPathBytes) {
    return new BgpBenchResult(
        bench,
        phases,
        checks,
        simulation.eventCount(),
        firstPathBytes,
        furtherPathBytes,
        peakHeapBytes());
  }

  /** What is live: collects garbage before; the serial collector closes gaps every fourth time. */
  static long liveHeapBytes() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
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
