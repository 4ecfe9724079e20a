package io.sdnsim.bgp.session;

/** The timers of a speaker: one of each kind per session, unless its sentence says otherwise. */
public enum BgpTimer {
  /** When to try to connect again (RFC 4271 10). */
  CONNECT_RETRY,
  /** When the peer has been silent too long (RFC 4271 6.5). */
  HOLD,
  /** When to send the next KEEPALIVE (RFC 4271 4.4). */
  KEEPALIVE,
  /** When to send the OPEN on a connection that was delayed (RFC 4271 8.1.1). */
  DELAY_OPEN,
  /** When a session that failed may start again (RFC 4271 8.1.1). */
  IDLE_HOLD,
  /** MinRouteAdvertisementIntervalTimer: when the peer may be told of routes again. */
  ROUTE_ADVERTISEMENT,
  /** When a peer that lost its session is no longer waited for (RFC 4724 4.2). */
  RESTART,
  /** When the routes that a peer has not announced again are void (RFC 4724 4.2, RFC 7313 4). */
  STALE_PATH,
  /** When the decision process runs; one per speaker. */
  ROUTE_SELECTION,
  /**
   * When a speaker that restarted no longer waits for its peers; one per speaker (RFC 4724 4.1).
   */
  SELECTION_DEFERRAL
}
