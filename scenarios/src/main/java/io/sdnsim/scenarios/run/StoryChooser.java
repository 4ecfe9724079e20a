package io.sdnsim.scenarios.run;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.trace.PacketStory;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.StoryRecorder;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.model.Expectation.Direction;
import io.sdnsim.scenarios.model.When;
import io.sdnsim.scenarios.result.Story;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the stories that {@code run} prints: the first packet that each path expectation speaks of,
 * and the first that answers it.
 */
final class StoryChooser implements TraceSink {
  /** One packet to be found: of a flow, from a time on. */
  private static final class Wanted {
    private final String flow;
    private final long fromPs;
    private long packetId = -1;
    private long replyId = -1;
    private int connection = -1;

    Wanted(String flow, long fromPs) {
      this.flow = flow;
      this.fromPs = fromPs;
    }

    void choose(long timePs, PacketTag tag, FlowTag of) {
      if (timePs < fromPs || !of.flow().equals(flow)) {
        return;
      }
      if (packetId < 0 && !of.reply()) {
        packetId = tag.id();
        connection = of.connection();
      } else if (packetId >= 0 && replyId < 0 && of.reply() && of.connection() == connection) {
        replyId = tag.id();
      }
    }
  }

  private final List<Wanted> wanted = new ArrayList<>();
  private final StoryRecorder recorder =
      new StoryRecorder(
          tag ->
              this.wanted.stream().anyMatch(w -> w.packetId == tag.id() || w.replyId == tag.id()));

  StoryChooser(List<Expectation> expectations) {
    for (Expectation expectation : expectations) {
      if (expectation instanceof Expectation.Path path && path.direction() == Direction.REQUEST) {
        long from = path.when() instanceof When.AtTime at ? at.timePs() : 0;
        String flow = path.flow().value();
        if (wanted.stream().noneMatch(w -> w.flow.equals(flow) && w.fromPs == from)) {
          wanted.add(new Wanted(flow, from));
        }
      }
    }
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    FlowTag flow = packet.tag().flow();
    if (flow == null) {
      return;
    }
    if (step instanceof Step.Originated) {
      for (Wanted each : wanted) {
        each.choose(timePs, packet.tag(), flow);
      }
    }
    recorder.step(timePs, node, packet, step);
  }

  List<Story> stories() {
    List<Story> stories = new ArrayList<>();
    for (Wanted each : wanted) {
      PacketStory packet = recorder.story(each.packetId);
      if (packet != null) {
        stories.add(new Story(packet, recorder.story(each.replyId)));
      }
    }
    return stories;
  }
}
