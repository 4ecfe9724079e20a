package io.sdnsim.bgp.wire;

import io.sdnsim.bgp.wire.PathAttribute.MpReachNlri;
import io.sdnsim.bgp.wire.PathAttribute.MpUnreachNlri;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A BGP-4 message (RFC 4271 4, RFC 2918). */
public sealed interface BgpMessage {
  /** The TCP port of the side that is connected to (RFC 4271 8.2.1). */
  int PORT = 179;

  int HEADER_BYTES = 19;

  /** The limit without extended messages (RFC 4271 4.1). */
  int MAX_BYTES = 4096;

  int OPEN = 1;
  int UPDATE = 2;
  int NOTIFICATION = 3;
  int KEEPALIVE = 4;
  int ROUTE_REFRESH = 5;

  /** The stand-in for an AS number above 65,535 in a two-octet field (RFC 6793 9). */
  int AS_TRANS = 23456;

  /** The message type code. */
  int type();

  /**
   * OPEN (RFC 4271 4.2).
   *
   * @param myAs the two-octet field; {@link #asn} is the sender's AS
   * @param holdTimeSeconds 0 to 65,535
   * @param identifier the BGP identifier, written as an IPv4 address
   */
  record Open(
      int version,
      int myAs,
      int holdTimeSeconds,
      IpAddress identifier,
      List<Capability> capabilities)
      implements BgpMessage {
    public Open {
      capabilities = List.copyOf(capabilities);
    }

    @Override
    public int type() {
      return OPEN;
    }

    /** The sender's AS: from the four-octet capability where there is one (RFC 6793 4.1). */
    public long asn() {
      for (Capability capability : capabilities) {
        if (capability instanceof Capability.FourOctetAs fourOctet) {
          return fourOctet.asn();
        }
      }
      return myAs;
    }
  }

  /**
   * UPDATE (RFC 4271 4.3).
   *
   * @param attributes of the reachable prefixes, without MP_REACH_NLRI and MP_UNREACH_NLRI
   */
  record Update(
      List<Prefix> withdrawn,
      PathAttributes attributes,
      List<Prefix> nlri,
      @Nullable MpReachNlri reach,
      @Nullable MpUnreachNlri unreach)
      implements BgpMessage {
    public Update {
      withdrawn = List.copyOf(withdrawn);
      nlri = List.copyOf(nlri);
    }

    public static Update withdraw(List<Prefix> withdrawn) {
      return new Update(withdrawn, PathAttributes.EMPTY, List.of(), null, null);
    }

    public static Update announce(PathAttributes attributes, List<Prefix> nlri) {
      return new Update(List.of(), attributes, nlri, null, null);
    }

    /** The marker that ends the initial exchange of a family (RFC 4724 2). */
    public static Update endOfRib(AddressFamily family) {
      return new Update(
          List.of(),
          PathAttributes.EMPTY,
          List.of(),
          null,
          family == AddressFamily.IPV4_UNICAST ? null : new MpUnreachNlri(family, List.of()));
    }

    /** The family whose End-of-RIB this is, or null. */
    public @Nullable AddressFamily endOfRibFamily() {
      if (!withdrawn.isEmpty() || !attributes.isEmpty() || !nlri.isEmpty() || reach != null) {
        return null;
      }
      if (unreach == null) {
        return AddressFamily.IPV4_UNICAST;
      }
      return unreach.withdrawn().isEmpty() ? unreach.family() : null;
    }

    @Override
    public int type() {
      return UPDATE;
    }
  }

  /** NOTIFICATION (RFC 4271 4.5): codes and subcodes are in {@link BgpError}. */
  record Notification(int code, int subcode, Bytes data) implements BgpMessage {
    public static Notification of(int code, int subcode) {
      return new Notification(code, subcode, Bytes.of(new byte[0]));
    }

    public static Notification of(BgpDecodeException error) {
      return new Notification(error.code(), error.subcode(), error.data());
    }

    @Override
    public int type() {
      return NOTIFICATION;
    }

    /** {@code 4/0 Hold Timer Expired}. */
    @Override
    public String toString() {
      return code + "/" + subcode + " " + BgpError.text(code, subcode);
    }
  }

  /** KEEPALIVE (RFC 4271 4.4). */
  record Keepalive() implements BgpMessage {
    @Override
    public int type() {
      return KEEPALIVE;
    }
  }

  /** ROUTE-REFRESH (RFC 2918 3); a family that this speaker doesn't know is kept by its numbers. */
  record RouteRefresh(int afi, int safi) implements BgpMessage {
    public static RouteRefresh of(AddressFamily family) {
      return new RouteRefresh(family.afi(), family.safi());
    }

    @Override
    public int type() {
      return ROUTE_REFRESH;
    }
  }
}
