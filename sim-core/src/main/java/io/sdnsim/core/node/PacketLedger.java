package io.sdnsim.core.node;

import io.sdnsim.core.trace.DropReason;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One node's packet accounts. Over all nodes, at any time: created + copied + fragmented = consumed
 * + dropped + in flight.
 */
public final class PacketLedger {
  private long created;
  private long copied;
  private long fragmented;
  private long consumed;
  private long dropped;
  private final SortedMap<String, Long> dropsByReason = new TreeMap<>();

  void addCreated() {
    created++;
  }

  void addCopied(int copies) {
    copied += copies;
  }

  void addFragmented(int additionalPackets) {
    fragmented += additionalPackets;
  }

  void addConsumed(int packets) {
    consumed += packets;
  }

  void addDropped(DropReason reason) {
    dropped++;
    dropsByReason.merge(reason.label(), 1L, Long::sum);
  }

  public long created() {
    return created;
  }

  /** Packets that came into being as copies of others. */
  public long copied() {
    return copied;
  }

  /** Packets that fragmentation added: fragments less the datagrams they came from. */
  public long fragmented() {
    return fragmented;
  }

  /** Packets that reached an end, and fragments that became part of a datagram. */
  public long consumed() {
    return consumed;
  }

  public long dropped() {
    return dropped;
  }

  /** Packets dropped, by the label of the reason. */
  public SortedMap<String, Long> dropsByReason() {
    return Collections.unmodifiableSortedMap(dropsByReason);
  }
}
