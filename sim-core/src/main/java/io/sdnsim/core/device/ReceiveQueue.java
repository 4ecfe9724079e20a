package io.sdnsim.core.device;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.link.FrameHandler;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import java.util.ArrayDeque;
import java.util.Deque;

/** Frames that are taken in one after another, each in the same time; the last ones are dropped. */
final class ReceiveQueue {
  private record Waiting(Port port, Packet frame, FrameHandler next) {}

  private final NodeContext context;
  private final String name;
  private final long servicePs;
  private final int capacity;
  private final Timer service;

  /** The first one is being worked on. */
  private final Deque<Waiting> frames = new ArrayDeque<>();

  private long dropped;

  /**
   * @param name what traces say was full
   */
  ReceiveQueue(NodeContext context, String name, long packetsPerSecond, int waiting) {
    this.context = context;
    this.name = name;
    this.servicePs = SimTime.SECOND / packetsPerSecond;
    this.capacity = waiting + 1;
    this.service = context.timer(this::served);
  }

  void add(Port port, Packet frame, FrameHandler next) {
    if (frames.size() >= capacity) {
      dropped++;
      context.drop(frame, CoreDrop.CPU_OVERLOADED, name);
      return;
    }
    frames.add(new Waiting(port, frame, next));
    if (frames.size() == 1) {
      service.setAfter(servicePs);
    }
  }

  private void served() {
    Waiting done = frames.remove();
    if (!frames.isEmpty()) {
      service.setAfter(servicePs);
    }
    done.next.receive(done.port, done.frame);
  }

  int size() {
    return frames.size();
  }

  long dropped() {
    return dropped;
  }

  /** The power is gone. */
  void stop() {
    service.discard();
    frames.forEach(waiting -> context.drop(waiting.frame, CoreDrop.NODE_OFF));
    frames.clear();
  }
}
