package io.sdnsim.scenarios.observe;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every packet that was dropped, of flows and of control traffic alike. */
public final class DropLog implements TraceSink {
  /**
   * One lost packet.
   *
   * @param flow null for packets of no flow (ARP)
   */
  public record Drop(long timePs, String node, DropReason reason, @Nullable String flow) {}

  private final List<Drop> drops = new ArrayList<>();

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    if (step instanceof Step.Dropped dropped) {
      FlowTag flow = packet.tag().flow();
      drops.add(new Drop(timePs, node, dropped.reason(), flow == null ? null : flow.flow()));
    }
  }

  /** In the order in which they happened. */
  public List<Drop> drops() {
    return Collections.unmodifiableList(drops);
  }
}
