package io.sdnsim.core.trace;

import io.sdnsim.core.packet.Packet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One visit of a packet to a node: what the node did to it, step by step. */
public final class Hop {
  /**
   * A step and the packet as it stood after it.
   *
   * @param timePs when it happened
   */
  public record TracedStep(long timePs, Step step, Packet packet) {}

  /** The parent of the first hop. */
  public static final int NO_PARENT = -1;

  private final String node;
  private final int parentHop;
  private final List<TracedStep> steps = new ArrayList<>();

  Hop(String node, int parentHop) {
    this.node = node;
    this.parentHop = parentHop;
  }

  void add(TracedStep step) {
    steps.add(step);
  }

  public String node() {
    return node;
  }

  /** When the packet arrived at the node or was made there. */
  public long timePs() {
    return steps.get(0).timePs();
  }

  /**
   * Index of the hop that the packet came from, or {@link #NO_PARENT}. A flooded packet has several
   * hops with one parent.
   */
  public int parentHop() {
    return parentHop;
  }

  public List<TracedStep> steps() {
    return Collections.unmodifiableList(steps);
  }

  /** The packet as the node left it. */
  public Packet lastPacket() {
    return steps.get(steps.size() - 1).packet();
  }
}
