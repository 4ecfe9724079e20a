package io.sdnsim.scenarios.live;

import io.sdnsim.core.external.ExternalInput;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one thing that the threads of the network and the thread of the simulation share. What may
 * lie in it is bounded by those who put it there: they stop reading a connection of which too much
 * waits.
 */
final class InputQueue {
  private final LinkedBlockingQueue<ExternalInput> inputs = new LinkedBlockingQueue<>();

  /** From any thread. */
  void put(ExternalInput input) {
    inputs.add(input);
  }

  /**
   * Moves everything that is there to a list; waits for the first one when there is nothing.
   *
   * @param patienceNanos how long to wait; 0 or less for not at all
   */
  void drainTo(List<ExternalInput> taken, long patienceNanos) throws InterruptedException {
    if (patienceNanos > 0) {
      ExternalInput first = inputs.poll(patienceNanos, TimeUnit.NANOSECONDS);
      if (first == null) {
        return;
      }
      taken.add(first);
    }
    inputs.drainTo(taken);
  }
}
