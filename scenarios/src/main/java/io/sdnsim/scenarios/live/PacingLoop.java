package io.sdnsim.scenarios.live;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.external.ExternalInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets simulated time follow the real clock. The thread that calls {@link #runUntil} is the only
 * one that touches the simulation: what the network has to say lies in the queue until it looks.
 *
 * <p>Where the simulation can't keep up, simulated time falls behind and then catches up, looking
 * at the queue all the while: a peer's KEEPALIVE that waits in it is not found too late.
 */
final class PacingLoop {
  /** How precisely timers of the simulation expire. */
  private static final long TICK_NANOS = 1_000_000;

  /** The most simulated time between two looks at the queue. */
  private static final long STRIDE_PS = 5 * SimTime.MILLISECOND;

  /** What is paced. */
  interface World {
    long nowPs();

    /** Runs the simulation to a time. */
    void runUntil(long timePs);

    /** Lets something happen at a time that is later than now. */
    void schedule(long timePs, ExternalInput input);

    /** What the simulation wants of the network may go out. */
    void flush();
  }

  private final World world;
  private final InputQueue queue;
  private final LongSupplier nanoTime;
  private final List<ExternalInput> taken = new ArrayList<>();
  private final long beganNanos;
  private LongConsumer observer = nowPs -> {};
  private volatile boolean stopped;

  /** Real time begins now at the world's present time. */
  PacingLoop(World world, InputQueue queue, LongSupplier nanoTime) {
    this.world = world;
    this.queue = queue;
    this.nanoTime = nanoTime;
    this.beganNanos = nanoTime.getAsLong() - world.nowPs() / SimTime.NANOSECOND;
  }

  /** Is told the simulated time about every millisecond, by the thread of the simulation. */
  void setObserver(LongConsumer newObserver) {
    observer = newObserver;
  }

  /** Ends {@link #runUntil} soon; from any thread. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** How far simulated time is behind the real clock. */
  long behindPs() {
    return Math.max(0, realPs() - world.nowPs());
  }

  private long realPs() {
    return (nanoTime.getAsLong() - beganNanos) * SimTime.NANOSECOND;
  }

  /** Returns at this simulated time, or sooner when it is stopped. */
  void runUntil(long endPs) throws InterruptedException {
    while (!stopped && world.nowPs() < endPs) {
      step(endPs);
    }
  }

  /** Returns when the condition holds, at the latest at this simulated time. */
  void runUntil(long endPs, java.util.function.BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean() && world.nowPs() < endPs) {
      step(endPs);
    }
  }

  private void step(long endPs) throws InterruptedException {
    long realPs = realPs();
    long nextPs = Math.min(Math.min(realPs, world.nowPs() + STRIDE_PS), endPs);
    if (nextPs > world.nowPs()) {
      world.runUntil(nextPs);
    }
    world.flush();
    boolean behind = world.nowPs() + STRIDE_PS < realPs;
    queue.drainTo(taken, behind || world.nowPs() >= endPs ? 0 : TICK_NANOS);
    for (ExternalInput input : taken) {
      world.schedule(world.nowPs() + 1, input);
    }
    taken.clear();
    observer.accept(world.nowPs());
  }
}
