package io.sdnsim.scenarios.observe;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The packets of some flows as they left some nodes: what {@code rewrites} and {@code balance} look
 * at.
 */
public final class DepartureLog implements TraceSink {
  private record Place(String flow, String node) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byFlow = flow.compareTo(other.flow);
      return byFlow != 0 ? byFlow : node.compareTo(other.node);
    }
  }

  private final BiPredicate<String, String> wanted;
  private final Map<Place, Map<Long, Packet>> departures = new TreeMap<>();
  private final Map<Place, Map<Long, Step.Routed>> routings = new TreeMap<>();

  /**
   * @param wanted which packets to keep, by flow and node
   */
  public DepartureLog(BiPredicate<String, String> wanted) {
    this.wanted = wanted;
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    boolean sent = step instanceof Step.Transmitted;
    if (!sent && !(step instanceof Step.Routed)) {
      return;
    }
    FlowTag flow = packet.tag().flow();
    if (flow == null || !wanted.test(flow.flow(), node)) {
      return;
    }
    Place place = new Place(flow.flow(), node);
    if (sent) {
      departures
          .computeIfAbsent(place, p -> new LinkedHashMap<>())
          .putIfAbsent(packet.tag().id(), packet);
    } else if (step instanceof Step.Routed routed) {
      routings.computeIfAbsent(place, p -> new LinkedHashMap<>()).put(packet.tag().id(), routed);
    }
  }

  /** The packet as it left the node first, or null when it never did. */
  public @Nullable Packet departure(String flow, String node, long packetId) {
    return departures.getOrDefault(new Place(flow, node), Map.of()).get(packetId);
  }

  /** The last route lookup that the node made for the packet, or null. */
  public Step.@Nullable Routed routing(String flow, String node, long packetId) {
    return routings.getOrDefault(new Place(flow, node), Map.of()).get(packetId);
  }
}
