package io.sdnsim.slb.manager;

import io.sdnsim.slb.control.ControlMessage;

/** What the SLB manager wants done. */
sealed interface ManagerEffect {
  /** Open a channel. */
  record Connect(Channel channel) implements ManagerEffect {}

  /** Close a channel that is open or being opened, if it is; nobody is to be told. */
  record Disconnect(Channel channel) implements ManagerEffect {}

  /** Send a message on an established channel. */
  record Send(Channel channel, ControlMessage message) implements ManagerEffect {}

  /** Say {@link ManagerInput.TimerDue} after the timer's interval. */
  record SetTimer(ManagerTimer timer) implements ManagerEffect {}

  /**
   * A VIP's black hole begins, or ends: for tables.
   *
   * @param mux that it overloaded
   * @param packets that came for it there while the Mux watched; 0 at the end
   */
  record ReportBlackHole(String vip, boolean begins, String mux, long packets)
      implements ManagerEffect {}

  /** A channel's state changed: for tables. */
  record Report(Channel channel, String state, long acknowledgedVersion) implements ManagerEffect {}
}
