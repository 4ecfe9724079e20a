package io.sdnsim.slb.manager;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import java.util.List;

/**
 * The replicas of the controller, as one of them sees them.
 *
 * @param replicas their addresses; who stands first becomes primary first
 * @param self which of them this one is, from 0
 * @param heartbeatPs from one word of the primary to the next
 * @param leasePs who has not heard from the primary for so long votes for another; a primary that
 *     has not heard from most replicas for so long is none any more
 * @param memory what this replica must not forget
 */
public record ReplicaConfig(
    List<IpAddress> replicas, int self, long heartbeatPs, long leasePs, ReplicaMemory memory) {
  /**
   * @throws IllegalArgumentException when this one is none of them, or a time is out of range
   */
  public ReplicaConfig {
    replicas = List.copyOf(replicas);
    if (self < 0 || self >= replicas.size()) {
      throw new IllegalArgumentException("replica " + self + " of " + replicas.size());
    }
    if (heartbeatPs <= 0 || leasePs < 2 * heartbeatPs) {
      throw new IllegalArgumentException("a lease lasts two heartbeats at least");
    }
  }

  /** A heartbeat every half second, and a lease of 3 s. */
  public static ReplicaConfig of(List<IpAddress> replicas, int self, ReplicaMemory memory) {
    return new ReplicaConfig(replicas, self, SimTime.SECOND / 2, 3 * SimTime.SECOND, memory);
  }
}
