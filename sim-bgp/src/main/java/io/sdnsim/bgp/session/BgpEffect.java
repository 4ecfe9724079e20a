package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.BgpMessage;
import org.jspecify.annotations.Nullable;

/** What a session wants done. */
public sealed interface BgpEffect {
  /** Start a TCP connection to the peer. */
  record OpenConnection() implements BgpEffect {}

  /** Close the TCP connection, behind what was sent on it, or give the attempt up. */
  record CloseConnection() implements BgpEffect {}

  record Send(BgpMessage message) implements BgpEffect {}

  /**
   * Set a timer, whether it runs or not.
   *
   * @param jittered whether to shorten the time by up to a quarter, at random (RFC 4271 10)
   */
  record SetTimer(BgpTimer timer, long durationPs, boolean jittered) implements BgpEffect {}

  record CancelTimer(BgpTimer timer) implements BgpEffect {}

  /**
   * The session changed its state.
   *
   * @param event by RFC 4271's name, such as {@code HoldTimer_Expires}
   * @param cause for people
   */
  record StateChanged(BgpState from, BgpState to, String event, String cause)
      implements BgpEffect {}

  /** The session is Established. */
  record SessionUp(Negotiated negotiated) implements BgpEffect {}

  /**
   * The session was Established and is no more.
   *
   * @param lost what it had come to, when only its TCP connection was lost: then the peer may be
   *     restarting (RFC 4724 4.2); null when one end ended it, so that the peer's routes are void
   */
  record SessionDown(@Nullable Negotiated lost) implements BgpEffect {}

  record UpdateReceived(BgpMessage.Update update) implements BgpEffect {}

  record RouteRefreshRequested(BgpMessage.RouteRefresh refresh) implements BgpEffect {}
}
