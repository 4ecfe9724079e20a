package io.sdnsim.scenarios.run;

import io.sdnsim.core.engine.EventQueue;
import io.sdnsim.core.engine.RadixEventQueue;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.external.ExternalNetwork;
import io.sdnsim.core.external.ExternalPeer;
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
 * @param externalPeers neighbors of nodes that are outside the simulation
 * @param externalEndpoints of virtual hosts whose VMs are outside the simulation
 * @param externalNetwork leads to those
 * @param endPs when the run ends, in place of the scenario's duration; 0 for that
 */
public record RunOptions(
    long seed,
    Supplier<EventQueue> eventQueue,
    Behaviours behaviours,
    List<TraceSink> sinks,
    List<ExternalPeer> externalPeers,
    List<ExternalEndpoint> externalEndpoints,
    ExternalNetwork externalNetwork,
    long endPs) {
  public RunOptions {
    sinks = List.copyOf(sinks);
    externalPeers = List.copyOf(externalPeers);
    externalEndpoints = List.copyOf(externalEndpoints);
  }

  /** The fast event list and the usual behaviours, nobody listening, nobody outside. */
  public static RunOptions of(long seed) {
    return new RunOptions(
        seed,
        RadixEventQueue::new,
        Behaviours.STANDARD,
        List.of(),
        List.of(),
        List.of(),
        ExternalNetwork.NONE,
        0);
  }

  public RunOptions withSinks(List<TraceSink> newSinks) {
    return new RunOptions(
        seed,
        eventQueue,
        behaviours,
        newSinks,
        externalPeers,
        externalEndpoints,
        externalNetwork,
        endPs);
  }

  public RunOptions withEventQueue(Supplier<EventQueue> newEventQueue) {
    return new RunOptions(
        seed,
        newEventQueue,
        behaviours,
        sinks,
        externalPeers,
        externalEndpoints,
        externalNetwork,
        endPs);
  }

  public RunOptions withBehaviours(Behaviours newBehaviours) {
    return new RunOptions(
        seed,
        eventQueue,
        newBehaviours,
        sinks,
        externalPeers,
        externalEndpoints,
        externalNetwork,
        endPs);
  }

  public RunOptions withExternal(
      List<ExternalPeer> newPeers,
      List<ExternalEndpoint> newEndpoints,
      ExternalNetwork newNetwork) {
    return new RunOptions(
        seed, eventQueue, behaviours, sinks, newPeers, newEndpoints, newNetwork, endPs);
  }

  public RunOptions withEnd(long newEndPs) {
    return new RunOptions(
        seed,
        eventQueue,
        behaviours,
        sinks,
        externalPeers,
        externalEndpoints,
        externalNetwork,
        newEndPs);
  }
}
