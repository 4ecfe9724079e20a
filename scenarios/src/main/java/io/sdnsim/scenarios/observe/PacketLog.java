package io.sdnsim.scenarios.observe;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of every packet of the flows that expectations ask about. */
public final class PacketLog implements TraceSink {
  private final SortedSet<String> flows;
  private final VisitedPath.Roots roots = new VisitedPath.Roots();
  private final Map<Long, PacketRecord> records = new LinkedHashMap<>();
  private final Map<String, List<PacketRecord>> byFlow = new TreeMap<>();

  /**
   * @param flows ids of the flows to keep
   */
  public PacketLog(SortedSet<String> flows) {
    this.flows = new TreeSet<>(flows);
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    PacketTag tag = packet.tag();
    FlowTag flow = tag.flow();
    if (flow == null || !flows.contains(flow.flow())) {
      return;
    }
    PacketRecord record = records.get(tag.id());
    if (record == null) {
      record = new PacketRecord(tag, timePs, packet);
      records.put(tag.id(), record);
      byFlow.computeIfAbsent(flow.flow(), id -> new ArrayList<>()).add(record);
    }
    record.note(roots, timePs, node, step);
  }

  /** The packets of a flow, both directions, in the order in which they were sent. */
  public List<PacketRecord> packets(String flow) {
    return byFlow.getOrDefault(flow, List.of());
  }

  /** The packets of one direction of a flow, in the order in which they were sent. */
  public List<PacketRecord> packets(String flow, boolean reply) {
    return packets(flow).stream().filter(record -> record.isReply() == reply).toList();
  }
}
