package io.sdnsim.slb.control;

import io.sdnsim.slb.goal.AgentState;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.ProbeResult;
import io.sdnsim.vxlan.vswitch.NetworkPolicy;
import java.util.List;

/**
 * What the controller, Muxes and host agents say to each other. State travels whole, with a version
 * that its receiver acknowledges once the state is in force.
 *
 * <p>A real network controller speaks WCF to Muxes and OVSDB to hosts; the content is the same.
 */
public sealed interface ControlMessage {
  /** A host agent introduces itself to the SLB manager. */
  record Hello(String host) implements ControlMessage {}

  /** SLB manager to Mux. */
  record MuxGoal(long version, MuxState state) implements ControlMessage {}

  /** Network controller to host: the virtual networks. */
  record NetworkGoal(long version, NetworkPolicy policy) implements ControlMessage {}

  /** SLB manager to host agent: the load balancer's NAT, and what to probe. */
  record AgentGoal(long version, AgentState state) implements ControlMessage {}

  /**
   * Host agent to SLB manager: what the probes found, whole each time. What was not found out yet
   * is not there.
   */
  record HealthReport(List<ProbeResult> results) implements ControlMessage {
    public HealthReport {
      results = List.copyOf(results);
    }
  }

  /** The state of this version is in force. */
  record Acknowledge(long version) implements ControlMessage {}
}
