package io.sdnsim.core.host;

import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Payload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replay and both its ends. It belongs to the scenario; the two {@link ReplayApp}s work on it,
 * each on its own side.
 */
public final class ReplayRun {
  private final ReplayPlan plan;
  private final ReplaySide client;
  private final ReplaySide server;

  public ReplayRun(ReplayPlan plan) {
    this.plan = plan;
    this.client = new ReplaySide(plan, true);
    this.server = new ReplaySide(plan, false);
  }

  public ReplayPlan plan() {
    return plan;
  }

  ReplaySide side(boolean isClient) {
    return isClient ? client : server;
  }

  /** What is known so far; what is on its way counts as lost. */
  public ReplayResult result() {
    List<ReplayResult.ConversationResult> conversations = new ArrayList<>();
    Streams[] streams = new Streams[plan.conversations().size()];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = new Streams();
    }
    LatencyStats latency = new LatencyStats(true);
    for (ReplayFrame frame : plan.frames()) {
      ReplaySide from = side(frame.fromClient());
      ReplaySide to = side(!frame.fromClient());
      streams[frame.conversation()].add(frame, to.arrivedPayload(frame.index()));
      if (to.arrivalPs(frame.index()) >= 0 && from.sentPs(frame.index()) >= 0) {
        latency.record(to.arrivalPs(frame.index()) - from.sentPs(frame.index()));
      }
    }
    for (ReplayPlan.Conversation each : plan.conversations()) {
      conversations.add(streams[each.number()].result(each));
    }
    ReplayResult.Direction up = direction(client, server, true, conversations);
    ReplayResult.Direction down = direction(server, client, false, conversations);
    return new ReplayResult(
        plan.capturedFrames(),
        plan.replayedFrames(),
        plan.skipped(),
        up,
        down,
        conversations,
        flow(up, down, latency, conversations));
  }

  private ReplayResult.Direction direction(
      ReplaySide from,
      ReplaySide to,
      boolean fromClient,
      List<ReplayResult.ConversationResult> conversations) {
    int packets = 0;
    for (ReplayFrame frame : plan.frames()) {
      packets += frame.fromClient() == fromClient ? 1 : 0;
    }
    long bytes = 0;
    long delivered = 0;
    for (ReplayResult.ConversationResult each : conversations) {
      ReplayResult.StreamResult stream = fromClient ? each.clientToServer() : each.serverToClient();
      bytes += stream.bytes();
      delivered += stream.bytesDelivered();
    }
    return new ReplayResult.Direction(
        packets,
        from.sent(),
        packets - from.sent(),
        to.received(),
        from.sent() - to.received(),
        to.duplicates(),
        to.altered(),
        to.unexpected(),
        from.sentOutOfOrder(),
        from.sentPastMissing(),
        to.receivedOutOfOrder(),
        bytes,
        delivered);
  }

  private FlowResult flow(
      ReplayResult.Direction up,
      ReplayResult.Direction down,
      LatencyStats latency,
      List<ReplayResult.ConversationResult> conversations) {
    return new FlowResult(
        plan.config().flow(),
        up.sent() + down.sent(),
        up.received() + down.received(),
        up.lost() + down.lost(),
        up.duplicates() + down.duplicates(),
        0,
        down.streamBytesDelivered(),
        new FlowResult.Bytes(
            up.streamBytes(),
            up.streamBytesDelivered(),
            down.streamBytes(),
            down.streamBytesDelivered()),
        FlowResult.Latency.of(latency),
        null,
        null,
        null,
        connections(conversations),
        Collections.emptySortedMap());
  }

  /** The TCP conversations, as connections: complete or broken. */
  private FlowResult.Connections connections(List<ReplayResult.ConversationResult> conversations) {
    boolean[] begun = new boolean[conversations.size()];
    for (ReplayFrame frame : plan.frames()) {
      begun[frame.conversation()] |= side(frame.fromClient()).sentPs(frame.index()) >= 0;
    }
    int opened = 0;
    int completed = 0;
    for (ReplayResult.ConversationResult each : conversations) {
      if (each.conversation().protocol() == IpProtocol.TCP && begun[each.conversation().number()]) {
        opened++;
        completed += each.complete() ? 1 : 0;
      }
    }
    return new FlowResult.Connections(opened, opened, completed, opened - completed, 0, 0);
  }

  /** Both directions of one conversation, as captured and as they arrived. */
  private static final class Streams {
    private final StreamDigest[] captured = {new StreamDigest(), new StreamDigest()};
    private final StreamDigest[] delivered = {new StreamDigest(), new StreamDigest()};
    private boolean complete = true;

    void add(ReplayFrame frame, @Nullable Payload payload) {
      int direction = frame.fromClient() ? 0 : 1;
      captured[direction].add(frame, frame.packet().payload());
      if (payload == null) {
        complete = false;
      } else {
        delivered[direction].add(frame, payload);
      }
    }

    ReplayResult.ConversationResult result(ReplayPlan.Conversation conversation) {
      return new ReplayResult.ConversationResult(conversation, complete, stream(0), stream(1));
    }

    private ReplayResult.StreamResult stream(int direction) {
      StreamDigest.Result before = captured[direction].result();
      StreamDigest.Result after = delivered[direction].result();
      return new ReplayResult.StreamResult(
          before.bytes(), after.bytes(), before.sha256(), after.sha256());
    }
  }
}
