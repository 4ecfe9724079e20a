package io.sdnsim.slb.mux;

import io.sdnsim.slb.control.ControlMessage.Overloaded;
import io.sdnsim.slb.goal.Talker;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out when a Mux is overloaded, and by which VIPs (Ananta 3.6.2). The first packet that the
 * CPU drops begins a watch; when it is over and packets are still being dropped, the VIPs with the
 * most packets are the top talkers.
 *
 * <p>How Ananta's Muxes tell a burst from an overload is not published: ours call it one when they
 * have dropped something in the last tenth of the watch, or as soon after it.
 */
final class OverloadWatch {
  /** As many are reported at most. */
  private static final int MOST_TALKERS = 10;

  private static final int PARTS = 10;

  private final long lengthPs;
  private final Map<String, Long> packets = new TreeMap<>();
  private boolean watching;
  private long beganPs;
  private long droppedBefore;
  private long dropped;
  private long lastDropPs;

  /**
   * @param droppedSoFar packets that the CPU dropped before the watch was there
   */
  OverloadWatch(long lengthPs, long droppedSoFar) {
    this.lengthPs = lengthPs;
    this.dropped = droppedSoFar;
  }

  /** A packet for a VIP has reached the Mux. */
  void count(String vip) {
    if (watching) {
      packets.merge(vip, 1L, Long::sum);
    }
  }

  /**
   * To be called often: for every packet.
   *
   * @param droppedSoFar packets that the CPU has dropped since the node began
   * @return what to tell the SLB manager, or null
   */
  @Nullable Overloaded observe(long nowPs, long droppedSoFar) {
    if (watching && nowPs - beganPs > lengthPs + lengthPs / PARTS) {
      // Nothing came when the watch ended: what overloads a Mux now began later.
      watching = false;
    }
    if (droppedSoFar != dropped) {
      if (!watching) {
        begin(nowPs);
      }
      dropped = droppedSoFar;
      lastDropPs = nowPs;
    }
    if (!watching || nowPs - beganPs < lengthPs) {
      return null;
    }
    watching = false;
    boolean stillDropping = nowPs - lastDropPs <= lengthPs / PARTS;
    return stillDropping && !packets.isEmpty()
        ? new Overloaded(dropped - droppedBefore, topTalkers())
        : null;
  }

  private void begin(long nowPs) {
    watching = true;
    beganPs = nowPs;
    droppedBefore = dropped;
    packets.clear();
  }

  private List<Talker> topTalkers() {
    return packets.entrySet().stream()
        .map(entry -> new Talker(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Talker::packets).reversed())
        .limit(MOST_TALKERS)
        .toList();
  }
}
