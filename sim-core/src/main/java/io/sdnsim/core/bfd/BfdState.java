package io.sdnsim.core.bfd;

/** The states of a session, in the order of their codes on the wire (RFC 5880 4.1). */
public enum BfdState {
  /** An operator has taken the session down. */
  ADMIN_DOWN("AdminDown"),
  /** The neighbor is not heard, or does not hear us yet. */
  DOWN("Down"),
  /** The neighbor is heard and said that it does not hear us yet. */
  INIT("Init"),
  /** Both hear each other. */
  UP("Up");

  private final String text;

  BfdState(String text) {
    this.text = text;
  }

  /** The RFC's spelling. */
  public String text() {
    return text;
  }
}
