package io.sdnsim.slb.control;

/** The TCP ports of the control channels (Microsoft's troubleshooting guides). */
public final class ControlPort {
  /** A Mux listens; the SLB manager connects. */
  public static final int MUX = 8560;

  /** The SLB manager listens; host agents connect. */
  public static final int SLB_MANAGER = 8571;

  /** A host listens (OVSDB in reality); the network controller connects. */
  public static final int HOST = 6640;

  private ControlPort() {}
}
