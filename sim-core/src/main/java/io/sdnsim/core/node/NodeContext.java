package io.sdnsim.core.node;

import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.EventSource;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.Tracer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated world offers to the parts of one node: its name, the clock, timers that heed
 * the node's life cycle, random streams, packet accounts and the trace.
 */
public final class NodeContext extends EventSource {
  private static final int TAG_SEQUENCE_BITS = 40;

  private final Simulation simulation;
  private final Tracer tracer;
  private final int index;
  private final String name;

  /** Timers that expired while the node was frozen. */
  private final Deque<NodeTimer> deferred = new ArrayDeque<>(1);

  private NodeState state = NodeState.RUNNING;
  private int incarnation;
  private long tagSequence;

  /** The accounts stand here, not in an object of their own: every packet needs them. */
  private long created;

  private long copied;
  private long fragmented;
  private long consumed;
  private SortedMap<String, Long> dropsByReason = Collections.emptySortedMap();

  /**
   * @param index the node's number in the simulation, unique, from 0
   * @param name unique in the simulation
   */
  public NodeContext(Simulation simulation, Tracer tracer, int index, String name) {
    super(index);
    this.simulation = simulation;
    this.tracer = tracer;
    this.index = index;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public int index() {
    return index;
  }

  public Simulation simulation() {
    return simulation;
  }

  /** Numbers this node's events. */
  public EventSource source() {
    return this;
  }

  /** The packet accounts as they are now. */
  public PacketLedger ledger() {
    return new PacketLedger(
        created,
        copied,
        fragmented,
        consumed,
        Collections.unmodifiableSortedMap(new TreeMap<>(dropsByReason)));
  }

  public long nowPs() {
    return simulation.nowPs();
  }

  /** A random stream for one purpose of this node. */
  public RandomStream random(String purpose) {
    return simulation.randomStreams().stream("node/" + name + "/" + purpose);
  }

  /**
   * A timer whose action runs only in this life of the node: while the node is frozen an expiry
   * waits until it thaws, unless the timer is cancelled or set anew by then, and with the power
   * gone it never comes.
   */
  public Timer timer(Runnable action) {
    return new NodeTimer(action);
  }

  private final class NodeTimer extends Timer {
    private final int bornIn = incarnation;

    NodeTimer(Runnable action) {
      super(simulation, NodeContext.this, EventClass.TIMER, action);
    }

    @Override
    protected void expire() {
      if (bornIn != incarnation) {
        return;
      }
      if (state == NodeState.FROZEN) {
        deferred.add(this);
      } else {
        action().run();
      }
    }

    @Override
    public void cancel() {
      super.cancel();
      forgetExpiry();
    }

    @Override
    public void setAt(long timePs) {
      super.setAt(timePs);
      forgetExpiry();
    }

    private void forgetExpiry() {
      if (!deferred.isEmpty()) {
        deferred.remove(this);
      }
    }

    private void runLate() {
      action().run();
    }
  }

  public NodeState state() {
    return state;
  }

  public boolean isRunning() {
    return state == NodeState.RUNNING;
  }

  /** The node hangs from now on. */
  public void freeze() {
    if (state == NodeState.RUNNING) {
      state = NodeState.FROZEN;
    }
  }

  /** The node goes on; timers that expired meanwhile run now, in the order of their expiry. */
  public void thaw() {
    if (state != NodeState.FROZEN) {
      return;
    }
    state = NodeState.RUNNING;
    while (state == NodeState.RUNNING && !deferred.isEmpty()) {
      deferred.remove().runLate();
    }
  }

  /** The power goes: timers of this life never run. */
  public void powerOff() {
    state = NodeState.OFF;
    incarnation++;
    deferred.clear();
  }

  /** The power comes back; the node's parts are to be built anew. */
  public void powerOn() {
    if (state == NodeState.OFF) {
      state = NodeState.RUNNING;
    }
  }

  /** A tag for a packet that this node makes. */
  public PacketTag newTag(@Nullable FlowTag flow, int number) {
    return new PacketTag((long) index << TAG_SEQUENCE_BITS | tagSequence++, flow, number);
  }

  /** Whether somebody reads the trace; ask before building a step. */
  public boolean isTracing() {
    return tracer.isOn();
  }

  /** Records a step; only when {@link #isTracing}. */
  public void step(Packet packet, Step step) {
    tracer.step(simulation.nowPs(), name, packet, step);
  }

  /** Accounts for a packet that this node made. */
  public void created(Packet packet, String by) {
    created++;
    if (tracer.isOn()) {
      step(packet, new Step.Originated(by));
    }
  }

  /** Accounts for copies beyond the original. */
  public void copied(Packet packet, String why, int copies) {
    copied += copies;
    if (tracer.isOn()) {
      step(packet, new Step.Copied(why, copies));
    }
  }

  /** Accounts for a datagram that became several fragments. */
  public void fragmented(Packet packet, int fragments, int mtuBytes) {
    fragmented += fragments - 1;
    if (tracer.isOn()) {
      step(packet, new Step.Fragmented(fragments, mtuBytes));
    }
  }

  /** Accounts for fragments that became one datagram. */
  public void reassembled(Packet datagram, int fragments) {
    consumed += fragments - 1;
    if (tracer.isOn()) {
      step(datagram, new Step.Reassembled(fragments));
    }
  }

  /** Accounts for a packet that reached its end here. */
  public void consumed(Packet packet, String by) {
    consumed++;
    if (tracer.isOn()) {
      step(packet, new Step.Delivered(by));
    }
  }

  /** Accounts for a packet that is lost here. */
  public void drop(Packet packet, DropReason reason) {
    drop(packet, reason, null);
  }

  /**
   * Accounts for a packet that is lost here.
   *
   * @param detail what in particular, such as the ACL line
   */
  public void drop(Packet packet, DropReason reason, @Nullable String detail) {
    if (dropsByReason.isEmpty()) {
      dropsByReason = new TreeMap<>();
    }
    dropsByReason.merge(reason.label(), 1L, Long::sum);
    if (tracer.isOn()) {
      step(packet, new Step.Dropped(reason, detail));
    }
  }

  /**
   * Announces that a row of one of this node's tables changed.
   *
   * @param row makes the row (a LinkedHashMap in display order); null when the row is gone
   */
  public void tableChanged(String table, String key, @Nullable Supplier<Map<String, Object>> row) {
    tracer.tableChanged(simulation.nowPs(), name, table, key, row);
  }
}
