package io.sdnsim.core.engine;

/**
 * A timer that can be set again and cancelled at any time.
 *
 * <p>Moving a pending deadline to a later time, which TCP and BGP do with every packet, costs no
 * entry in the event list: the entry that is there wakes the timer up early, and only then is it
 * set anew.
 */
public class Timer implements EventTarget {
  private static final long NO_KEY = -1;

  private final Simulation simulation;
  private final EventSource source;
  private final EventClass eventClass;
  private final Runnable action;
  private final int number;

  private long deadlinePs = SimTime.NEVER;
  private long deadlineKey = NO_KEY;
  private long queuedPs = SimTime.NEVER;
  private long queuedKey = NO_KEY;
  private int entries;
  private boolean discarded;

  public Timer(Simulation simulation, EventSource source, EventClass eventClass, Runnable action) {
    this.simulation = simulation;
    this.source = source;
    this.eventClass = eventClass;
    this.action = action;
    this.number = simulation.register(this);
  }

  /** Sets the timer, in place of what it was set to before. */
  public void setAt(long timePs) {
    if (timePs < simulation.nowPs()) {
      throw new IllegalArgumentException(
          SimTime.format(timePs) + " lies before now, " + SimTime.format(simulation.nowPs()));
    }
    deadlinePs = timePs;
    deadlineKey = source.nextKey(eventClass);
    if (queuedKey == NO_KEY || timePs < queuedPs) {
      enqueue();
    }
  }

  /** Sets the timer to expire a time from now. */
  public void setAfter(long delayPs) {
    setAt(simulation.nowPs() + delayPs);
  }

  public void cancel() {
    deadlinePs = SimTime.NEVER;
    deadlineKey = NO_KEY;
  }

  public boolean isSet() {
    return deadlineKey != NO_KEY;
  }

  /** When it will expire, or {@link SimTime#NEVER}. */
  public long deadlinePs() {
    return deadlinePs;
  }

  /** Cancels the timer for good and frees its place; it must not be set again. */
  public void discard() {
    cancel();
    discarded = true;
    releaseWhenUnused();
  }

  private void releaseWhenUnused() {
    if (discarded && entries == 0) {
      simulation.release(number);
    }
  }

  /** Called when the deadline has come. */
  protected void expire() {
    action.run();
  }

  /** What the timer is for. */
  protected final Runnable action() {
    return action;
  }

  private void enqueue() {
    entries++;
    queuedPs = deadlinePs;
    queuedKey = deadlineKey;
    simulation.schedule(queuedPs, queuedKey, number);
  }

  @Override
  public boolean fire(long key) {
    entries--;
    if (discarded) {
      releaseWhenUnused();
      return false;
    }
    if (key != queuedKey) {
      return false;
    }
    queuedKey = NO_KEY;
    if (deadlineKey == NO_KEY) {
      return false;
    }
    if (deadlineKey != key) {
      enqueue();
      return false;
    }
    deadlinePs = SimTime.NEVER;
    deadlineKey = NO_KEY;
    expire();
    return true;
  }
}
