package io.sdnsim.slb.control;

/** What the controller's replicas say to each other, a datagram each. */
public sealed interface ReplicaMessage {
  long term();

  /**
   * Vote for me in this term.
   *
   * @param trial only asks whether the vote would be given, and binds nobody
   */
  record VoteRequest(long term, boolean trial) implements ReplicaMessage {}

  /** The answer. */
  record Vote(long term, boolean trial, boolean granted) implements ReplicaMessage {}

  /** I am the primary of this term. */
  record Heartbeat(long term) implements ReplicaMessage {}

  /** The answer, with the latest term that its sender knows. */
  record HeartbeatAnswer(long term) implements ReplicaMessage {}
}
