package io.sdnsim.bgp.wire;

/** Values of the ORIGIN attribute, best first (RFC 4271 5.1.1); the ordinal is the wire value. */
public enum Origin {
  IGP("IGP"),
  EGP("EGP"),
  INCOMPLETE("incomplete");

  private final String text;

  Origin(String text) {
    this.text = text;
  }

  /** As FRR's JSON spells it. */
  public String text() {
    return text;
  }
}
