package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;

/** The events of the finite state machine, by RFC 4271 8.1's numbers and names. */
public enum BgpEvent {
  MANUAL_START(1, "ManualStart"),
  MANUAL_STOP(2, "ManualStop"),
  AUTOMATIC_START(3, "AutomaticStart"),
  MANUAL_START_PASSIVE(4, "ManualStart_with_PassiveTcpEstablishment"),
  AUTOMATIC_START_PASSIVE(5, "AutomaticStart_with_PassiveTcpEstablishment"),
  AUTOMATIC_START_DAMPED(6, "AutomaticStart_with_DampPeerOscillations"),
  AUTOMATIC_START_DAMPED_PASSIVE(
      7, "AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment"),
  AUTOMATIC_STOP(8, "AutomaticStop"),
  CONNECT_RETRY_TIMER_EXPIRES(9, "ConnectRetryTimer_Expires"),
  HOLD_TIMER_EXPIRES(10, "HoldTimer_Expires"),
  KEEPALIVE_TIMER_EXPIRES(11, "KeepaliveTimer_Expires"),
  DELAY_OPEN_TIMER_EXPIRES(12, "DelayOpenTimer_Expires"),
  IDLE_HOLD_TIMER_EXPIRES(13, "IdleHoldTimer_Expires"),
  TCP_CONNECTION_VALID(14, "TcpConnection_Valid"),
  TCP_CR_INVALID(15, "Tcp_CR_Invalid"),
  TCP_CR_ACKED(16, "Tcp_CR_Acked"),
  TCP_CONNECTION_CONFIRMED(17, "TcpConnectionConfirmed"),
  TCP_CONNECTION_FAILS(18, "TcpConnectionFails"),
  BGP_OPEN(19, "BGPOpen"),
  BGP_OPEN_DELAYED(20, "BGPOpen with DelayOpenTimer running"),
  BGP_HEADER_ERR(21, "BGPHeaderErr"),
  BGP_OPEN_MSG_ERR(22, "BGPOpenMsgErr"),
  OPEN_COLLISION_DUMP(23, "OpenCollisionDump"),
  NOTIF_MSG_VER_ERR(24, "NotifMsgVerErr"),
  NOTIF_MSG(25, "NotifMsg"),
  KEEPALIVE_MSG(26, "KeepAliveMsg"),
  UPDATE_MSG(27, "UpdateMsg"),
  UPDATE_MSG_ERR(28, "UpdateMsgErr"),
  /** RFC 9687 3.2. */
  SEND_HOLD_TIMER_EXPIRES(29, "SendHoldTimer_Expires"),
  /** A ROUTE-REFRESH arrived (RFC 2918): RFC 4271 has no number for it. */
  ROUTE_REFRESH_MSG(0, "RouteRefreshMsg"),
  /** UPDATEs went out: RFC 4271 has no number for it. */
  UPDATE_SENT(0, "UpdateSent");

  private final int number;
  private final String text;

  BgpEvent(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** 1 to 29, or 0 for what has no number. */
  public int number() {
    return number;
  }

  public String text() {
    return text;
  }

  /**
   * What an input is to a session.
   *
   * @param delayingOpen whether its DelayOpenTimer runs
   */
  static BgpEvent of(BgpInput input, BgpSessionConfig config, boolean delayingOpen) {
    if (input instanceof BgpInput.ManualStart) {
      return config.passive() ? MANUAL_START_PASSIVE : MANUAL_START;
    } else if (input instanceof BgpInput.AutomaticStart) {
      return config.passive() ? AUTOMATIC_START_PASSIVE : AUTOMATIC_START;
    } else if (input instanceof BgpInput.BgpOpen) {
      return delayingOpen ? BGP_OPEN_DELAYED : BGP_OPEN;
    } else if (input instanceof BgpInput.NotifMsg notification) {
      return isVersionError(notification.notification()) ? NOTIF_MSG_VER_ERR : NOTIF_MSG;
    }
    return input.event();
  }

  static boolean isVersionError(BgpMessage.Notification notification) {
    return notification.code() == BgpError.OPEN
        && notification.subcode() == BgpError.OPEN_UNSUPPORTED_VERSION;
  }
}
