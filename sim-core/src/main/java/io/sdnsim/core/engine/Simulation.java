package io.sdnsim.core.engine;

import java.util.Arrays;

/**
 * Owns the clock and the event loop. Single-threaded: everything in the simulated world runs inside
 * {@link #step}, {@link #runUntil} or {@link #run}.
 */
public final class Simulation {
  private final EventQueue queue;
  private final RandomStreams randomStreams;
  private EventTarget[] targets = new EventTarget[64];
  private int targetCount;
  private int[] freeTargets = new int[16];
  private int freeCount;
  private long nowPs;
  private long eventCount;
  private boolean stopped;

  /** A simulation on the fast event list. */
  public Simulation(long seed) {
    this(seed, new RadixEventQueue());
  }

  /** A simulation on the given, empty event list. */
  public Simulation(long seed, EventQueue queue) {
    this.queue = queue;
    this.randomStreams = new RandomStreams(seed);
  }

  public long nowPs() {
    return nowPs;
  }

  /** Events executed so far; stale timer entries are not counted. */
  public long eventCount() {
    return eventCount;
  }

  public RandomStreams randomStreams() {
    return randomStreams;
  }

  /** Makes a target known to the loop; its number is what {@link #schedule} takes. */
  public int register(EventTarget target) {
    int number = freeCount > 0 ? freeTargets[--freeCount] : targetCount++;
    if (number == targets.length) {
      targets = Arrays.copyOf(targets, number * 2);
    }
    targets[number] = target;
    return number;
  }

  /** Gives a number back; no entry for it may be pending. */
  void release(int number) {
    if (freeCount == freeTargets.length) {
      freeTargets = Arrays.copyOf(freeTargets, freeCount * 2);
    }
    freeTargets[freeCount++] = number;
  }

  /**
   * Adds an entry to the event list.
   *
   * @param timePs not before now
   * @param key from the source node's {@link EventSource}
   * @param target a number from {@link #register}
   */
  public void schedule(long timePs, long key, int target) {
    queue.add(timePs, key, target);
  }

  /** Calls the action once, at the given time. For the cancellable kind see {@link Timer}. */
  public void at(long timePs, EventSource source, EventClass eventClass, Runnable action) {
    OneShot shot = new OneShot(action);
    shot.number = register(shot);
    queue.add(timePs, source.nextKey(eventClass), shot.number);
  }

  private final class OneShot implements EventTarget {
    private final Runnable action;
    private int number;

    OneShot(Runnable action) {
      this.action = action;
    }

    @Override
    public boolean fire(long key) {
      release(number);
      action.run();
      return true;
    }
  }

  /**
   * Executes the next event, if there is one.
   *
   * @return whether there was one
   */
  public boolean step() {
    long before = eventCount;
    while (eventCount == before) {
      long time = queue.advance(SimTime.NEVER);
      if (time == EventQueue.NONE) {
        return false;
      }
      execute(time);
    }
    return true;
  }

  /** Executes every event up to and including this time, and sets the clock to it. */
  public void runUntil(long timePs) {
    stopped = false;
    long time;
    while (!stopped && (time = queue.advance(timePs)) != EventQueue.NONE) {
      execute(time);
    }
    if (!stopped) {
      nowPs = Math.max(nowPs, timePs);
    }
  }

  /** Executes events until none is left. */
  public void run() {
    stopped = false;
    long time;
    while (!stopped && (time = queue.advance(SimTime.NEVER)) != EventQueue.NONE) {
      execute(time);
    }
  }

  /** Ends {@link #run} or {@link #runUntil} after the event that is executing. */
  public void stop() {
    stopped = true;
  }

  private void execute(long timePs) {
    nowPs = timePs;
    if (targets[queue.target()].fire(queue.key())) {
      eventCount++;
    }
  }
}
