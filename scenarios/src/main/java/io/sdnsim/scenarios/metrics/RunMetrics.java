package io.sdnsim.scenarios.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.result.FlowResult;
import io.sdnsim.scenarios.result.RunResult;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts what a run does; {@link #publish} puts it into a Micrometer registry. Names are in base
 * units; labels are nodes, reasons and states, never flows: those have no limit.
 */
public final class RunMetrics implements TraceSink {
  private final String scenario;
  private final long seed;
  private final SortedMap<String, Long> framesByNode = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, Long>> dropsByNode = new TreeMap<>();
  private final SortedMap<String, String> sessionStates = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, Long>> changesByNode = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> flowsByMux = new TreeMap<>();

  public RunMetrics(Scenario scenario, long seed) {
    this.scenario = scenario.name();
    this.seed = seed;
    SlbConfig slb = scenario.slb();
    if (slb != null) {
      for (Located<String> mux : slb.muxes()) {
        flowsByMux.put(mux.value(), new TreeSet<>());
      }
    }
  }

  public long seed() {
    return seed;
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    if (step instanceof Step.Received) {
      framesByNode.merge(node, 1L, Long::sum);
    } else if (step instanceof Step.Dropped dropped) {
      count(dropsByNode, node, dropped.reason().label());
    }
  }

  private static void count(
      SortedMap<String, SortedMap<String, Long>> counts, String node, String what) {
    counts.computeIfAbsent(node, n -> new TreeMap<>()).merge(what, 1L, Long::sum);
  }

  @Override
  public void tableChanged(TableChange change) {
    if (change.table().equals("sessions")) {
      noteSession(change);
    } else if (change.table().equals("flows")) {
      noteFlow(change);
    }
  }

  /** A session's row changes for other reasons too, such as its prefixes. */
  private void noteSession(TableChange change) {
    String session = change.node() + " " + change.key();
    Map<String, Object> row = change.row();
    String state = row == null ? "Gone" : String.valueOf(row.get("state"));
    if (!state.equals(sessionStates.put(session, state))) {
      count(changesByNode, change.node(), state);
    }
  }

  private void noteFlow(TableChange change) {
    SortedSet<String> flows = flowsByMux.get(change.node());
    if (flows == null) {
      return; // A virtual host's flows are not a Mux's.
    }
    if (change.row() == null) {
      flows.remove(change.key());
    } else {
      flows.add(change.key());
    }
  }

  /**
   * Puts everything into a registry.
   *
   * @param wallSeconds how long the run took
   */
  public void publish(MeterRegistry registry, RunResult result, double wallSeconds) {
    Tags run = Tags.of("scenario", scenario, "seed", Long.toString(seed));
    framesByNode.forEach(
        (node, frames) ->
            counter(
                registry,
                "sdnsim.packets",
                "Frames that a node received.",
                run.and("node", node),
                frames));
    dropsByNode.forEach(
        (node, reasons) ->
            reasons.forEach(
                (reason, packets) ->
                    counter(
                        registry,
                        "sdnsim.drops",
                        "Packets that a node dropped.",
                        run.and("node", node, "reason", reason),
                        packets)));
    changesByNode.forEach(
        (node, states) ->
            states.forEach(
                (state, changes) ->
                    counter(
                        registry,
                        "sdnsim.bgp.session.changes",
                        "BGP sessions that came into a state.",
                        run.and("node", node, "state", state),
                        changes)));
    flowsByMux.forEach(
        (mux, flows) ->
            gauge(
                registry,
                "sdnsim.mux.flows",
                "Flows in a Mux's table at the end.",
                run.and("node", mux),
                flows.size()));
    publishTotals(registry, run, result, wallSeconds);
  }

  private static void publishTotals(
      MeterRegistry registry, Tags run, RunResult result, double wallSeconds) {
    long sent = result.flows().stream().mapToLong(FlowResult::sent).sum();
    long received = result.flows().stream().mapToLong(FlowResult::received).sum();
    counter(registry, "sdnsim.flow.messages.sent", "Messages that flows sent.", run, sent);
    counter(
        registry,
        "sdnsim.flow.messages.received",
        "Messages of flows that arrived, or were answered.",
        run,
        received);
    counter(registry, "sdnsim.events", "Events that the kernel executed.", run, result.events());
    gauge(
        registry,
        "sdnsim.events.per.second",
        "Events per second of wall time.",
        run,
        wallSeconds == 0 ? 0 : result.events() / wallSeconds);
    Gauge.builder("sdnsim.simulated", () -> SimTime.toSeconds(result.simulatedPs()))
        .description("Simulated time.")
        .baseUnit("seconds")
        .tags(run)
        .register(registry);
    Gauge.builder("sdnsim.wall", () -> wallSeconds)
        .description("Wall time.")
        .baseUnit("seconds")
        .tags(run)
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry, String name, String description, Tags tags, long value) {
    Counter.builder(name)
        .description(description)
        .tags(tags)
        .register(registry)
        .increment((double) value);
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, Tags tags, double value) {
    Gauge.builder(name, () -> value).description(description).tags(tags).register(registry);
  }

  /** The metrics in Prometheus' text form. */
  public String text(RunResult result, double wallSeconds) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try {
      publish(registry, result, wallSeconds);
      return registry.scrape();
    } finally {
      registry.close();
    }
  }
}
