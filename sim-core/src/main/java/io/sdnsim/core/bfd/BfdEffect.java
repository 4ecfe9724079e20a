package io.sdnsim.core.bfd;

/** What a session wants done. */
public sealed interface BfdEffect {
  record Send(BfdPacket packet) implements BfdEffect {}

  /**
   * Set the timer of periodic packets to a random time between the bounds (RFC 5880 6.8.7).
   *
   * @param leastPs 75 % of the interval
   * @param mostPs the interval itself, or 90 % of it with a multiplier of 1
   */
  record SetTransmitTimer(long leastPs, long mostPs) implements BfdEffect {}

  record CancelTransmitTimer() implements BfdEffect {}

  record SetDetectionTimer(long durationPs) implements BfdEffect {}

  record CancelDetectionTimer() implements BfdEffect {}

  /** The session changed its state. */
  record StateChanged(BfdState from, BfdState to, BfdDiagnostic diagnostic) implements BfdEffect {}

  /** Intervals were agreed on anew. */
  record TimersChanged() implements BfdEffect {}
}
