package io.sdnsim.scenarios.run;

import io.sdnsim.core.engine.EventQueue;
import io.sdnsim.core.engine.RadixEventQueue;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.build.Behaviours;
import java.util.List;
import java.util.function.Supplier;

/**
 * How to run a scenario.
 *
 * @param seed in place of the scenario's own
 * @param eventQueue makes the event list
 * @param behaviours what nodes do; tests replace one to see an expectation fail
 * @param sinks told of every step and table change
 */
public record RunOptions(
    long seed, Supplier<EventQueue> eventQueue, Behaviours behaviours, List<TraceSink> sinks) {
  public RunOptions {
    sinks = List.copyOf(sinks);
  }

  /** The fast event list and the usual behaviours, nobody listening. */
  public static RunOptions of(long seed) {
    return new RunOptions(seed, RadixEventQueue::new, Behaviours.STANDARD, List.of());
  }

  public RunOptions withSinks(List<TraceSink> newSinks) {
    return new RunOptions(seed, eventQueue, behaviours, newSinks);
  }

  public RunOptions withEventQueue(Supplier<EventQueue> newEventQueue) {
    return new RunOptions(seed, newEventQueue, behaviours, sinks);
  }

  public RunOptions withBehaviours(Behaviours newBehaviours) {
    return new RunOptions(seed, eventQueue, newBehaviours, sinks);
  }
}
