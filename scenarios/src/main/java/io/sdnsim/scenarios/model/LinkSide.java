package io.sdnsim.scenarios.model;

/** The directions of a link that a fault concerns, seen from the port that names the link. */
public enum LinkSide {
  /** What the port sends. */
  OUT,
  /** What the port receives. */
  IN,
  BOTH;

  public boolean includesOut() {
    return this != IN;
  }

  public boolean includesIn() {
    return this != OUT;
  }
}
