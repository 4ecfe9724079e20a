package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;

/** A capability in an OPEN (RFC 5492). */
public sealed interface Capability {
  int MULTIPROTOCOL = 1;
  int ROUTE_REFRESH = 2;
  int FOUR_OCTET_AS = 65;

  int code();

  /**
   * Multiprotocol extensions (RFC 4760 8); a family that this speaker doesn't know is kept by its
   * numbers.
   */
  record Multiprotocol(int afi, int safi) implements Capability {
    public static Multiprotocol of(AddressFamily family) {
      return new Multiprotocol(family.afi(), family.safi());
    }

    @Override
    public int code() {
      return MULTIPROTOCOL;
    }
  }

  /** Route refresh (RFC 2918 2). */
  record RouteRefresh() implements Capability {
    @Override
    public int code() {
      return ROUTE_REFRESH;
    }
  }

  /** Four-octet AS numbers (RFC 6793 3). */
  record FourOctetAs(long asn) implements Capability {
    @Override
    public int code() {
      return FOUR_OCTET_AS;
    }
  }

  /** One that this speaker doesn't know, or whose value has a length that it doesn't expect. */
  record Unknown(int code, Bytes value) implements Capability {}
}
