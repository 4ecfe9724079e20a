package io.sdnsim.bgp.wire;

/** What a speaker does about a malformed message, weakest first (RFC 7606 2). */
public enum ErrorAction {
  /** The attribute is left out, the rest of the UPDATE is used. */
  ATTRIBUTE_DISCARD("attribute-discard"),

  /** The UPDATE's reachable prefixes count as withdrawn. */
  TREAT_AS_WITHDRAW("treat-as-withdraw"),

  /** All routes of the family from this peer go, and no more are taken (RFC 4760 7). */
  AFI_DISABLE("afi-disable"),

  /** A NOTIFICATION, and the session ends. */
  SESSION_RESET("session-reset");

  private final String text;

  ErrorAction(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  boolean isStrongerThan(ErrorAction other) {
    return compareTo(other) > 0;
  }
}
