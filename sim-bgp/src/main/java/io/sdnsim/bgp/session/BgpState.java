package io.sdnsim.bgp.session;

/** The states of a session (RFC 4271 8.2.2). */
public enum BgpState {
  /**
   * Refuses connections and holds no resources: not started, stopped, or waiting to start again.
   */
  IDLE("Idle"),
  /** Waits for its own TCP connection attempt to succeed. */
  CONNECT("Connect"),
  /** Waits for the peer to connect, or for the time of the next own attempt. */
  ACTIVE("Active"),
  /** Has sent its OPEN and waits for the peer's. */
  OPEN_SENT("OpenSent"),
  /** Has accepted the peer's OPEN and waits for the KEEPALIVE that accepts its own. */
  OPEN_CONFIRM("OpenConfirm"),
  /** Exchanges routes. */
  ESTABLISHED("Established");

  private final String text;

  BgpState(String text) {
    this.text = text;
  }

  /** The RFC's spelling. */
  public String text() {
    return text;
  }
}
