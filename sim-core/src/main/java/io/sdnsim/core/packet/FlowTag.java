package io.sdnsim.core.packet;

/**
 * Which flow of the scenario, or which control conversation, a packet belongs to.
 *
 * @param flow the flow's id in the scenario, or a name such as {@code bgp:mux1-bgpvm}
 * @param connection number of the connection within the flow, from 0
 * @param reply whether the packet travels from the flow's target back to its origin
 */
public record FlowTag(String flow, int connection, boolean reply) {
  /** The tag of packets in the other direction. */
  public FlowTag reversed() {
    return new FlowTag(flow, connection, !reply);
  }

  @Override
  public String toString() {
    return flow + "#" + connection + (reply ? " reply" : "");
  }
}
