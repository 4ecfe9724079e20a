package io.sdnsim.slb.manager;

import io.sdnsim.slb.control.ReplicaMessage;

/** What a replica wants done. */
sealed interface ReplicaEffect {
  /** Send a message to another replica. */
  record Send(int to, ReplicaMessage message) implements ReplicaEffect {}

  /** Set the one timer, in place of what it was set to. */
  record SetTimer(long afterPs) implements ReplicaEffect {}

  /** Be the primary from now on. */
  record BecomePrimary(long term) implements ReplicaEffect {}

  /** Be it no more. */
  record StepDown() implements ReplicaEffect {}
}
