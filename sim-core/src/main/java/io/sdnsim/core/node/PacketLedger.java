package io.sdnsim.core.node;

import java.util.SortedMap;

/**
 * One node's packet accounts at one time. Over all nodes, at any time: created + copied +
 * fragmented = consumed + dropped + in flight.
 *
 * @param copied packets that came into being as copies of others
 * @param fragmented packets that fragmentation added: fragments less the datagrams they came from
 * @param consumed packets that reached an end, and fragments that became part of a datagram
 * @param dropsByReason packets dropped, by the label of the reason
 */
public record PacketLedger(
    long created,
    long copied,
    long fragmented,
    long consumed,
    SortedMap<String, Long> dropsByReason) {
  public long dropped() {
    return dropsByReason.values().stream().mapToLong(Long::longValue).sum();
  }
}
