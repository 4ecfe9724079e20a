package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.sim.Recording.Step;
import io.sdnsim.bgp.speaker.SpeakerInput;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gives a speaker the routes of a recording at their times; to one that starts late, all at once
 * what has been.
 */
final class RecordingPlayer {
  private final NodeContext context;
  private final List<Step> steps;
  private final Consumer<SpeakerInput> speaker;
  private final Timer timer;
  private int next;

  RecordingPlayer(NodeContext context, Recording recording, Consumer<SpeakerInput> speaker) {
    this.context = context;
    this.steps = recording.steps();
    this.speaker = speaker;
    this.timer = context.timer(this::play);
  }

  /** Gives what is due, and waits for the next. */
  void play() {
    while (next < steps.size() && steps.get(next).atPs() <= context.nowPs()) {
      speaker.accept(new SpeakerInput.RecordedChanged(steps.get(next++).routes()));
    }
    if (next < steps.size()) {
      timer.setAt(steps.get(next).atPs());
    }
  }

  void discard() {
    timer.discard();
  }
}
