package io.sdnsim.scenarios.read;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.Topology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long anything takes from node to node at least: the delays of the links on the fastest way,
 * whatever routes, queues and the lengths of packets add.
 */
final class Distances {
  private record Way(String to, long delayPs) {}

  private final Map<String, List<Way>> ways = new TreeMap<>();

  Distances(Topology topology) {
    for (LinkDefinition link : topology.links()) {
      long delayPs = link.settings().delayPs();
      add(link.a().node(), link.b().node(), delayPs);
      add(link.b().node(), link.a().node(), delayPs);
    }
  }

  private void add(String from, String to, long delayPs) {
    ways.computeIfAbsent(from, node -> new ArrayList<>()).add(new Way(to, delayPs));
  }

  /** To the nearest of these nodes; {@link SimTime#NEVER} when no links lead to any. */
  long nearestPs(String from, List<String> targets) {
    Map<String, Long> distances = all(from);
    long nearest = SimTime.NEVER;
    for (String target : targets) {
      nearest = Math.min(nearest, distances.getOrDefault(target, SimTime.NEVER));
    }
    return nearest;
  }

  /** Over the fastest of a node's own links; 0 when it has none. */
  long firstLinkPs(String from) {
    return ways.getOrDefault(from, List.of()).stream().mapToLong(Way::delayPs).min().orElse(0);
  }

  /** Looks at a node again whenever a faster way to it was found. */
  private Map<String, Long> all(String from) {
    Map<String, Long> distances = new TreeMap<>();
    distances.put(from, 0L);
    ArrayDeque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String node = open.remove();
      for (Way way : ways.getOrDefault(node, List.of())) {
        long delayPs = distances.getOrDefault(node, 0L) + way.delayPs();
        if (delayPs < distances.getOrDefault(way.to(), SimTime.NEVER)) {
          distances.put(way.to(), delayPs);
          open.add(way.to());
        }
      }
    }
    return distances;
  }
}
