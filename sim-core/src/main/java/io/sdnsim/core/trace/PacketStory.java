package io.sdnsim.core.trace;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where one packet went, what each hop did to it, and why. */
public final class PacketStory {
  private final PacketTag tag;
  private final List<Hop> hops = new ArrayList<>();

  PacketStory(PacketTag tag) {
    this.tag = tag;
  }

  public PacketTag tag() {
    return tag;
  }

  /** In the order in which the packet reached the nodes. */
  public List<Hop> hops() {
    return Collections.unmodifiableList(hops);
  }

  /** Whether the packet, or a copy of it, was delivered. */
  public boolean isDelivered() {
    return hops.stream()
        .flatMap(hop -> hop.steps().stream())
        .anyMatch(traced -> traced.step() instanceof Step.Delivered);
  }

  void add(long timePs, String node, Packet packet, Step step) {
    hopFor(node, step).add(new Hop.TracedStep(timePs, step, packet));
  }

  private Hop hopFor(String node, Step step) {
    if (step instanceof Step.Received received) {
      return newHop(node, latestHopAt(received.fromNode()));
    }
    int latest = latestHopAt(node);
    return latest == Hop.NO_PARENT ? newHop(node, Hop.NO_PARENT) : hops.get(latest);
  }

  private Hop newHop(String node, int parent) {
    Hop hop = new Hop(node, parent);
    hops.add(hop);
    return hop;
  }

  private int latestHopAt(String node) {
    for (int i = hops.size() - 1; i >= 0; i--) {
      if (hops.get(i).node().equals(node)) {
        return i;
      }
    }
    return Hop.NO_PARENT;
  }
}
