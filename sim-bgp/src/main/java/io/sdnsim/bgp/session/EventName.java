package io.sdnsim.bgp.session;

import org.jspecify.annotations.Nullable;

/** What RFC 4271 8.1 and its successors call an event. */
final class EventName {
  private EventName() {}

  static String of(BgpInput input) {
    String ofTimer = timer(input);
    if (ofTimer != null) {
      return ofTimer;
    }
    String ofMessage = message(input);
    if (ofMessage != null) {
      return ofMessage;
    }
    if (input instanceof BgpInput.ManualStart) {
      return "ManualStart";
    } else if (input instanceof BgpInput.ManualStop) {
      return "ManualStop";
    } else if (input instanceof BgpInput.AutomaticStart) {
      return "AutomaticStart";
    } else if (input instanceof BgpInput.AutomaticStop) {
      return "AutomaticStop";
    } else if (input instanceof BgpInput.TcpCrAcked) {
      return "Tcp_CR_Acked";
    } else if (input instanceof BgpInput.TcpConnectionConfirmed) {
      return "TcpConnectionConfirmed";
    } else if (input instanceof BgpInput.TcpConnectionFails) {
      return "TcpConnectionFails";
    } else if (input instanceof BgpInput.OpenCollisionDump) {
      return "OpenCollisionDump";
    } else if (input instanceof BgpInput.UpdateSent) {
      return "UpdateSent";
    }
    throw new AssertionError(input);
  }

  private static @Nullable String timer(BgpInput input) {
    if (input instanceof BgpInput.ConnectRetryTimerExpires) {
      return "ConnectRetryTimer_Expires";
    } else if (input instanceof BgpInput.HoldTimerExpires) {
      return "HoldTimer_Expires";
    } else if (input instanceof BgpInput.SendHoldTimerExpires) {
      return "SendHoldTimer_Expires";
    } else if (input instanceof BgpInput.KeepaliveTimerExpires) {
      return "KeepaliveTimer_Expires";
    } else if (input instanceof BgpInput.DelayOpenTimerExpires) {
      return "DelayOpenTimer_Expires";
    } else if (input instanceof BgpInput.IdleHoldTimerExpires) {
      return "IdleHoldTimer_Expires";
    }
    return null;
  }

  private static @Nullable String message(BgpInput input) {
    if (input instanceof BgpInput.BgpOpen) {
      return "BGPOpen";
    } else if (input instanceof BgpInput.BgpHeaderErr) {
      return "BGPHeaderErr";
    } else if (input instanceof BgpInput.BgpOpenMsgErr) {
      return "BGPOpenMsgErr";
    } else if (input instanceof BgpInput.NotifMsg) {
      return "NotifMsg";
    } else if (input instanceof BgpInput.KeepAliveMsg) {
      return "KeepAliveMsg";
    } else if (input instanceof BgpInput.UpdateMsg) {
      return "UpdateMsg";
    } else if (input instanceof BgpInput.UpdateMsgErr) {
      return "UpdateMsgErr";
    } else if (input instanceof BgpInput.RouteRefreshMsg) {
      return "RouteRefreshMsg";
    }
    return null;
  }
}
