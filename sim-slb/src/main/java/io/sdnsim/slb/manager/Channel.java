package io.sdnsim.slb.manager;

/**
 * A control channel of the controller.
 *
 * @param peer name of the node at the other end
 */
record Channel(Kind kind, String peer) {
  /** What a channel is for, and who opens it. */
  enum Kind {
    /** VIPs to a Mux; the controller connects. */
    MUX,
    /** Virtual networks to a host; the controller connects. */
    HOST_NETWORK,
    /** The load balancer's NAT to a host agent; the agent connects. */
    HOST_AGENT
  }

  @Override
  public String toString() {
    return switch (kind) {
      case MUX -> "mux " + peer;
      case HOST_NETWORK -> "host " + peer;
      case HOST_AGENT -> "host agent " + peer;
    };
  }
}
