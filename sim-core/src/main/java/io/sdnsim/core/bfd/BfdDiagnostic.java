package io.sdnsim.core.bfd;

/** Why a session last left Up, in the order of the codes on the wire (RFC 5880 4.1). */
public enum BfdDiagnostic {
  NONE("no diagnostic"),
  DETECTION_TIME_EXPIRED("control detection time expired"),
  ECHO_FAILED("echo function failed"),
  NEIGHBOR_SIGNALED_DOWN("neighbor signaled session down"),
  FORWARDING_PLANE_RESET("forwarding plane reset"),
  PATH_DOWN("path down"),
  CONCATENATED_PATH_DOWN("concatenated path down"),
  ADMINISTRATIVELY_DOWN("administratively down"),
  REVERSE_CONCATENATED_PATH_DOWN("reverse concatenated path down"),
  /** A code that RFC 5880 does not define. */
  RESERVED("reserved");

  private final String text;

  BfdDiagnostic(String text) {
    this.text = text;
  }

  /** For people: the RFC's words. */
  public String text() {
    return text;
  }

  static BfdDiagnostic of(int code) {
    return code < RESERVED.ordinal() ? values()[code] : RESERVED;
  }
}
