package io.sdnsim.scenarios.read;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SlbMuxConfig;
import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.model.Expectation.Balance;
import io.sdnsim.scenarios.model.Expectation.BalanceOver;
import io.sdnsim.scenarios.model.Expectation.Connections;
import io.sdnsim.scenarios.model.Expectation.Counter;
import io.sdnsim.scenarios.model.Expectation.CounterValue;
import io.sdnsim.scenarios.model.Expectation.Drops;
import io.sdnsim.scenarios.model.Expectation.Latency;
import io.sdnsim.scenarios.model.Expectation.Loss;
import io.sdnsim.scenarios.model.Expectation.Outage;
import io.sdnsim.scenarios.model.Expectation.Path;
import io.sdnsim.scenarios.model.Expectation.Reachability;
import io.sdnsim.scenarios.model.Expectation.Rewrites;
import io.sdnsim.scenarios.model.Expectation.Route;
import io.sdnsim.scenarios.model.Expectation.Session;
import io.sdnsim.scenarios.model.Expectation.Stall;
import io.sdnsim.scenarios.model.Expectation.Symmetry;
import io.sdnsim.scenarios.model.Expectation.Throughput;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.Traffic;
import io.sdnsim.scenarios.model.Traffic.BulkTraffic;
import io.sdnsim.scenarios.model.Traffic.PingTraffic;
import io.sdnsim.scenarios.model.Traffic.ProbeTraffic;
import io.sdnsim.scenarios.model.Traffic.ReplayTraffic;
import io.sdnsim.scenarios.model.Traffic.TcpTraffic;
import io.sdnsim.scenarios.model.When;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.Spelling;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks that every expectation is about something that exists and can be observed. */
final class ExpectationValidator {
  private final Scenario scenario;
  private final Names names;
  private final TrafficValidator traffic;
  private final Problems problems;

  ExpectationValidator(
      Scenario scenario, Names names, TrafficValidator traffic, Problems problems) {
    this.scenario = scenario;
    this.names = names;
    this.traffic = traffic;
    this.problems = problems;
  }

  void check() {
    Map<String, SourceLocation> ids = new TreeMap<>();
    for (Expectation expectation : scenario.expectations()) {
      names.unique(ids, "expectation", expectation.id(), expectation.at());
      checkWhen(expectation.when());
      if (!checkPackets(expectation) && !checkMeasure(expectation)) {
        checkState(expectation);
      }
    }
  }

  private void checkWhen(When when) {
    if (!(when instanceof When.After after)) {
      return;
    }
    ScenarioEvent event = names.event(after.event());
    if (event == null || after.withinPs() == SimTime.NEVER) {
      return;
    }
    long end = event.timePs() + after.withinPs();
    if (end > scenario.durationPs()) {
      problems.add(
          after.at(),
          "an interval that ends at " + SimTime.format(end) + ", after the end of the run",
          "an end within the duration, " + SimTime.format(scenario.durationPs()));
    }
  }

  private boolean checkPackets(Expectation expectation) {
    if (expectation instanceof Path path) {
      names.flow(path.flow());
      path.visits().forEach(visit -> visit.anyOf().forEach(names::machine));
      path.avoids().forEach(names::machine);
    } else if (expectation instanceof Rewrites rewrites) {
      names.flow(rewrites.flow());
      rewrites.rewrites().forEach(rewrite -> names.machine(rewrite.node()));
    } else if (expectation instanceof Symmetry symmetry) {
      names.flow(symmetry.flow());
    } else if (expectation instanceof Reachability reachability) {
      names.flow(reachability.flow());
      checkReason(reachability.dropReason());
      if (reachability.dropNode() != null) {
        names.machine(reachability.dropNode());
      }
    } else {
      return false;
    }
    return true;
  }

  private void checkReason(@Nullable Located<String> reason) {
    List<String> known = DropReasons.labels();
    if (reason != null && !known.contains(reason.value())) {
      problems.add(
          reason.at(),
          "the drop reason '" + reason + "', which does not exist",
          "a reason such as NoRoute or QueueFull",
          Spelling.closest(reason.value(), known));
    }
  }

  private void checkState(Expectation expectation) {
    if (expectation instanceof Route route) {
      names.node(route.node(), IpDevice.class, "host or router");
      Integer count = route.nextHopCount();
      if (!route.present() && (count != null || route.nextHops() != null)) {
        problems.add(route.at(), "next hops of an absent route", "present: true, or no next hops");
      }
    } else if (expectation instanceof Session session) {
      traffic.checkNeighbor(session.node(), session.neighbor());
    } else {
      throw new IllegalStateException("unknown expectation " + expectation);
    }
  }

  private boolean checkMeasure(Expectation expectation) {
    if (expectation instanceof Loss loss) {
      names.flow(loss.flow());
    } else if (expectation instanceof Latency latency) {
      names.flow(latency.flow());
    } else if (expectation instanceof Throughput throughput) {
      names.flow(throughput.flow());
    } else if (expectation instanceof Outage outage) {
      checkFlow(outage.flow(), List.of(ProbeTraffic.class, PingTraffic.class), "a probe or ping");
    } else if (expectation instanceof Stall stall) {
      checkFlow(stall.flow(), CONNECTED, "a flow of TCP connections");
    } else if (expectation instanceof Connections connections) {
      checkFlow(connections.flow(), CONNECTED, "a flow of TCP connections");
    } else if (expectation instanceof Balance balance) {
      checkBalance(balance);
    } else if (expectation instanceof Drops drops) {
      if (drops.flow() != null) {
        names.flow(drops.flow());
      }
      if (drops.node() != null) {
        names.machine(drops.node());
      }
      checkReason(drops.reason());
    } else if (expectation instanceof CounterValue counter) {
      checkCounter(counter);
    } else {
      return false;
    }
    return true;
  }

  private static final List<Class<? extends Traffic>> CONNECTED =
      List.of(TcpTraffic.class, BulkTraffic.class, ProbeTraffic.class, ReplayTraffic.class);

  private void checkFlow(
      Located<String> name, List<Class<? extends Traffic>> kinds, String expected) {
    Traffic flow = names.flow(name);
    if (flow != null && kinds.stream().noneMatch(kind -> kind.isInstance(flow))) {
      problems.add(name.at(), "the flow '" + name + "', which is another kind", expected);
    }
  }

  private void checkBalance(Balance balance) {
    names.flow(balance.flow());
    Located<String> node = balance.node();
    if (balance.over() == BalanceOver.NEXT_HOPS && node == null) {
      problems.add(balance.at(), "a balance over next hops without a node", "node: the router");
    } else if (balance.over() == BalanceOver.BACKENDS && node != null) {
      problems.add(node.at(), "a node for a balance over backends", "no node");
    } else if (node != null) {
      names.node(node, IpDevice.class, "host or router");
    }
  }

  private void checkCounter(CounterValue counter) {
    if (counter.counter().ofFlow()) {
      Traffic flow = isFlowSubject(counter) ? names.flow(counter.subject()) : null;
      boolean ofReplay =
          counter.counter() == Counter.FRAMES_REPLAYED
              || counter.counter() == Counter.FRAMES_SKIPPED;
      if (flow != null && ofReplay && !(flow instanceof ReplayTraffic)) {
        problems.add(
            counter.subject().at(),
            "the flow '" + counter.subject() + "', which is no replay",
            "a replay for the counter " + counter.counter().label());
      }
    } else if (isNodeSubject(counter)) {
      checkCounterNode(counter, names.node(counter.subject()));
    }
  }

  private boolean isFlowSubject(CounterValue counter) {
    boolean isNode = names.nodes.containsKey(counter.subject().value());
    boolean isFlow = names.flows.containsKey(counter.subject().value());
    if (isNode && !isFlow) {
      problems.add(
          counter.subject().at(),
          "the node '" + counter.subject() + "'",
          "flow: a flow, for the counter " + counter.counter().label());
    }
    return !isNode || isFlow;
  }

  private boolean isNodeSubject(CounterValue counter) {
    boolean isNode = names.nodes.containsKey(counter.subject().value());
    boolean isFlow = names.flows.containsKey(counter.subject().value());
    if (isFlow && !isNode) {
      problems.add(
          counter.subject().at(),
          "the flow '" + counter.subject() + "'",
          "node: a node, for the counter " + counter.counter().label());
    }
    return isNode || !isFlow;
  }

  private void checkCounterNode(CounterValue counter, @Nullable DeviceConfig node) {
    boolean fits =
        switch (counter.counter()) {
          case NAT_BINDINGS -> node instanceof RouterConfig;
          case MUX_FLOWS -> node instanceof SlbMuxConfig;
          case ROUTES, ARP_ENTRIES -> node instanceof IpDevice;
          default -> true;
        };
    if (node != null && !fits) {
      problems.add(
          counter.subject().at(),
          "'" + counter.subject() + "', which has no such counter",
          "a node that has " + counter.counter().label());
    }
  }
}
