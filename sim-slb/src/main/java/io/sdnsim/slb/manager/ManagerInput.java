package io.sdnsim.slb.manager;

import io.sdnsim.slb.goal.GoalState;

/** What happens to the SLB manager. */
sealed interface ManagerInput {
  /** The controller's process begins. */
  record Started() implements ManagerInput {}

  /** A channel is established; for a host agent's, after its Hello. */
  record ChannelUp(Channel channel) implements ManagerInput {}

  /** A channel is gone, or an attempt to open it failed. */
  record ChannelDown(Channel channel, String why) implements ManagerInput {}

  /** It is time to try again. */
  record RetryDue(Channel channel) implements ManagerInput {}

  /** The peer has put the state of this version in force. */
  record Acknowledged(Channel channel, long version) implements ManagerInput {}

  /** The configuration changed. */
  record GoalChanged(GoalState goal) implements ManagerInput {}
}
