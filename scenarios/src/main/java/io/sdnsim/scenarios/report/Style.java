package io.sdnsim.scenarios.report;

/** Colour for terminals; plain text elsewhere. */
public enum Style {
  /** No escape sequences. */
  PLAIN,
  /** ANSI colours. */
  COLOUR;

  public String good(String text) {
    return paint("32", text);
  }

  public String bad(String text) {
    return paint("1;31", text);
  }

  public String heading(String text) {
    return paint("1", text);
  }

  public String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return this == PLAIN ? text : "\u001B[" + code + "m" + text + "\u001B[0m";
  }
}
