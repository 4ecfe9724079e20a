package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.BgpTimer;

/**
 * Names a timer of a speaker.
 *
 * @param owner the number of a session, or 0 for the speaker itself
 */
public record TimerKey(int owner, BgpTimer timer) implements Comparable<TimerKey> {
  @Override
  public int compareTo(TimerKey other) {
    int byOwner = Integer.compare(owner, other.owner);
    return byOwner != 0 ? byOwner : timer.compareTo(other.timer);
  }

  /** The ordinal stands for the timer, for an enum's own hash code is its identity. */
  @Override
  public int hashCode() {
    return owner * 31 + timer.ordinal();
  }
}
