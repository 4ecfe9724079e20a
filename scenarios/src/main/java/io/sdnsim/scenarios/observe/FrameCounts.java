package io.sdnsim.scenarios.observe;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts the frames that every node receives, and keeps the times of those of some nodes. */
public final class FrameCounts implements TraceSink {
  private final SortedSet<String> timed;
  private final Map<String, Times> received = new TreeMap<>();
  private final Map<String, Times> sent = new TreeMap<>();
  private long arrivals;

  /** Ascending times in a growing array. */
  private static final class Times {
    private long[] times = new long[64];
    private int count;

    void add(long timePs) {
      if (count == times.length) {
        times = Arrays.copyOf(times, count * 2);
      }
      times[count++] = timePs;
    }

    long in(long fromPs, long toPs) {
      long number = 0;
      for (int i = 0; i < count; i++) {
        if (times[i] >= fromPs && times[i] <= toPs) {
          number++;
        }
      }
      return number;
    }
  }

  /**
   * @param timed nodes whose frames are asked for by time
   */
  public FrameCounts(SortedSet<String> timed) {
    this.timed = new TreeSet<>(timed);
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    if (step instanceof Step.Received) {
      arrivals++;
      if (timed.contains(node)) {
        received.computeIfAbsent(node, n -> new Times()).add(timePs);
      }
    } else if (step instanceof Step.Transmitted && timed.contains(node)) {
      sent.computeIfAbsent(node, n -> new Times()).add(timePs);
    }
  }

  /** Frames that arrived at any node. */
  public long arrivals() {
    return arrivals;
  }

  /** Frames that a timed node received from one time to another, both included. */
  public long received(String node, long fromPs, long toPs) {
    Times times = received.get(node);
    return times == null ? 0 : times.in(fromPs, toPs);
  }

  /** Frames that a timed node sent from one time to another, both included. */
  public long sent(String node, long fromPs, long toPs) {
    Times times = sent.get(node);
    return times == null ? 0 : times.in(fromPs, toPs);
  }
}
