package io.sdnsim.slb.control;

import io.sdnsim.slb.goal.AgentState;
import io.sdnsim.slb.goal.LeaseChange;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.ProbeResult;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.slb.goal.Talker;
import io.sdnsim.vxlan.vswitch.NetworkPolicy;
import java.util.List;

/**
 * What the controller, Muxes and host agents say to each other. State travels whole, with a version
 * that its receiver acknowledges once the state is in force.
 *
 * <p>A real network controller speaks WCF to Muxes and OVSDB to hosts; the content is the same.
 */
public sealed interface ControlMessage {
  /** A host agent introduces itself to the SLB manager, and says what its VMs have leased. */
  record Hello(String host, List<SnatLease> leases) implements ControlMessage {
    public Hello {
      leases = List.copyOf(leases);
    }
  }

  /** SLB manager to Mux: leases that come and go; all else of its state stays. */
  record MuxLeases(long version, List<LeaseChange> changes) implements ControlMessage {
    public MuxLeases {
      changes = List.copyOf(changes);
    }
  }

  /** Host agent to SLB manager: a VM needs SNAT ports. */
  record SnatRequest(String vm) implements ControlMessage {}

  /**
   * SLB manager to host agent: the answer.
   *
   * @param firstPorts of the ranges that the VM has now in addition; none: it gets no more
   * @param count ports of each range
   */
  record SnatAnswer(String vm, List<Integer> firstPorts, int count) implements ControlMessage {
    /**
     * @throws IllegalArgumentException when a range leaves 1 to 65535
     */
    public SnatAnswer {
      firstPorts = List.copyOf(firstPorts);
      for (int firstPort : firstPorts) {
        SnatLease.requirePorts(firstPort, count);
      }
    }
  }

  /** Host agent to SLB manager: ranges that its VMs do not use any more. */
  record SnatRelease(List<SnatLease> leases) implements ControlMessage {
    public SnatRelease {
      leases = List.copyOf(leases);
    }
  }

  /** SLB manager to host agent: ranges that its VMs must not use any more. */
  record SnatRevoke(List<SnatLease> leases) implements ControlMessage {
    public SnatRevoke {
      leases = List.copyOf(leases);
    }
  }

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

  /**
   * Mux to SLB manager: its CPU has been dropping packets for a while.
   *
   * @param dropped packets, since the watch began
   * @param talkers the VIPs for which most packets came, the first of them most
   */
  record Overloaded(long dropped, List<Talker> talkers) implements ControlMessage {
    public Overloaded {
      talkers = List.copyOf(talkers);
    }
  }

  /** The state of this version is in force. */
  record Acknowledge(long version) implements ControlMessage {}
}
