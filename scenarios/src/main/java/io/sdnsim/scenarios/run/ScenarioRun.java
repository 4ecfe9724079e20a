package io.sdnsim.scenarios.run;

import io.sdnsim.core.device.Network;
import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.EventSource;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.external.ExternalConnections;
import io.sdnsim.core.host.TracerouteResult;
import io.sdnsim.core.trace.Fingerprint;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.scenarios.build.Faults;
import io.sdnsim.scenarios.build.World;
import io.sdnsim.scenarios.build.WorldBuilder;
import io.sdnsim.scenarios.expect.Evaluator;
import io.sdnsim.scenarios.expect.Observations;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.Traffic;
import io.sdnsim.scenarios.observe.DropLog;
import io.sdnsim.scenarios.read.ScenarioWarnings;
import io.sdnsim.scenarios.read.ScenarioWarnings.Warning;
import io.sdnsim.scenarios.result.DropCount;
import io.sdnsim.scenarios.result.FlowResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.result.Traceroute;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario. Build it, advance it to its end in one go or in parts, ask for the result.
 */
public final class ScenarioRun {
  private final Scenario scenario;
  private final RunOptions options;
  private final Simulation simulation;
  private final ExternalConnections external;
  private final World world;
  private final Fingerprint fingerprint = new Fingerprint();
  private final Recorders recorders;
  private long endPs;

  public ScenarioRun(Scenario scenario, RunOptions options) {
    this.scenario = scenario;
    this.options = options;
    this.simulation = new Simulation(options.seed(), options.eventQueue().get());
    this.recorders = new Recorders(scenario.expectations());
    Tracer tracer = new Tracer();
    tracer.attach(fingerprint);
    recorders.attachTo(tracer);
    for (TraceSink sink : options.sinks()) {
      tracer.attach(sink);
    }
    this.endPs = options.endPs() == 0 ? scenario.durationPs() : options.endPs();
    this.external =
        new ExternalConnections(simulation, options.externalNetwork(), options.externalPeers());
    this.world =
        new WorldBuilder(
                scenario,
                simulation,
                tracer,
                options.behaviours(),
                external,
                options.externalEndpoints())
            .build();
    schedule();
  }

  private void schedule() {
    Faults faults = new Faults(world);
    EventSource source = new EventSource(EventSource.MAX_INDEX);
    simulation.at(0, source, EventClass.SCENARIO, world.network()::bootAll);
    for (ScenarioEvent event : scenario.events()) {
      simulation.at(event.timePs(), source, EventClass.SCENARIO, () -> faults.apply(event));
    }
  }

  public long nowPs() {
    return simulation.nowPs();
  }

  /** What the run is made of, for tests and tools. */
  public World world() {
    return world;
  }

  /** The connections with what is outside the simulation. */
  public ExternalConnections external() {
    return external;
  }

  /** When the run ends. */
  public long endPs() {
    return endPs;
  }

  /** Lets the run end now, before the time it was to end at. */
  public void endNow() {
    endPs = Math.min(endPs, nowPs());
  }

  /** Runs to a time, or to the end of the run when that is earlier. */
  public void runUntil(long timePs) {
    simulation.runUntil(Math.min(timePs, endPs));
  }

  /** Lets the world go on behind the end; no result has to do with that. */
  public void runBeyondEnd(long timePs) {
    simulation.runUntil(timePs);
  }

  /**
   * Runs to the end and evaluates the expectations; none of them when the run ends before the
   * scenario's duration is over.
   *
   * @throws IllegalStateException when packets were lost from the books: a fault of ours
   */
  public RunResult finish() {
    runUntil(endPs);
    checkConservation();
    return new RunResult(
        scenario.name(),
        scenario.file(),
        options.seed(),
        settings(),
        simulation.nowPs(),
        simulation.eventCount(),
        recorders.frames().arrivals(),
        fingerprint.text(),
        ScenarioWarnings.of(scenario).stream().map(Warning::toString).toList(),
        endPs < scenario.durationPs()
            ? List.of()
            : new Evaluator(observations()).evaluate(scenario.expectations()),
        flows(),
        traceroutes(),
        drops(),
        recorders.stories());
  }

  private void checkConservation() {
    Network.Conservation books = world.network().conservation();
    if (!books.isBalanced()) {
      throw new IllegalStateException(
          "packets do not add up at "
              + SimTime.format(simulation.nowPs())
              + " of "
              + scenario.name()
              + " with seed "
              + options.seed()
              + ": "
              + books);
    }
  }

  private Observations observations() {
    SortedMap<String, Long> eventTimes = new TreeMap<>();
    for (ScenarioEvent event : scenario.events()) {
      String id = event.id();
      if (id != null) {
        eventTimes.put(id, event.timePs());
      }
    }
    SortedSet<String> switches = new TreeSet<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof DeviceConfig.SwitchConfig) {
        switches.add(node.name());
      }
    }
    SortedSet<String> traceroutes = new TreeSet<>();
    for (Traffic flow : scenario.traffic()) {
      if (flow instanceof Traffic.TracerouteTraffic) {
        traceroutes.add(flow.id());
      }
    }
    return new Observations(
        simulation.nowPs(),
        eventTimes,
        switches,
        traceroutes,
        recorders.packets(),
        recorders.departures(),
        recorders.tables(),
        recorders.drops(),
        recorders.frames(),
        world.flows(),
        world.replays());
  }

  private SortedMap<String, String> settings() {
    SortedMap<String, String> settings = new TreeMap<>();
    for (Scenario.Parameter parameter : scenario.parameters()) {
      settings.put(parameter.name(), parameter.value());
    }
    return settings;
  }

  private List<FlowResult> flows() {
    List<FlowResult> results = new ArrayList<>();
    for (io.sdnsim.core.host.FlowResult flow : world.results(simulation.nowPs())) {
      results.add(result(flow));
    }
    return results;
  }

  private List<Traceroute> traceroutes() {
    List<Traceroute> traceroutes = new ArrayList<>();
    world
        .traceroutes()
        .forEach(
            (id, found) ->
                traceroutes.add(
                    new Traceroute(
                        id,
                        found.end().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        found.probes().stream().map(ScenarioRun::probe).toList())));
    return traceroutes;
  }

  private static Traceroute.Probe probe(TracerouteResult.Probe probe) {
    return new Traceroute.Probe(
        probe.hopLimit(),
        probe.from() == null ? null : probe.from().toString(),
        probe.rttPs(),
        probe.answer());
  }

  private static FlowResult result(io.sdnsim.core.host.FlowResult flow) {
    io.sdnsim.core.host.FlowResult.Latency latency = flow.latency();
    io.sdnsim.core.host.FlowResult.Connections connections = flow.connections();
    boolean hasConnections = connections.opened() > 0;
    return new FlowResult(
        flow.id(),
        flow.sent(),
        flow.received(),
        flow.lost(),
        flow.bytesReceived(),
        latency == null
            ? null
            : new FlowResult.Latency(
                SimTime.toSeconds(latency.minPs()),
                latency.meanPs() / SimTime.SECOND,
                SimTime.toSeconds(latency.p50Ps()),
                SimTime.toSeconds(latency.p99Ps()),
                SimTime.toSeconds(latency.maxPs())),
        flow.jitterPs() == null ? null : flow.jitterPs() / SimTime.SECOND,
        seconds(flow.outage()),
        hasConnections ? orZero(seconds(flow.stall())) : null,
        hasConnections
            ? new FlowResult.Connections(
                connections.opened(), connections.completed(), connections.broken())
            : null,
        flow.errors());
  }

  private static @Nullable Double seconds(io.sdnsim.core.host.@Nullable Gap gap) {
    return gap == null ? null : SimTime.toSeconds(gap.lengthPs());
  }

  private static Double orZero(@Nullable Double value) {
    return value == null ? Double.valueOf(0) : value;
  }

  private List<DropCount> drops() {
    SortedMap<String, SortedMap<String, DropCount>> counts = new TreeMap<>();
    for (DropLog.Drop drop : recorders.drops().drops()) {
      counts
          .computeIfAbsent(drop.node(), node -> new TreeMap<>())
          .merge(
              drop.reason().label(),
              new DropCount(drop.node(), drop.reason().label(), 1, drop.reason().explanation()),
              (a, b) ->
                  new DropCount(a.node(), a.reason(), a.packets() + b.packets(), a.explanation()));
    }
    return counts.values().stream().flatMap(byReason -> byReason.values().stream()).toList();
  }
}
