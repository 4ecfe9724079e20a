package io.sdnsim.slb.manager;

import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.ProbeResult;
import java.util.List;

/** What happens to the SLB manager. */
sealed interface ManagerInput {
  /** The controller's process begins. */
  record Started() implements ManagerInput {}

  /** A channel is established; for a host agent's, after its Hello. */
  record ChannelUp(Channel channel) implements ManagerInput {}

  /** A channel is gone, or an attempt to open it failed. */
  record ChannelDown(Channel channel, String why) implements ManagerInput {}

  /** A timer's interval is over. */
  record TimerDue(ManagerTimer timer) implements ManagerInput {}

  /** The peer has put the state of this version in force. */
  record Acknowledged(Channel channel, long version) implements ManagerInput {}

  /** A host agent says what its probes found. */
  record HealthReported(Channel channel, List<ProbeResult> results) implements ManagerInput {}

  /** The configuration changed. */
  record GoalChanged(GoalState goal) implements ManagerInput {}
}
