package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One end of a replay, as a machine without clock or network. It sends its frames in the order of
 * the capture, and each only when all frames that it had received before it in the capture have
 * arrived, and the captured time since the last of those has passed.
 *
 * <p>A frame that does not come within the loss tolerance stalls its conversation: what the
 * conversation has still to send is held back, and everything else goes on without waiting for it.
 * When the missing frame comes after all the conversation goes on. So nothing that depends on a
 * lost frame is ever sent, and nothing waits for ever.
 */
final class ReplaySide {
  private static final long NONE = -1;

  private final ReplayPlan plan;
  private final boolean isClient;
  private final List<ReplayFrame> frames;
  private final ConversationState[] conversations;

  // Frame indices of conversations that are not stalled.
  private final TreeSet<Integer> unsent = new TreeSet<>();
  private final TreeSet<Integer> awaited = new TreeSet<>();

  private final long[] sentPs;
  private final long[] arrivalPs;
  private final @Nullable Payload[] arrived;
  private final int[] lastReceptionBefore;
  private final Map<FlowKey, ConversationState> bindings = new LinkedHashMap<>();

  private long startPs = NONE;
  private int anchorIndex;
  private long anchorPs = NONE;
  private long progressPs;
  private long progressCapturedPs;
  private int greatestSent = -1;
  private int greatestReceived = -1;
  private int firstMissing;

  private int sent;
  private int received;
  private int sentOutOfOrder;
  private int sentPastMissing;
  private int receivedOutOfOrder;
  private int duplicates;
  private int altered;
  private int unexpected;

  /** What this side knows of a conversation. */
  private static final class ConversationState {
    private final ReplayPlan.Conversation conversation;
    private final TreeSet<Integer> unsent = new TreeSet<>();
    private final TreeSet<Integer> missing = new TreeSet<>();
    private final TreeMap<ReplayFrame.Identity, ArrayDeque<Integer>> expected = new TreeMap<>();
    private @Nullable FlowKey observed;
    private int stalledAt = -1;

    ConversationState(ReplayPlan.Conversation conversation) {
      this.conversation = conversation;
    }

    boolean isStalled() {
      return stalledAt >= 0;
    }

    boolean expects(ReplayFrame.Identity identity) {
      ArrayDeque<Integer> indices = expected.get(identity);
      return indices != null && !indices.isEmpty();
    }
  }

  ReplaySide(ReplayPlan plan, boolean isClient) {
    this.plan = plan;
    this.isClient = isClient;
    this.frames = plan.frames();
    this.conversations = new ConversationState[plan.conversations().size()];
    this.sentPs = new long[frames.size()];
    this.arrivalPs = new long[frames.size()];
    this.arrived = new Payload[frames.size()];
    this.lastReceptionBefore = new int[frames.size()];
    for (ReplayPlan.Conversation each : plan.conversations()) {
      conversations[each.number()] = new ConversationState(each);
    }
    int lastReception = -1;
    for (ReplayFrame frame : frames) {
      sentPs[frame.index()] = NONE;
      arrivalPs[frame.index()] = NONE;
      lastReceptionBefore[frame.index()] = lastReception;
      ConversationState state = conversations[frame.conversation()];
      if (frame.fromClient() == isClient) {
        unsent.add(frame.index());
        state.unsent.add(frame.index());
      } else {
        lastReception = frame.index();
        awaited.add(frame.index());
        state.missing.add(frame.index());
        state
            .expected
            .computeIfAbsent(ReplayFrame.Identity.of(frame.packet()), key -> new ArrayDeque<>())
            .add(frame.index());
      }
    }
  }

  /** The replay's time zero on this side. */
  void start(long atPs) {
    startPs = atPs;
    progressPs = atPs;
  }

  boolean isStarted() {
    return startPs != NONE;
  }

  /**
   * Does what is due.
   *
   * @param due gets the frames to send now, in order
   * @return when to call again, unless something arrives before: {@link SimTime#NEVER} for not at
   *     all
   */
  long proceed(long nowPs, List<ReplayFrame> due) {
    while (!unsent.isEmpty()) {
      int head = unsent.first();
      if (!awaited.isEmpty() && awaited.first() < head) {
        long patiencePs = givesUpPs(awaited.first());
        if (nowPs < patiencePs) {
          return patiencePs;
        }
        stall(nowPs, awaited.first());
        continue;
      }
      long duePs = duePs(head);
      if (nowPs < duePs) {
        return duePs;
      }
      send(nowPs, head, due);
    }
    return SimTime.NEVER;
  }

  private long scaled(long capturedPs) {
    double scale = plan.config().timeScale();
    return scale == 1 ? capturedPs : Math.round(capturedPs * scale);
  }

  /** When a missing frame is no longer waited for: the tolerance after its time in the capture. */
  private long givesUpPs(int missing) {
    long gapPs = Math.max(0, frames.get(missing).timePs() - progressCapturedPs);
    return progressPs + scaled(gapPs) + plan.config().lossTolerancePs();
  }

  private void stall(long nowPs, int missing) {
    ConversationState state = conversations[frames.get(missing).conversation()];
    state.stalledAt = missing;
    awaited.removeAll(state.missing);
    unsent.removeAll(state.unsent);
    progressPs = nowPs;
  }

  /** When a frame may go out whose predecessors have arrived. */
  private long duePs(int index) {
    long capturedPs = frames.get(index).timePs();
    int lastReception = lastReceptionBefore[index];
    while (anchorIndex < index) {
      anchorPs = Math.max(anchorPs, arrivalPs[anchorIndex++]);
    }
    if (lastReception < 0 || anchorPs == NONE) {
      return startPs + scaled(capturedPs);
    }
    return anchorPs + scaled(capturedPs - frames.get(lastReception).timePs());
  }

  private void send(long nowPs, int index, List<ReplayFrame> due) {
    ReplayFrame frame = frames.get(index);
    unsent.remove(index);
    conversations[frame.conversation()].unsent.remove(index);
    sentPs[index] = nowPs;
    sent++;
    if (index < greatestSent) {
      sentOutOfOrder++;
    }
    greatestSent = Math.max(greatestSent, index);
    if (isAnyMissingBefore(index)) {
      sentPastMissing++;
    }
    progressed(nowPs, frame);
    due.add(frame);
  }

  /** Looks at the facts, not at the sets that decide: this is the check on them. */
  private boolean isAnyMissingBefore(int index) {
    while (firstMissing < index && isHere(firstMissing)) {
      firstMissing++;
    }
    return firstMissing < index;
  }

  private boolean isHere(int index) {
    return frames.get(index).fromClient() == isClient || arrivalPs[index] != NONE;
  }

  private void progressed(long nowPs, ReplayFrame frame) {
    progressPs = nowPs;
    progressCapturedPs = Math.max(progressCapturedPs, frame.timePs());
  }

  /** A packet of the replay arrived here. */
  void received(long nowPs, Packet packet) {
    ReplayFrame.Identity identity = ReplayFrame.Identity.of(packet);
    FlowKey key = FlowKey.of(0, packet);
    ConversationState state = conversationOf(key, packet, identity);
    ArrayDeque<Integer> expected = state == null ? null : state.expected.get(identity);
    if (state == null || expected == null) {
      unexpected++;
      return;
    }
    if (expected.isEmpty()) {
      duplicates++;
      return;
    }
    arrived(nowPs, state, expected.remove(), packet);
  }

  private void arrived(long nowPs, ConversationState state, int index, Packet packet) {
    ReplayFrame frame = frames.get(index);
    received++;
    if (index < greatestReceived) {
      receivedOutOfOrder++;
    }
    greatestReceived = Math.max(greatestReceived, index);
    if (!packet.payload().equals(frame.packet().payload())) {
      altered++;
    }
    arrivalPs[index] = nowPs;
    arrived[index] = packet.payload();
    if (index < anchorIndex) {
      anchorPs = Math.max(anchorPs, nowPs);
    }
    state.missing.remove(index);
    awaited.remove(index);
    progressed(nowPs, frame);
    if (state.isStalled() && (state.missing.isEmpty() || state.missing.first() > state.stalledAt)) {
      state.stalledAt = -1;
      awaited.addAll(state.missing);
      unsent.addAll(state.unsent);
    }
  }

  /** The conversation that a packet belongs to, by its ports and else by what it says. */
  private @Nullable ConversationState conversationOf(
      FlowKey key, Packet packet, ReplayFrame.Identity identity) {
    ConversationState bound = bindings.get(key);
    if (bound != null && bound.expects(identity)) {
      return bound;
    }
    ConversationState found = null;
    for (ConversationState state : conversations) {
      boolean possible =
          state.observed == null
              && state.conversation.protocol() == key.protocol()
              && state.expects(identity);
      if (possible && (found == null || hasCapturedPort(state, packet))) {
        found = state;
        if (hasCapturedPort(state, packet)) {
          break;
        }
      }
    }
    if (found == null) {
      return bound;
    }
    found.observed = key;
    bindings.put(key, found);
    return found;
  }

  /** Whether no translation changed the client's port (or the identifier of an echo). */
  private boolean hasCapturedPort(ConversationState state, Packet packet) {
    var transport = packet.transport();
    return transport != null
        && (isClient ? transport.destinationPort() : transport.sourcePort())
            == state.conversation.clientPort();
  }

  /** The 5-tuple with which packets of a conversation arrive here, or null before the first. */
  @Nullable FlowKey observed(int conversation) {
    return conversations[conversation].observed;
  }

  /** The frame could not be sent after all: nobody knows yet where to. */
  void withdrawn(ReplayFrame frame) {
    sentPs[frame.index()] = NONE;
    sent--;
  }

  // Results.

  long sentPs(int index) {
    return sentPs[index];
  }

  long arrivalPs(int index) {
    return arrivalPs[index];
  }

  @Nullable Payload arrivedPayload(int index) {
    return arrived[index];
  }

  /** Conversations in which something that was to arrive here has been given up for now. */
  List<ReplayPlan.Conversation> stalled() {
    List<ReplayPlan.Conversation> stalled = new ArrayList<>();
    for (ConversationState state : conversations) {
      if (state.isStalled()) {
        stalled.add(state.conversation);
      }
    }
    return stalled;
  }

  int sent() {
    return sent;
  }

  int received() {
    return received;
  }

  /** Frames sent after a later one of the capture. */
  int sentOutOfOrder() {
    return sentOutOfOrder;
  }

  /** Frames sent although a frame of another conversation that came before them was missing. */
  int sentPastMissing() {
    return sentPastMissing;
  }

  int receivedOutOfOrder() {
    return receivedOutOfOrder;
  }

  int duplicates() {
    return duplicates;
  }

  /** Frames that arrived with another payload. */
  int altered() {
    return altered;
  }

  /** Packets of the flow that match no frame of the capture. */
  int unexpected() {
    return unexpected;
  }
}
