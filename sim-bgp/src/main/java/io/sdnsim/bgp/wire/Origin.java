package io.sdnsim.bgp.wire;

/** Values of the ORIGIN attribute, best first (RFC 4271 5.1.1); the ordinal is the wire value. */
public enum Origin {
  IGP("IGP"),
  EGP("EGP"),
  INCOMPLETE("incomplete");

  private static final Origin[] VALUES = values();

  private final String text;

  Origin(String text) {
    this.text = text;
  }

  /** The one with this wire value, from 0 to 2. */
  static Origin of(int value) {
    return VALUES[value];
  }

  /** As FRR's JSON spells it. */
  public String text() {
    return text;
  }
}
