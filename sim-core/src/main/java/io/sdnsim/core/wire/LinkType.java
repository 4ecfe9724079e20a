package io.sdnsim.core.wire;

import org.jspecify.annotations.Nullable;

/** What a captured frame begins with (the LINKTYPE_ values of tcpdump.org). */
public enum LinkType {
  ETHERNET(1),
  /** An IPv4 or IPv6 header; its first four bits tell which. */
  RAW_IP(101),
  /** The 16-byte pseudo header of Linux's "any" device. */
  LINUX_SLL(113),
  /** Its 20-byte successor. */
  LINUX_SLL2(276);

  private final int code;

  LinkType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The link type with this number, or null when the simulator can't read it. */
  public static @Nullable LinkType ofCode(int code) {
    for (LinkType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }
}
