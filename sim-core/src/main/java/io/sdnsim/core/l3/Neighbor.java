package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.Packet;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One neighbor on one interface: its link-layer address, the Ethernet header made from it, and the
 * packets that wait for it.
 */
final class Neighbor {
  /** The states of RFC 4861 7.3.2, which serve ARP as well. */
  enum State {
    /** Nothing is known and nothing was asked. */
    NONE,
    /** A solicitation is out and packets wait. */
    INCOMPLETE,
    /** Confirmed lately. Becomes stale without an event: nobody looks until a packet does. */
    REACHABLE,
    /** Known, but not confirmed lately. */
    STALE,
    /** Stale and in use; probed soon. */
    DELAY,
    /** Being probed, still in use. */
    PROBE,
    /** Configured by hand. */
    PERMANENT
  }

  /** A packet that waits: as it goes out, and as it came in, for an ICMP error. */
  record Waiting(Packet outgoing, Packet received) {}

  final IpAddress address;
  State state = State.NONE;

  /** What every packet to this neighbor gets; null until its MAC address is known. */
  @Nullable EthernetHeader header;

  /** Until when packets may be sent without another thought. */
  long confirmedUntilPs;

  /** Whether FIB entries refer to it, so that it can't be forgotten. */
  boolean pinned;

  int attempts;
  @Nullable Timer timer;
  final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);

  Neighbor(IpAddress address) {
    this.address = address;
  }

  @Nullable MacAddress mac() {
    return header == null ? null : header.destination();
  }

  @Override
  public String toString() {
    return address + " " + state + " " + mac();
  }
}
