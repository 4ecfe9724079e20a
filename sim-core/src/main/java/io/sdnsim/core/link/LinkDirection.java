package io.sdnsim.core.link;

import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.EventTarget;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.trace.Step;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link: a transmitter with a drop-tail FIFO queue, and the line.
 *
 * <p>Nothing happens to a frame between its transmission and its arrival, so departure and arrival
 * are computed when it is handed over. Frames on the way stand in a ring, and only the first has an
 * entry in the event list. An impairment that lets frames overtake one another gives each frame its
 * own event instead.
 */
final class LinkDirection implements EventTarget {
  private static final int INITIAL_SLOTS = 4;
  private static final @Nullable Packet[] NO_PACKETS = {};
  private static final long[] NO_FACTS = {};

  private static final int FACTS = 3;
  private static final int ARRIVAL = 0;
  private static final int START = 1;
  private static final int KEY = 2;

  private final Simulation simulation;
  private final NodeContext sender;
  private final Port from;
  private final Port to;
  private final LinkConfig config;
  private final RandomStream random;
  private final int number;

  private boolean carrier = true;
  private boolean cut;
  private @Nullable Impairment impairment;
  private long busyUntilPs;
  private long lastArrivalPs;

  /**
   * The frame at position head, if there is one. Most lines hold one frame at most, and never need
   * a ring: that keeps big networks in the processor's cache.
   */
  private @Nullable Packet headFrame;

  private long headStartPs;
  private long headKey;

  /** The ring, for the frames behind: each, and its times and key at {@link #ARRIVAL} and so on. */
  private @Nullable Packet[] packets = NO_PACKETS;

  private long[] facts = NO_FACTS;
  private int head;
  private int firstWaiting;
  private int tail;
  private int overtaking;
  private int epoch;

  LinkDirection(Simulation simulation, Port from, Port to, LinkConfig config) {
    this.simulation = simulation;
    this.sender = from.owner();
    this.from = from;
    this.to = to;
    this.config = config;
    this.random =
        simulation.randomStreams().stream("link/" + from.fullName() + ">" + to.fullName());
    this.number = simulation.register(this);
  }

  int mtuBytes() {
    return config.mtuBytes();
  }

  boolean hasCarrier() {
    return carrier;
  }

  /** Frames queued, in transmission or on the line. */
  int inFlight() {
    return tail - head + overtaking;
  }

  void setCarrier(boolean newCarrier) {
    carrier = newCarrier;
    if (!carrier) {
      dropInFlight(CoreDrop.LINK_DOWN);
    }
  }

  void setCut(boolean newCut) {
    cut = newCut;
    if (cut) {
      dropInFlight(CoreDrop.LINK_CUT);
    }
  }

  void setImpairment(Impairment newImpairment) {
    impairment = newImpairment.equals(Impairment.NONE) ? null : newImpairment;
  }

  void transmit(Packet frame) {
    if (!carrier || cut) {
      sender.drop(frame, carrier ? CoreDrop.LINK_CUT : CoreDrop.LINK_DOWN, from.name());
      return;
    }
    if (frame.networkLengthBytes() > config.mtuBytes()) {
      sender.drop(frame, CoreDrop.FRAME_TOO_BIG, from.name());
      return;
    }
    long now = simulation.nowPs();
    while (firstWaiting != tail && startPs(firstWaiting) <= now) {
      firstWaiting++;
    }
    if (tail - firstWaiting >= config.queuePackets()) {
      sender.drop(frame, CoreDrop.QUEUE_FULL, from.name());
      return;
    }
    Impairment faults = impairment;
    long start = Math.max(now, busyUntilPs);
    busyUntilPs =
        start
            + (faults == null || faults.rateBps() == 0
                ? config.transmissionPs(frame.lengthBytes())
                : LinkConfig.transmissionPs(
                    frame.lengthBytes() + config.overheadBytes(), faults.rateBps()));
    if (sender.isTracing()) {
      if (start > now) {
        sender.step(frame, new Step.Queued("transmitter", start - now));
      }
      sender.step(frame, new Step.Transmitted(from.name()));
    }
    long arrival = busyUntilPs + config.delayPs();
    if (faults == null) {
      append(frame, start, arrival);
    } else {
      transmitImpaired(frame, start, arrival + faults.extraDelayPs(), faults);
    }
  }

  /**
   * Arrivals on a FIFO line never overtake: after an impairment with a longer delay ended, a frame
   * waits for those that are still on the line.
   */
  private void append(Packet frame, long start, long arrival) {
    lastArrivalPs = Math.max(arrival, lastArrivalPs);
    long key = sender.source().nextKey(EventClass.FRAME);
    if (tail == head) {
      headFrame = frame;
      headStartPs = start;
      headKey = key;
      simulation.schedule(lastArrivalPs, key, number);
    } else {
      enqueue(frame, start, key);
    }
    tail++;
  }

  private void enqueue(Packet frame, long start, long key) {
    if (tail - head > packets.length) {
      grow();
    }
    int slot = slot(tail);
    int at = slot * FACTS;
    packets[slot] = frame;
    facts[at + ARRIVAL] = lastArrivalPs;
    facts[at + START] = start;
    facts[at + KEY] = key;
  }

  private long startPs(int position) {
    return position == head ? headStartPs : facts[slot(position) * FACTS + START];
  }

  private void transmitImpaired(Packet frame, long start, long arrival, Impairment faults) {
    boolean lost = random.nextBoolean(faults.loss());
    boolean corrupted = random.nextBoolean(faults.corruption());
    boolean duplicated = random.nextBoolean(faults.duplication());
    boolean heldBack = random.nextBoolean(faults.reordering());
    long jitter = faults.jitterPs() == 0 ? 0 : random.nextLong(faults.jitterPs() + 1);
    if (lost) {
      sender.drop(frame, CoreDrop.LINK_LOSS, from.name());
      return;
    }
    boolean plain = !corrupted && !duplicated && faults.jitterPs() == 0 && faults.reordering() == 0;
    if (plain) {
      append(frame, start, arrival);
      return;
    }
    long due = arrival + jitter + (heldBack ? faults.reorderDelayPs() : 0);
    deliverAlone(frame, due, corrupted);
    if (duplicated) {
      sender.copied(frame, "duplicated on the link", 1);
      deliverAlone(frame, due, corrupted);
    }
  }

  private void deliverAlone(Packet frame, long arrival, boolean corrupted) {
    int bornIn = epoch;
    overtaking++;
    simulation.at(
        arrival,
        sender.source(),
        EventClass.FRAME,
        () -> {
          overtaking--;
          if (bornIn == epoch) {
            to.arrive(frame, corrupted);
          } else {
            sender.drop(frame, cut ? CoreDrop.LINK_CUT : CoreDrop.LINK_DOWN, from.name());
          }
        });
  }

  @Override
  public boolean fire(long key) {
    Packet frame = headFrame;
    if (frame == null || headKey != key) {
      return false;
    }
    takeHead();
    if (head != tail) {
      simulation.schedule(facts[slot(head) * FACTS + ARRIVAL], headKey, number);
    }
    to.arrive(frame, false);
    return true;
  }

  /** Takes the first frame off the line; the next one, if any, is the head from now on. */
  private void takeHead() {
    head++;
    if (firstWaiting - head < 0) {
      firstWaiting = head;
    }
    if (head == tail) {
      headFrame = null;
      return;
    }
    int slot = slot(head);
    int at = slot * FACTS;
    headFrame = packets[slot];
    headStartPs = facts[at + START];
    headKey = facts[at + KEY];
    packets[slot] = null;
  }

  /** Loses everything that is queued or on the line. */
  void dropInFlight(DropReason reason) {
    epoch++;
    for (Packet frame = headFrame; frame != null; frame = headFrame) {
      takeHead();
      sender.drop(frame, reason, from.name());
    }
    firstWaiting = head;
    busyUntilPs = simulation.nowPs();
    lastArrivalPs = simulation.nowPs();
  }

  private int slot(int position) {
    return position & (packets.length - 1);
  }

  private void grow() {
    int oldLength = packets.length;
    int newLength = Math.max(INITIAL_SLOTS, oldLength * 2);
    @Nullable Packet[] newPackets = new Packet[newLength];
    long[] newFacts = new long[newLength * FACTS];
    for (int position = head + 1; position != tail; position++) {
      int oldSlot = position & (oldLength - 1);
      int newSlot = position & (newLength - 1);
      newPackets[newSlot] = packets[oldSlot];
      System.arraycopy(facts, oldSlot * FACTS, newFacts, newSlot * FACTS, FACTS);
    }
    packets = newPackets;
    facts = newFacts;
  }

  @Override
  public String toString() {
    return from + ">" + to;
  }
}
