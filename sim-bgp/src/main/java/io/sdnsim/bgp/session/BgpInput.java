package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.engine.SimTime;

/** What happens to a session: the events of RFC 4271 8.1, by their names and numbers there. */
public sealed interface BgpInput {
  /** The event; of those that a setting or the content makes a special case, the plain one. */
  BgpEvent event();

  /** Event 1, and 4 for a passive session. */
  record ManualStart() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.MANUAL_START;
    }
  }

  /**
   * Event 2.
   *
   * @param notification that takes leave: a Cease (RFC 4486)
   */
  record ManualStop(BgpMessage.Notification notification) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.MANUAL_STOP;
    }
  }

  /** Event 3, and 5 for a passive session. */
  record AutomaticStart() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.AUTOMATIC_START;
    }
  }

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
    @Override
    public BgpEvent event() {
      return BgpEvent.AUTOMATIC_STOP;
    }

    /** As long as after any other failure. */
    public static final long IDLE_HOLD = -1;
  }

  /** Event 9. */
  record ConnectRetryTimerExpires() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.CONNECT_RETRY_TIMER_EXPIRES;
    }
  }

  /** Event 10. */
  record HoldTimerExpires() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.HOLD_TIMER_EXPIRES;
    }
  }

  /** Event 29: TCP took nothing of what was sent for too long (RFC 9687). */
  record SendHoldTimerExpires() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.SEND_HOLD_TIMER_EXPIRES;
    }
  }

  /** Event 11. */
  record KeepaliveTimerExpires() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.KEEPALIVE_TIMER_EXPIRES;
    }
  }

  /** Event 12. */
  record DelayOpenTimerExpires() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.DELAY_OPEN_TIMER_EXPIRES;
    }
  }

  /** Event 13; in Idle it brings event 6, or 7 for a passive session. */
  record IdleHoldTimerExpires() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.IDLE_HOLD_TIMER_EXPIRES;
    }
  }

  /** Event 14: a peer that may connect does. It changes nothing yet. */
  record TcpConnectionValid() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.TCP_CONNECTION_VALID;
    }
  }

  /** Event 15: the peer may not connect now, and was turned away. It changes nothing. */
  record TcpCrInvalid() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.TCP_CR_INVALID;
    }
  }

  /** Event 16: the own connection attempt succeeded. */
  record TcpCrAcked() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.TCP_CR_ACKED;
    }
  }

  /** Event 17: the peer's connection, found valid (event 14), was accepted. */
  record TcpConnectionConfirmed() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.TCP_CONNECTION_CONFIRMED;
    }
  }

  /**
   * Event 18.
   *
   * @param why for people
   */
  record TcpConnectionFails(String why) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.TCP_CONNECTION_FAILS;
    }
  }

  /** Event 19, and 20 while the DelayOpenTimer runs. */
  record BgpOpen(BgpMessage.Open open) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.BGP_OPEN;
    }
  }

  /** Event 21. */
  record BgpHeaderErr(BgpDecodeException error) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.BGP_HEADER_ERR;
    }
  }

  /** Event 22. */
  record BgpOpenMsgErr(BgpDecodeException error) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.BGP_OPEN_MSG_ERR;
    }
  }

  /** Event 23: another connection to the peer is kept instead (RFC 4271 6.8). */
  record OpenCollisionDump() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.OPEN_COLLISION_DUMP;
    }
  }

  /** Events 24 (a version error) and 25. */
  record NotifMsg(BgpMessage.Notification notification) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.NOTIF_MSG;
    }
  }

  /** Event 26. */
  record KeepAliveMsg() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.KEEPALIVE_MSG;
    }
  }

  /** Event 27. */
  record UpdateMsg(BgpMessage.Update update) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.UPDATE_MSG;
    }
  }

  /** Event 28. */
  record UpdateMsgErr(BgpDecodeException error) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.UPDATE_MSG_ERR;
    }
  }

  /** A ROUTE-REFRESH arrived (RFC 2918). */
  record RouteRefreshMsg(BgpMessage.RouteRefresh refresh) implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.ROUTE_REFRESH_MSG;
    }
  }

  /** The speaker has sent UPDATEs, which spare a KEEPALIVE. */
  record UpdateSent() implements BgpInput {
    @Override
    public BgpEvent event() {
      return BgpEvent.UPDATE_SENT;
    }
  }
}
