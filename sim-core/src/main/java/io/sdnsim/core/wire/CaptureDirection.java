package io.sdnsim.core.wire;

/** Which way a captured frame went, seen from the interface (pcapng epb_flags, bits 0 and 1). */
public enum CaptureDirection {
  UNKNOWN,
  INBOUND,
  OUTBOUND;

  /** The value of the two bits. */
  int bits() {
    return switch (this) {
      case UNKNOWN -> 0;
      case INBOUND -> 1;
      case OUTBOUND -> 2;
    };
  }

  static CaptureDirection ofFlags(int flags) {
    return switch (flags & 3) {
      case 1 -> INBOUND;
      case 2 -> OUTBOUND;
      default -> UNKNOWN;
    };
  }
}
