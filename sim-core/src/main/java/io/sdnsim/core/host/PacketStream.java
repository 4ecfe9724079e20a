package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;
import java.util.function.Consumer;

/**
 * The fate of numbered packets that one sender or prober sends: delivered, lost or not yet known.
 *
 * <p>Packets are decided in the order in which they were sent: a packet is delivered when it (or
 * its answer) arrives within the loss timeout, else it is lost. A run of lost packets between two
 * delivered ones is an outage, from the sending of the first lost one to the sending of the next
 * delivered one.
 */
public final class PacketStream {
  private static final byte PENDING = 0;
  private static final byte DELIVERED = 1;
  private static final byte LOST = 2;

  private final int index;
  private final FlowStatsConfig config;
  private final GapLog outages;
  private final LatencyStats latency;

  private long[] sendPs = new long[16];
  private byte[] fate = new byte[16];
  private int oldest;
  private int next;

  private long delivered;
  private long lost;
  private long duplicates;
  private long late;
  private long runStartPs = -1;
  private int runPackets;
  private long stoppedPs = SimTime.NEVER;

  // RFC 3550 6.4.1: the transit time of the packet that arrived before, and the running jitter.
  private long lastTransitPs = -1;
  private double jitterPs;

  PacketStream(int index, FlowStatsConfig config, GapLog outages, LatencyStats latency) {
    this.index = index;
    this.config = config;
    this.outages = outages;
    this.latency = latency;
  }

  /** The number that the next packet gets. */
  public int nextNumber() {
    return next;
  }

  /** A packet goes out; returns its number. */
  int sent(long nowPs) {
    settle(nowPs);
    if (next - oldest == fate.length) {
      makeRoom();
    }
    stoppedPs = SimTime.NEVER;
    int slot = slot(next);
    sendPs[slot] = nowPs;
    fate[slot] = PENDING;
    return next++;
  }

  private void makeRoom() {
    if (fate.length < config.maxOutstanding()) {
      grow();
      return;
    }
    if (fate[slot(oldest)] == PENDING) {
      fate[slot(oldest)] = LOST;
      lost++;
    }
    settleOldest();
  }

  private void grow() {
    long[] oldSendPs = sendPs;
    byte[] oldFate = fate;
    sendPs = new long[oldFate.length * 2];
    fate = new byte[oldFate.length * 2];
    for (int number = oldest; number < next; number++) {
      sendPs[slot(number)] = oldSendPs[number & oldFate.length - 1];
      fate[slot(number)] = oldFate[number & oldFate.length - 1];
    }
  }

  /**
   * The packet, or the answer to it, arrived.
   *
   * @return when it was sent, or -1 when it counts no more: a duplicate, or too late
   */
  long received(int number, long nowPs) {
    if (number < Math.max(0, next - fate.length) || number >= next) {
      late++;
      return -1;
    }
    int slot = slot(number);
    if (fate[slot] == DELIVERED) {
      duplicates++;
      return -1;
    }
    if (fate[slot] == LOST || nowPs - sendPs[slot] > config.lossTimeoutPs()) {
      late++;
      settle(nowPs);
      return -1;
    }
    fate[slot] = DELIVERED;
    delivered++;
    long sentPs = sendPs[slot];
    recordTransit(nowPs - sentPs);
    settle(nowPs);
    return sentPs;
  }

  private void recordTransit(long transitPs) {
    latency.record(transitPs);
    if (lastTransitPs >= 0) {
      // RFC 3550 6.4.1: J(i) = J(i-1) + (|D(i-1,i)| - J(i-1)) / 16
      jitterPs += (Math.abs(transitPs - lastTransitPs) - jitterPs) / 16;
    }
    lastTransitPs = transitPs;
  }

  /** The packet is known to be lost: refused, unreachable, given up by the prober. */
  void failed(int number, long nowPs) {
    if (number >= oldest && number < next && fate[slot(number)] == PENDING) {
      fate[slot(number)] = LOST;
      lost++;
    }
    settle(nowPs);
  }

  /** No more packets for now: an outage that is open lasts until here at most. */
  void stopped(long nowPs) {
    stoppedPs = nowPs;
  }

  private void settle(long nowPs) {
    while (oldest < next) {
      int slot = slot(oldest);
      if (fate[slot] == PENDING) {
        if (nowPs - sendPs[slot] <= config.lossTimeoutPs()) {
          return;
        }
        fate[slot] = LOST;
        lost++;
      }
      settleOldest();
    }
  }

  private void settleOldest() {
    int slot = slot(oldest++);
    if (fate[slot] == LOST) {
      if (runStartPs < 0) {
        runStartPs = sendPs[slot];
      }
      runPackets++;
    } else if (runStartPs >= 0) {
      outages.add(new Gap(index, runStartPs, sendPs[slot], runPackets));
      runStartPs = -1;
      runPackets = 0;
    }
  }

  /**
   * Tells of the outages that are not yet in the log: those whose end is not settled, because an
   * earlier packet's fate is not known or because nothing was delivered since.
   */
  void openOutages(long nowPs, Consumer<Gap> sink) {
    long start = runStartPs;
    int packets = runPackets;
    for (int number = oldest; number < next; number++) {
      int slot = slot(number);
      if (isLost(slot, nowPs)) {
        start = start < 0 ? sendPs[slot] : start;
        packets++;
      } else if (fate[slot] == DELIVERED && start >= 0) {
        sink.accept(new Gap(index, start, sendPs[slot], packets));
        start = -1;
        packets = 0;
      }
    }
    if (start >= 0) {
      sink.accept(new Gap(index, start, Math.max(start, Math.min(nowPs, stoppedPs)), packets));
    }
  }

  private boolean isLost(int slot, long nowPs) {
    return fate[slot] == LOST
        || (fate[slot] == PENDING && nowPs - sendPs[slot] > config.lossTimeoutPs());
  }

  private int slot(int number) {
    return number & fate.length - 1;
  }

  public long sent() {
    return next;
  }

  public long delivered() {
    return delivered;
  }

  /** Packets lost as far as is known at this time. */
  public long lost(long nowPs) {
    long overdue = 0;
    for (int number = oldest; number < next; number++) {
      int slot = slot(number);
      if (fate[slot] == PENDING && isLost(slot, nowPs)) {
        overdue++;
      }
    }
    return lost + overdue;
  }

  public long duplicates() {
    return duplicates;
  }

  /** Packets that arrived after they were counted as lost. */
  public long late() {
    return late;
  }

  public double jitterPs() {
    return jitterPs;
  }
}
