package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.Prefix;
import org.jspecify.annotations.Nullable;

/** A pair of AFI and SAFI that this speaker knows (RFC 4760). */
public enum AddressFamily {
  IPV4_UNICAST(1, 1, "ipv4-unicast"),
  IPV6_UNICAST(2, 1, "ipv6-unicast");

  private final int afi;
  private final int safi;
  private final String text;

  AddressFamily(int afi, int safi, String text) {
    this.afi = afi;
    this.safi = safi;
    this.text = text;
  }

  /** {@code ipv4-unicast}. */
  public String text() {
    return text;
  }

  public int afi() {
    return afi;
  }

  public int safi() {
    return safi;
  }

  /** The family with these numbers, or null for one that this speaker doesn't know. */
  public static @Nullable AddressFamily of(int afi, int safi) {
    for (AddressFamily family : values()) {
      if (family.afi == afi && family.safi == safi) {
        return family;
      }
    }
    return null;
  }

  public static AddressFamily of(Prefix prefix) {
    return prefix.network().isIpv4() ? IPV4_UNICAST : IPV6_UNICAST;
  }

  /** 32 or 128. */
  public int addressBits() {
    return this == IPV4_UNICAST ? 32 : 128;
  }
}
