package io.sdnsim.scenarios.observe;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.trace.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one packet of a flow. */
public final class PacketRecord {
  private final PacketTag tag;
  private final long sentPs;
  private List<VisitedPath> visits = new ArrayList<>(8);
  private @Nullable VisitedPath deliveredBy;
  private long deliveredPs;
  private @Nullable DropReason dropReason;
  private @Nullable String dropNode;

  private final int tcpFlags;
  private final int clientSequence;
  private final boolean icmpError;

  PacketRecord(PacketTag tag, long sentPs, Packet packet) {
    this.tag = tag;
    this.sentPs = sentPs;
    TcpHeader tcp = packet.transport() instanceof TcpHeader header ? header : null;
    this.tcpFlags = tcp == null ? 0 : tcp.flags();
    this.clientSequence = tcp == null ? 0 : isReply() ? tcp.acknowledgment() - 1 : tcp.sequence();
    this.icmpError = packet.transport() instanceof IcmpHeader icmp && icmp.isError();
  }

  void note(VisitedPath.Roots roots, long timePs, String node, Step step) {
    if (step instanceof Step.Received received) {
      VisitedPath from = latestVisit(received.fromNode());
      VisitedPath path = from == null ? roots.of(node) : from.then(node);
      visits.add(path);
      if (deliveredBy != null && path.startsWith(deliveredBy)) {
        deliveredBy = null;
      }
      return;
    }
    VisitedPath here = latestVisit(node);
    if (here == null) {
      here = roots.of(node);
      visits.add(here);
    }
    if (step instanceof Step.Delivered) {
      deliveredBy = here;
      deliveredPs = timePs;
      visits = new ArrayList<>(List.of(here));
    } else if (here == deliveredBy) {
      // It was unwrapped here, not more: the story of the inner packet goes on.
      deliveredBy = null;
    }
    if (step instanceof Step.Dropped dropped) {
      dropReason = dropped.reason();
      dropNode = node;
    }
  }

  private @Nullable VisitedPath latestVisit(String node) {
    for (int i = visits.size() - 1; i >= 0; i--) {
      if (visits.get(i).node().equals(node)) {
        return visits.get(i);
      }
    }
    return null;
  }

  public PacketTag tag() {
    return tag;
  }

  /** When its sender made it. */
  public long sentPs() {
    return sentPs;
  }

  /** The connection of the flow that it belongs to. */
  public int connection() {
    FlowTag flow = tag.flow();
    return flow == null ? 0 : flow.connection();
  }

  /** Whether it went from the flow's target to its origin. */
  public boolean isReply() {
    FlowTag flow = tag.flow();
    return flow != null && flow.reply();
  }

  /** Whether it opened a connection, or answered such a packet: SYN or SYN-ACK, not RST. */
  public boolean isSyn() {
    return (tcpFlags & (TcpHeader.SYN | TcpHeader.RST)) == TcpHeader.SYN;
  }

  public boolean isTcp() {
    return tcpFlags != 0;
  }

  /**
   * The initial sequence number of who opened the connection, which tells one attempt from the next
   * at both ends and behind every NAT; meaningless but for {@linkplain #isSyn SYN and SYN-ACK}.
   */
  public int clientSequence() {
    return clientSequence;
  }

  /** Whether it tells that a packet of the other direction did not arrive. */
  public boolean isIcmpError() {
    return icmpError;
  }

  public boolean isDelivered() {
    return deliveredBy != null;
  }

  /** When it reached its end; meaningless unless delivered. */
  public long deliveredPs() {
    return deliveredPs;
  }

  /** Whether it was lost for good; neither delivered nor lost means that it is still on its way. */
  public boolean isLost() {
    return deliveredBy == null && dropReason != null;
  }

  /** Why it was dropped last, or null. A delivered packet can have one: a flooded copy. */
  public @Nullable DropReason dropReason() {
    return dropReason;
  }

  /** Where it was dropped last, or null. */
  public @Nullable String dropNode() {
    return dropNode;
  }

  /** The nodes on the way that was delivered, or as far as the packet came. */
  public List<String> nodes() {
    VisitedPath end = deliveredBy != null ? deliveredBy : visits.get(visits.size() - 1);
    return end.nodes();
  }
}
