package io.sdnsim.scenarios.run;

import io.sdnsim.core.trace.Tracer;
import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.observe.DepartureLog;
import io.sdnsim.scenarios.observe.DropLog;
import io.sdnsim.scenarios.observe.FrameCounts;
import io.sdnsim.scenarios.observe.PacketLog;
import io.sdnsim.scenarios.observe.TableLog;
import io.sdnsim.scenarios.result.Story;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keeps of a run what its expectations ask about, and no more. */
final class Recorders {
  private final SortedSet<String> packetFlows = new TreeSet<>();
  private final SortedMap<String, SortedSet<String>> departureNodesByFlow = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> tablesByNode = new TreeMap<>();
  private final SortedSet<String> frameNodes = new TreeSet<>();

  private final PacketLog packets;
  private final DepartureLog departures;
  private final TableLog tables;
  private final FrameCounts frames;
  private final DropLog drops = new DropLog();
  private final StoryChooser stories;

  Recorders(List<Expectation> expectations) {
    expectations.forEach(this::want);
    this.packets = new PacketLog(packetFlows);
    this.departures = new DepartureLog((flow, node) -> has(departureNodesByFlow, flow, node));
    this.tables = new TableLog((node, table) -> has(tablesByNode, node, table));
    this.frames = new FrameCounts(frameNodes);
    this.stories = new StoryChooser(expectations);
  }

  private static boolean has(
      SortedMap<String, SortedSet<String>> sets, String key, String element) {
    SortedSet<String> set = sets.get(key);
    return set != null && set.contains(element);
  }

  private static void add(SortedMap<String, SortedSet<String>> sets, String key, String element) {
    sets.computeIfAbsent(key, k -> new TreeSet<>()).add(element);
  }

  private void want(Expectation expectation) {
    if (expectation instanceof Expectation.Path path) {
      packetFlows.add(path.flow().value());
    } else if (expectation instanceof Expectation.Rewrites rewrites) {
      String flow = rewrites.flow().value();
      packetFlows.add(flow);
      rewrites.rewrites().forEach(r -> add(departureNodesByFlow, flow, r.node().value()));
    } else if (expectation instanceof Expectation.Symmetry symmetry) {
      packetFlows.add(symmetry.flow().value());
    } else if (expectation instanceof Expectation.Reachability reachability) {
      packetFlows.add(reachability.flow().value());
    } else if (expectation instanceof Expectation.Route route) {
      add(tablesByNode, route.node().value(), "fib");
    } else if (expectation instanceof Expectation.Session session) {
      add(tablesByNode, session.node().value(), "sessions");
    } else if (expectation instanceof Expectation.Loss loss) {
      packetFlows.add(loss.flow().value());
    } else if (expectation instanceof Expectation.Latency latency) {
      packetFlows.add(latency.flow().value());
    } else if (expectation instanceof Expectation.Throughput throughput) {
      packetFlows.add(throughput.flow().value());
    } else if (expectation instanceof Expectation.Balance balance) {
      wantBalance(balance);
    } else if (expectation instanceof Expectation.CounterValue counter) {
      wantCounter(counter);
    }
    // Outage, stall, connections and drops are kept for every flow.
  }

  private void wantBalance(Expectation.Balance balance) {
    packetFlows.add(balance.flow().value());
    Located<String> node = balance.node();
    if (node != null) {
      add(departureNodesByFlow, balance.flow().value(), node.value());
    }
  }

  private void wantCounter(Expectation.CounterValue counter) {
    String subject = counter.subject().value();
    switch (counter.counter()) {
      case FRAMES_RECEIVED, FRAMES_SENT -> frameNodes.add(subject);
      case ROUTES -> add(tablesByNode, subject, "fib");
      case ARP_ENTRIES -> add(tablesByNode, subject, "arp");
      case NAT_BINDINGS -> add(tablesByNode, subject, "nat");
      case MUX_FLOWS -> add(tablesByNode, subject, "flows");
      case PACKETS_SENT, PACKETS_RECEIVED -> packetFlows.add(subject);
      case CLIENT_BYTES, SERVER_BYTES, FRAMES_REPLAYED, FRAMES_SKIPPED -> {
        // Kept with the flow's own statistics.
      }
    }
  }

  void attachTo(Tracer tracer) {
    tracer.attach(packets);
    tracer.attach(departures);
    tracer.attach(tables);
    tracer.attach(frames);
    tracer.attach(drops);
    tracer.attach(stories);
  }

  PacketLog packets() {
    return packets;
  }

  DepartureLog departures() {
    return departures;
  }

  TableLog tables() {
    return tables;
  }

  FrameCounts frames() {
    return frames;
  }

  DropLog drops() {
    return drops;
  }

  List<Story> stories() {
    return stories.stories();
  }
}
