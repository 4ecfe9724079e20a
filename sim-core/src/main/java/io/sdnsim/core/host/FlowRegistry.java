package io.sdnsim.core.host;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a run by their ids, so that the end that receives finds the books that the sending
 * end keeps. It is the observer's knowledge: no program's behaviour depends on it.
 */
public final class FlowRegistry {
  private final TreeMap<String, FlowStats> flows = new TreeMap<>();
  private final List<FlowStats> inOrder = new ArrayList<>();

  /**
   * Adds a flow.
   *
   * @throws IllegalArgumentException when there is one of this name
   */
  public FlowStats add(FlowStats flow) {
    if (flows.putIfAbsent(flow.id(), flow) != null) {
      throw new IllegalArgumentException("two flows are named " + flow.id());
    }
    inOrder.add(flow);
    return flow;
  }

  /** The flow of this id, or null. */
  public @Nullable FlowStats find(String id) {
    return flows.get(id);
  }

  /** The flow that a tag names, or null. */
  public @Nullable FlowStats find(@Nullable FlowTag tag) {
    return tag == null ? null : flows.get(tag.flow());
  }

  /** The flow that a packet belongs to, or null. */
  public @Nullable FlowStats of(Packet packet) {
    return find(packet.tag().flow());
  }

  /** All flows, in the order in which they were added. */
  public List<FlowStats> all() {
    return List.copyOf(inOrder);
  }
}
