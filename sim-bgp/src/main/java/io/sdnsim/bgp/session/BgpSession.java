package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.SimTime;
import org.jspecify.annotations.Nullable;

/**
 * The finite state machine of one BGP connection (RFC 4271 8). The speaker runs one per peer, and a
 * second one while two connections collide.
 *
 * <p>Two deliberate differences from the letter of 8.2.2, both what deployed speakers do: a
 * connection attempt that fails leads to Active, where the peer may connect meanwhile, instead of
 * Idle; and a NOTIFICATION is never answered with one. A passive session has no ConnectRetryTimer,
 * for it would make it connect.
 */
public final class BgpSession {
  /** The hold time until the peer's OPEN has come: "a large value" (RFC 4271 8.2.2), 4 minutes. */
  public static final long OPEN_HOLD_PS = 240 * SimTime.SECOND;

  private static final int MAXIMUM_DOUBLINGS = 20;

  private BgpSessionConfig config;
  private BgpState state = BgpState.IDLE;
  private int connectRetryCounter;
  private boolean delayingOpen;
  private BgpEvent event = BgpEvent.MANUAL_STOP;
  private @Nullable Negotiated negotiated;

  public BgpSession(BgpSessionConfig config) {
    this.config = config;
  }

  public BgpState state() {
    return state;
  }

  public BgpSessionConfig config() {
    return config;
  }

  /**
   * The session takes the settings of another over: of two connections to a peer this one stayed,
   * and is the peer's session from now on. What was negotiated stays.
   */
  public void takeOver(BgpSessionConfig settings) {
    config = settings;
  }

  /** What the OPENs came to; null before OpenConfirm. */
  public @Nullable Negotiated negotiated() {
    return negotiated;
  }

  /** Failures since the session was last up or started by hand. */
  public int connectRetryCounter() {
    return connectRetryCounter;
  }

  /** Takes an event in. Time passes only through timer events, so the moment itself is not used. */
  public void on(long nowPs, BgpInput input, Outbox<BgpEffect> out) {
    event = BgpEvent.of(input, config, delayingOpen);
    switch (state) {
      case IDLE -> idle(input, out);
      case CONNECT, ACTIVE -> connecting(input, out);
      case OPEN_SENT -> openSent(input, out);
      case OPEN_CONFIRM -> openConfirm(input, out);
      case ESTABLISHED -> established(input, out);
    }
  }

  private void idle(BgpInput input, Outbox<BgpEffect> out) {
    if (input instanceof BgpInput.ManualStart) {
      connectRetryCounter = 0;
      start(out);
    } else if (input instanceof BgpInput.AutomaticStart) {
      start(out);
    } else if (input instanceof BgpInput.IdleHoldTimerExpires) {
      // RFC 4271 8.1.2: the oscillations of the peer are damped enough for a start.
      event =
          config.passive()
              ? BgpEvent.AUTOMATIC_START_DAMPED_PASSIVE
              : BgpEvent.AUTOMATIC_START_DAMPED;
      start(out);
    } else if (input instanceof BgpInput.ManualStop) {
      // It may be waiting to start again.
      connectRetryCounter = 0;
      out.add(new BgpEffect.CancelTimer(BgpTimer.IDLE_HOLD));
    } else if (input instanceof BgpInput.TcpConnectionConfirmed
        || input instanceof BgpInput.TcpCrAcked) {
      // RFC 4271 8.2.2: in Idle all incoming connections are refused.
      out.add(new BgpEffect.CloseConnection());
    }
    // RFC 4271 8.2.2: any other event in Idle changes nothing.
  }

  private void start(Outbox<BgpEffect> out) {
    out.add(new BgpEffect.CancelTimer(BgpTimer.IDLE_HOLD));
    if (config.passive()) {
      enter(BgpState.ACTIVE, "started, passive", out);
      return;
    }
    setConnectRetry(out);
    out.add(new BgpEffect.OpenConnection());
    enter(BgpState.CONNECT, "started", out);
  }

  /** Connect and Active: they differ only in whether an attempt of our own is under way. */
  private void connecting(BgpInput input, Outbox<BgpEffect> out) {
    if (input instanceof BgpInput.ManualStop) {
      // RFC 4271 8.2.2: no OPEN was sent, so there is nothing to take leave of.
      connectRetryCounter = 0;
      dropTo(BgpState.IDLE, "stopped", out);
    } else if (input instanceof BgpInput.ConnectRetryTimerExpires) {
      connectAgain(out);
    } else if (input instanceof BgpInput.DelayOpenTimerExpires) {
      sendOpen("DelayOpenTimer expired", out);
    } else if (input instanceof BgpInput.TcpCrAcked) {
      connectionUp("connected", out);
    } else if (input instanceof BgpInput.TcpConnectionConfirmed) {
      connectionUp("peer connected", out);
    } else if (input instanceof BgpInput.TcpConnectionFails fails) {
      cancelDelayOpen(out);
      setConnectRetry(out);
      out.add(new BgpEffect.CloseConnection());
      enter(BgpState.ACTIVE, fails.why(), out);
    } else if (input instanceof BgpInput.BgpOpen open && delayingOpen) {
      // RFC 4271 8.2.2, event 20: our own OPEN goes out after all.
      cancelDelayOpen(out);
      out.add(new BgpEffect.Send(config.open()));
      acceptOpen(open.open(), out);
    } else if (input instanceof BgpInput.NotifMsg notification) {
      fail("peer sent " + notification.notification(), out);
    } else if (input instanceof BgpInput.OpenCollisionDump) {
      connectRetryCounter++;
      dropTo(BgpState.IDLE, "connection collision", out);
    } else if (isIgnored(input)) {
      return;
    } else {
      // RFC 4271 8.2.2: any other event: no OPEN was sent, so no NOTIFICATION is either.
      fail("unexpected " + event.text() + " in " + state.text(), out);
    }
  }

  /** RFC 4271 8.2.2: what no state but Idle makes anything of. */
  private boolean isIgnored(BgpInput input) {
    return input instanceof BgpInput.ManualStart
        || input instanceof BgpInput.AutomaticStart
        || input instanceof BgpInput.TcpConnectionValid
        || input instanceof BgpInput.TcpCrInvalid
        || (input instanceof BgpInput.UpdateSent && state != BgpState.ESTABLISHED);
  }

  private void connectAgain(Outbox<BgpEffect> out) {
    if (state == BgpState.CONNECT) {
      cancelDelayOpen(out);
      out.add(new BgpEffect.CloseConnection());
    }
    setConnectRetry(out);
    out.add(new BgpEffect.OpenConnection());
    enter(BgpState.CONNECT, "ConnectRetryTimer expired", out);
  }

  private void connectionUp(String cause, Outbox<BgpEffect> out) {
    out.add(new BgpEffect.CancelTimer(BgpTimer.CONNECT_RETRY));
    if (config.delayOpenPs() > 0) {
      delayingOpen = true;
      out.add(new BgpEffect.SetTimer(BgpTimer.DELAY_OPEN, config.delayOpenPs(), false));
      return;
    }
    sendOpen(cause, out);
  }

  private void sendOpen(String cause, Outbox<BgpEffect> out) {
    delayingOpen = false;
    out.add(new BgpEffect.Send(config.open()));
    out.add(new BgpEffect.SetTimer(BgpTimer.HOLD, OPEN_HOLD_PS, false));
    enter(BgpState.OPEN_SENT, cause, out);
  }

  private void openSent(BgpInput input, Outbox<BgpEffect> out) {
    if (endsInEveryOpenState(input, out)) {
      return;
    }
    if (input instanceof BgpInput.TcpConnectionFails fails) {
      // RFC 4271 8.2.2, event 18 in OpenSent: wait for another connection.
      out.add(new BgpEffect.CancelTimer(BgpTimer.HOLD));
      if (!config.restarts()) {
        dropTo(BgpState.IDLE, fails.why(), out);
        return;
      }
      out.add(new BgpEffect.CloseConnection());
      setConnectRetry(out);
      enter(BgpState.ACTIVE, fails.why(), out);
    } else if (input instanceof BgpInput.BgpOpen open) {
      acceptOpen(open.open(), out);
    } else {
      unexpected(1, out);
    }
  }

  /** RFC 4271 6.2: what of an OPEN depends on the configuration; then on to OpenConfirm. */
  private void acceptOpen(BgpMessage.Open open, Outbox<BgpEffect> out) {
    int refusal = OpenCheck.refusal(config, open);
    if (refusal != 0) {
      notifyAndFail(BgpMessage.Notification.of(BgpError.OPEN, refusal), "refused OPEN", out);
      return;
    }
    Negotiated result = Negotiated.of(config, open);
    if (result.families().isEmpty()) {
      // RFC 5492 5: the peer lacks a capability that the session can't do without.
      notifyAndFail(
          BgpMessage.Notification.of(BgpError.OPEN, BgpError.OPEN_UNSUPPORTED_CAPABILITY),
          "no address family in common",
          out);
      return;
    }
    negotiated = result;
    out.add(new BgpEffect.CancelTimer(BgpTimer.CONNECT_RETRY));
    out.add(new BgpEffect.Send(new BgpMessage.Keepalive()));
    setKeepalive(out);
    if (result.holdTimeSeconds() == 0) {
      out.add(new BgpEffect.CancelTimer(BgpTimer.HOLD));
    }
    setHold(out);
    enter(BgpState.OPEN_CONFIRM, "OPEN received", out);
  }

  private void openConfirm(BgpInput input, Outbox<BgpEffect> out) {
    if (endsInEveryOpenState(input, out)) {
      return;
    }
    if (input instanceof BgpInput.KeepaliveTimerExpires) {
      sendKeepalive(out);
    } else if (input instanceof BgpInput.TcpConnectionFails fails) {
      fail(fails.why(), out);
    } else if (input instanceof BgpInput.KeepAliveMsg) {
      setHold(out);
      connectRetryCounter = 0;
      enter(BgpState.ESTABLISHED, "KEEPALIVE received", out);
      out.add(new BgpEffect.SessionUp(agreed()));
    } else {
      unexpected(2, out);
    }
  }

  private void established(BgpInput input, Outbox<BgpEffect> out) {
    if (endsInEveryOpenState(input, out)) {
      return;
    }
    if (input instanceof BgpInput.KeepaliveTimerExpires) {
      sendKeepalive(out);
    } else if (input instanceof BgpInput.TcpConnectionFails fails) {
      fail(fails.why(), out);
    } else if (input instanceof BgpInput.KeepAliveMsg) {
      setHold(out);
    } else if (input instanceof BgpInput.UpdateMsg update) {
      // RFC 4271 8.2.2, event 27: an UPDATE is as good a sign of life as a KEEPALIVE.
      setHold(out);
      out.add(new BgpEffect.UpdateReceived(update.update()));
    } else if (input instanceof BgpInput.RouteRefreshMsg refresh) {
      out.add(new BgpEffect.RouteRefreshRequested(refresh.refresh()));
    } else if (input instanceof BgpInput.UpdateSent) {
      setKeepalive(out);
    } else {
      unexpected(3, out);
    }
  }

  /** What OpenSent, OpenConfirm and Established treat alike. */
  private boolean endsInEveryOpenState(BgpInput input, Outbox<BgpEffect> out) {
    if (isIgnored(input)) {
      return true;
    } else if (input instanceof BgpInput.ManualStop stop) {
      out.add(new BgpEffect.Send(stop.notification()));
      connectRetryCounter = 0;
      dropTo(BgpState.IDLE, "stopped, sent " + stop.notification(), out);
    } else if (input instanceof BgpInput.AutomaticStop stop) {
      out.add(new BgpEffect.Send(stop.notification()));
      fail(stop.why() + ", sent " + stop.notification(), stop.idlePs(), out);
    } else if (input instanceof BgpInput.SendHoldTimerExpires && state != BgpState.OPEN_SENT) {
      // RFC 9687 3.2: the peer takes nothing, so no NOTIFICATION would reach it either.
      fail("send hold timer expired", out);
    } else if (input instanceof BgpInput.HoldTimerExpires) {
      notifyAndFail(BgpMessage.Notification.of(BgpError.HOLD_TIMER, 0), "hold timer expired", out);
    } else if (input instanceof BgpInput.BgpHeaderErr error) {
      notifyAndFail(error.error(), out);
    } else if (input instanceof BgpInput.BgpOpenMsgErr error) {
      notifyAndFail(error.error(), out);
    } else if (input instanceof BgpInput.UpdateMsgErr error && state == BgpState.ESTABLISHED) {
      notifyAndFail(error.error(), out);
    } else if (input instanceof BgpInput.OpenCollisionDump) {
      out.add(
          new BgpEffect.Send(
              BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_CONNECTION_COLLISION)));
      connectRetryCounter++;
      dropTo(BgpState.IDLE, "connection collision", out);
    } else if (input instanceof BgpInput.NotifMsg notification) {
      fail("peer sent " + notification.notification(), out);
    } else {
      return false;
    }
    return true;
  }

  private void unexpected(int fsmSubcode, Outbox<BgpEffect> out) {
    // RFC 4271 6.6, RFC 6608: a finite state machine error, with the state as subcode.
    notifyAndFail(
        BgpMessage.Notification.of(BgpError.FSM, fsmSubcode), "unexpected " + event.text(), out);
  }

  private void notifyAndFail(BgpDecodeException error, Outbox<BgpEffect> out) {
    notifyAndFail(BgpMessage.Notification.of(error), error.field(), out);
  }

  private void notifyAndFail(
      BgpMessage.Notification notification, String why, Outbox<BgpEffect> out) {
    out.add(new BgpEffect.Send(notification));
    fail(why + ", sent " + notification, out);
  }

  private void fail(String why, Outbox<BgpEffect> out) {
    fail(why, BgpInput.AutomaticStop.IDLE_HOLD, out);
  }

  /** Down, and up again when the IdleHoldTimer allows it: longer each time (RFC 4271 8.1.1). */
  private void fail(String why, long idlePs, Outbox<BgpEffect> out) {
    final BgpState failed = state;
    dropTo(BgpState.IDLE, why, out);
    if (config.restarts() && idlePs == BgpInput.AutomaticStop.IDLE_HOLD) {
      long growingPs =
          Math.min(
              config.idleHoldPs() << Math.min(connectRetryCounter, MAXIMUM_DOUBLINGS),
              config.maximumIdleHoldPs());
      out.add(new BgpEffect.SetTimer(BgpTimer.IDLE_HOLD, growingPs, true));
    } else if (config.restarts() && idlePs != SimTime.NEVER) {
      out.add(new BgpEffect.SetTimer(BgpTimer.IDLE_HOLD, idlePs, false));
    }
    // RFC 4271 8.2.2: a peer of another version is no reason to wait longer.
    if (event != BgpEvent.NOTIF_MSG_VER_ERR || failed == BgpState.ESTABLISHED) {
      connectRetryCounter++;
    }
  }

  private void dropTo(BgpState next, String why, Outbox<BgpEffect> out) {
    boolean wasUp = state == BgpState.ESTABLISHED;
    out.add(new BgpEffect.CancelTimer(BgpTimer.CONNECT_RETRY));
    out.add(new BgpEffect.CancelTimer(BgpTimer.HOLD));
    out.add(new BgpEffect.CancelTimer(BgpTimer.KEEPALIVE));
    cancelDelayOpen(out);
    out.add(new BgpEffect.CloseConnection());
    Negotiated lost = event == BgpEvent.TCP_CONNECTION_FAILS ? negotiated : null;
    negotiated = null;
    enter(next, why, out);
    if (wasUp) {
      out.add(new BgpEffect.SessionDown(lost));
    }
  }

  private void enter(BgpState next, String cause, Outbox<BgpEffect> out) {
    BgpState previous = state;
    state = next;
    if (previous != next) {
      out.add(new BgpEffect.StateChanged(previous, next, event.text(), cause));
    }
  }

  private void setConnectRetry(Outbox<BgpEffect> out) {
    if (!config.passive()) {
      out.add(new BgpEffect.SetTimer(BgpTimer.CONNECT_RETRY, config.connectRetryPs(), true));
    }
  }

  private void setHold(Outbox<BgpEffect> out) {
    int seconds = agreed().holdTimeSeconds();
    if (seconds > 0) {
      out.add(new BgpEffect.SetTimer(BgpTimer.HOLD, seconds * SimTime.SECOND, false));
    }
  }

  private void setKeepalive(Outbox<BgpEffect> out) {
    int seconds = agreed().keepaliveSeconds();
    if (seconds > 0) {
      out.add(new BgpEffect.SetTimer(BgpTimer.KEEPALIVE, seconds * SimTime.SECOND, false));
    }
  }

  private void sendKeepalive(Outbox<BgpEffect> out) {
    out.add(new BgpEffect.Send(new BgpMessage.Keepalive()));
    setKeepalive(out);
  }

  private void cancelDelayOpen(Outbox<BgpEffect> out) {
    if (delayingOpen) {
      delayingOpen = false;
      out.add(new BgpEffect.CancelTimer(BgpTimer.DELAY_OPEN));
    }
  }

  private Negotiated agreed() {
    Negotiated result = negotiated;
    if (result == null) {
      throw new IllegalStateException("no OPEN was accepted in " + state.text());
    }
    return result;
  }
}
