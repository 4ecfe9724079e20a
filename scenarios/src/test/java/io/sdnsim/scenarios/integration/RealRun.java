package io.sdnsim.scenarios.integration;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A scenario on real routers, from cold start to long after the repair. */
final class RealRun {
  private static final long CONVERGENCE_SECONDS = 60;
  private static final long RECOVERY_SECONDS = 90;

  /** How often an experiment is made whose real routers do not recover. */
  private static final int ATTEMPTS = 3;

  /** What may follow a fault at once is measured in steps of 50 ms: no fabric starts meanwhile. */
  private static final ReadWriteLock QUIET = new ReentrantReadWriteLock(true);

  private static final long QUIET_MILLIS = 1500;

  private final Scenario scenario;
  private final SortedMap<String, List<String>> expected;

  /**
   * @param expected the forwarding tables of the converged fabric; a run that never comes to have
   *     them begins no experiment and fails
   */
  RealRun(Scenario scenario, SortedMap<String, List<String>> expected) {
    this.scenario = scenario;
    this.expected = expected;
  }

  /** The paths in use once converged, by router. */
  SortedMap<String, SortedSet<RibRoute>> ribs() {
    try (RealFabric fabric = start()) {
      return ribs(fabric);
    }
  }

  /** The paths in use now, by router. */
  static SortedMap<String, SortedSet<RibRoute>> ribs(RealFabric fabric) {
    SortedMap<String, SortedSet<RibRoute>> ribs = new TreeMap<>();
    for (IpDevice router : fabric.routers()) {
      String name = router.name();
      ribs.put(name, RibRoute.ofFrr(fabric.vtysh(name, List.of("show bgp ipv4 unicast json"))));
    }
    return ribs;
  }

  /**
   * Lets a fault happen and mends it.
   *
   * <p>FRR 8.4.4 loses a dynamic neighbor that comes back, now and then: at the Mux the session is
   * Established and KEEPALIVEs come, while the TOR counts one peer more than it lists and sends it
   * no route, for ever. Such a run has no recovery that ours could be held against, and is made
   * again.
   *
   * @param settleMillis from convergence to the fault: decides where between two KEEPALIVEs it
   *     falls
   */
  FibHistory experiment(long settleMillis) {
    for (int attempt = 1; ; attempt++) {
      FibHistory history = once(settleMillis);
      if (history.after().equals(expected) || attempt == ATTEMPTS) {
        return history;
      }
      System.out.println(
          scenario.name()
              + ": after "
              + RECOVERY_SECONDS
              + " s the real routers have not recovered; run again");
    }
  }

  private FibHistory once(long settleMillis) {
    try (RealFabric fabric = start()) {
      Shell.sleepMillis(settleMillis);
      RealFaults faults = new RealFaults(fabric);
      long faultPs = scenario.events().get(0).timePs();
      long repairPs =
          scenario.events().stream().mapToLong(ScenarioEvent::timePs).max().orElseThrow();
      SortedMap<String, Path> logs = new TreeMap<>();
      fabric.routers().forEach(r -> logs.put(r.name(), fabric.watch(r.name(), "failure")));
      Shell.sleepMillis(300);
      FibHistory.Builder history = new FibHistory.Builder(fibs(fabric));
      Instant fault;
      QUIET.readLock().lock();
      try {
        fault = Instant.now();
        apply(faults, faultPs);
        Shell.sleepMillis(QUIET_MILLIS);
      } finally {
        QUIET.readLock().unlock();
      }
      Shell.sleepMillis((long) (SimTime.toSeconds(repairPs - faultPs) * 1000) - QUIET_MILLIS);
      changes(logs, fault).forEach(history::add);
      apply(faults, repairPs);
      SortedMap<String, List<String>> after = await(fabric, RECOVERY_SECONDS);
      return history.build(after);
    }
  }

  private RealFabric start() {
    QUIET.writeLock().lock();
    try {
      RealFabric fabric = new RealFabric(scenario);
      try {
        SortedMap<String, List<String>> fibs = await(fabric, CONVERGENCE_SECONDS);
        if (!fibs.equals(expected)) {
          throw new IllegalStateException("no convergence: " + fibs + ", not " + expected);
        }
        return fabric;
      } catch (RuntimeException e) {
        fabric.close();
        throw e;
      }
    } finally {
      QUIET.writeLock().unlock();
    }
  }

  private void apply(RealFaults faults, long timePs) {
    faults.apply(scenario.events().stream().filter(event -> event.timePs() == timePs).toList());
  }

  /** The forwarding tables, as soon as they are the expected ones, or at last. */
  private SortedMap<String, List<String>> await(RealFabric fabric, long seconds) {
    Instant end = Instant.now().plusSeconds(seconds);
    SortedMap<String, List<String>> fibs = fibs(fabric);
    while (!fibs.equals(expected) && Instant.now().isBefore(end)) {
      Shell.sleepMillis(200);
      fibs = fibs(fabric);
    }
    return fibs;
  }

  private static SortedMap<String, List<String>> fibs(RealFabric fabric) {
    SortedMap<String, List<String>> fibs = new TreeMap<>();
    for (IpDevice router : fabric.routers()) {
      KernelRoutes.table(fabric.kernelRoutes(router.name()))
          .forEach((prefix, nextHops) -> fibs.put(router.name() + " " + prefix, nextHops));
    }
    return fibs;
  }

  private static List<FibChange> changes(SortedMap<String, Path> logs, Instant fault) {
    List<FibChange> changes = new ArrayList<>();
    logs.forEach(
        (node, log) -> {
          try {
            changes.addAll(KernelRoutes.changes(node, Files.readAllLines(log), fault));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    changes.sort(Comparator.comparingDouble(FibChange::seconds));
    return changes;
  }
}
