package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.engine.SimTime;

/** What happens to a session: the events of RFC 4271 8.1, by their names and numbers there. */
public sealed interface BgpInput {
  /** Event 1, and 4 for a passive session. */
  record ManualStart() implements BgpInput {}

  /**
   * Event 2.
   *
   * @param notification that takes leave: a Cease (RFC 4486)
   */
  record ManualStop(BgpMessage.Notification notification) implements BgpInput {}

  /** Event 3, and 5 for a passive session. */
  record AutomaticStart() implements BgpInput {}

  /**
   * Event 8: the speaker itself ends the session, which may start again later.
   *
   * @param notification what the peer is told
   * @param why for people
   * @param idlePs how long to stay in Idle: {@link #IDLE_HOLD}, or {@link SimTime#NEVER} for until
   *     ManualStart
   */
  record AutomaticStop(BgpMessage.Notification notification, String why, long idlePs)
      implements BgpInput {
    /** As long as after any other failure. */
    public static final long IDLE_HOLD = -1;
  }

  /** Event 9. */
  record ConnectRetryTimerExpires() implements BgpInput {}

  /** Event 10. */
  record HoldTimerExpires() implements BgpInput {}

  /** Event 29: TCP took nothing of what was sent for too long (RFC 9687). */
  record SendHoldTimerExpires() implements BgpInput {}

  /** Event 11. */
  record KeepaliveTimerExpires() implements BgpInput {}

  /** Event 12. */
  record DelayOpenTimerExpires() implements BgpInput {}

  /** Event 13; it starts the session as events 6 and 7 do. */
  record IdleHoldTimerExpires() implements BgpInput {}

  /** Event 16: the own connection attempt succeeded. */
  record TcpCrAcked() implements BgpInput {}

  /** Event 17: the peer's connection, found valid (event 14), was accepted. */
  record TcpConnectionConfirmed() implements BgpInput {}

  /**
   * Event 18.
   *
   * @param why for people
   */
  record TcpConnectionFails(String why) implements BgpInput {}

  /** Event 19, and 20 while the DelayOpenTimer runs. */
  record BgpOpen(BgpMessage.Open open) implements BgpInput {}

  /** Event 21. */
  record BgpHeaderErr(BgpDecodeException error) implements BgpInput {}

  /** Event 22. */
  record BgpOpenMsgErr(BgpDecodeException error) implements BgpInput {}

  /** Event 23: another connection to the peer is kept instead (RFC 4271 6.8). */
  record OpenCollisionDump() implements BgpInput {}

  /** Events 24 (a version error) and 25. */
  record NotifMsg(BgpMessage.Notification notification) implements BgpInput {}

  /** Event 26. */
  record KeepAliveMsg() implements BgpInput {}

  /** Event 27. */
  record UpdateMsg(BgpMessage.Update update) implements BgpInput {}

  /** Event 28. */
  record UpdateMsgErr(BgpDecodeException error) implements BgpInput {}

  /** A ROUTE-REFRESH arrived (RFC 2918). */
  record RouteRefreshMsg(BgpMessage.RouteRefresh refresh) implements BgpInput {}

  /** The speaker has sent UPDATEs, which spare a KEEPALIVE. */
  record UpdateSent() implements BgpInput {}
}
