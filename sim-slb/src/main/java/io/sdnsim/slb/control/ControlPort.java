package io.sdnsim.slb.control;

/** The TCP ports of the control channels (Microsoft's troubleshooting guides). */
public final class ControlPort {
  /** A Mux listens; the SLB manager connects. */
  public static final int MUX = 8560;

  /** The SLB manager listens; host agents connect. */
  public static final int SLB_MANAGER = 8571;

  /** A host listens (OVSDB in reality); the network controller connects. */
  public static final int HOST = 6640;

  /** Replicas of the controller listen to each other, over UDP; a port of our own. */
  public static final int REPLICA = 8573;

  private ControlPort() {}
}
