package io.sdnsim.slb.manager;

import io.sdnsim.slb.control.ReplicaMessage;

/** What happens to a replica. */
sealed interface ReplicaInput {
  /** Its process begins. */
  record Started() implements ReplicaInput {}

  /** Another replica says something. */
  record Received(int from, ReplicaMessage message) implements ReplicaInput {}

  /** Its one timer is over. */
  record TimerDue() implements ReplicaInput {}
}
