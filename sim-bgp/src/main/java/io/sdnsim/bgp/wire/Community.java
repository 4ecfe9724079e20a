package io.sdnsim.bgp.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a 32-bit community (RFC 1997): {@code 64512:100}, or the name of a well-known one.
 */
public final class Community {
  /** Well-known communities and their names, as FRR prints them. */
  private record WellKnown(int value, String name) {}

  private static final List<WellKnown> WELL_KNOWN =
      List.of(
          new WellKnown(0xFFFF_0000, "graceful-shutdown"), // RFC 8326
          new WellKnown(0xFFFF_0001, "accept-own"), // RFC 7611
          new WellKnown(0xFFFF_0006, "llgr-stale"), // RFC 9494
          new WellKnown(0xFFFF_0007, "no-llgr"),
          new WellKnown(0xFFFF_029A, "blackhole"), // RFC 7999
          new WellKnown(0xFFFF_FF01, "no-export"), // RFC 1997
          new WellKnown(0xFFFF_FF02, "no-advertise"),
          new WellKnown(0xFFFF_FF03, "local-AS"), // NO_EXPORT_SUBCONFED
          new WellKnown(0xFFFF_FF04, "no-peer")); // RFC 3765

  private Community() {}

  /** The names of the well-known ones. */
  public static List<String> names() {
    return WELL_KNOWN.stream().map(WellKnown::name).toList();
  }

  public static String text(int community) {
    for (WellKnown known : WELL_KNOWN) {
      if (known.value() == community) {
        return known.name();
      }
    }
    return (community >>> 16) + ":" + (community & 0xFFFF);
  }

  /** The community that this text names, or null. */
  public static @Nullable Integer parse(String text) {
    for (WellKnown known : WELL_KNOWN) {
      if (known.name().equals(text)) {
        return known.value();
      }
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return null;
    }
    int high = u16(text.substring(0, colon));
    int low = u16(text.substring(colon + 1));
    return high < 0 || low < 0 ? null : high << 16 | low;
  }

  private static int u16(String digits) {
    if (digits.isEmpty() || digits.length() > 5) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value > 0xFFFF ? -1 : value;
  }
}
