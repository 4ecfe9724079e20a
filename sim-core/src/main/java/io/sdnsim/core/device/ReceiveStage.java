package io.sdnsim.core.device;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.link.FrameHandler;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TransportHeader;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A CPU that takes in no more than so many frames a second, between a node's ports and its IP
 * stacks. Whatever the node receives needs it, so that a flood of data starves the node's own
 * routing protocol, unless that has a part of the CPU to itself (Ananta 6).
 *
 * <p>What the node does with a packet afterwards, and what it sends, costs nothing more.
 */
final class ReceiveStage {
  private final ReceiveQueue data;
  private final @Nullable ReceiveQueue control;
  private final SortedSet<Integer> controlPorts;
  private final SortedSet<IpAddress> own;

  /**
   * @param own the node's addresses
   */
  ReceiveStage(NodeContext context, ReceiveConfig config, SortedSet<IpAddress> own) {
    long reserved = config.controlPerSecond();
    int waiting = config.queuePackets();
    this.data = new ReceiveQueue(context, "data", config.packetsPerSecond() - reserved, waiting);
    this.control = reserved == 0 ? null : new ReceiveQueue(context, "control", reserved, waiting);
    this.controlPorts = new TreeSet<>(config.controlPorts());
    this.own = own;
  }

  /** Who gets a port's frames, to hand them on when they are taken in. */
  FrameHandler before(FrameHandler next) {
    ReceiveQueue reserved = control;
    if (reserved == null) {
      return (port, frame) -> data.add(port, frame, next);
    }
    return (port, frame) -> (isControl(frame) ? reserved : data).add(port, frame, next);
  }

  private boolean isControl(Packet frame) {
    if (frame.network() instanceof ArpMessage) {
      return true;
    }
    IpHeader ip = frame.ip();
    TransportHeader transport = frame.transport();
    if (ip == null || transport == null) {
      return false;
    }
    if (transport instanceof IcmpHeader icmp) {
      return icmp.isNeighborDiscovery();
    }
    return (controlPorts.contains(transport.destinationPort())
            || controlPorts.contains(transport.sourcePort()))
        && own.contains(ip.destination());
  }

  /** Frames that wait, and those that are being worked on. */
  int held() {
    return data.size() + (control == null ? 0 : control.size());
  }

  /** Frames that were dropped so far because the CPU could not keep up. */
  long dropped() {
    return data.dropped() + (control == null ? 0 : control.dropped());
  }

  /** The power is gone. */
  void stop() {
    data.stop();
    if (control != null) {
      control.stop();
    }
  }
}
