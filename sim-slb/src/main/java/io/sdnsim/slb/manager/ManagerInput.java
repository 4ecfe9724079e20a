package io.sdnsim.slb.manager;

import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.ProbeResult;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.slb.goal.Talker;
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

  /** A host agent's Hello says which ports its VMs have leased; comes before its ChannelUp. */
  record LeasesReported(Channel channel, List<SnatLease> leases) implements ManagerInput {}

  /** A host agent asks for SNAT ports for a VM. */
  record PortsRequested(Channel channel, String vm) implements ManagerInput {}

  /** A host agent gives ports back. */
  record PortsReleased(Channel channel, List<SnatLease> leases) implements ManagerInput {}

  /**
   * A Mux says that it is overloaded.
   *
   * @param talkers the VIPs for which most packets came, the first of them most
   */
  record Overloaded(Channel channel, List<Talker> talkers) implements ManagerInput {}

  /** The configuration changed. */
  record GoalChanged(GoalState goal) implements ManagerInput {}
}
