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

  /** The limit with them, but for OPEN and KEEPALIVE (RFC 8654 4). */
  int EXTENDED_MAX_BYTES = 65_535;

  int OPEN = 1;
  int UPDATE = 2;
  int NOTIFICATION = 3;
  int KEEPALIVE = 4;
  int ROUTE_REFRESH = 5;

  /** The stand-in for an AS number above 65,535 in a two-octet field (RFC 6793 9). */
  int AS_TRANS = 23456;

  /** The message type code. */
  int type();

  /** The RFCs' name of a message type, such as OPEN; {@code type 9} for an unknown one. */
  static String name(int type) {
    return switch (type) {
      case OPEN -> "OPEN";
      case UPDATE -> "UPDATE";
      case NOTIFICATION -> "NOTIFICATION";
      case KEEPALIVE -> "KEEPALIVE";
      case ROUTE_REFRESH -> "ROUTE-REFRESH";
      default -> "type " + type;
    };
  }

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
   * @param withdrawnIds of the prefixes in withdrawn
   * @param nlriIds of the prefixes in nlri
   * @param otherFamilies what MP_REACH_NLRI and MP_UNREACH_NLRI hold of families unknown here
   * @param errors found in reading, which the session survives; what is above is what could be read
   *     all the same: {@link #afterErrors} says what to make of it
   */
  record Update(
      List<Prefix> withdrawn,
      PathAttributes attributes,
      List<Prefix> nlri,
      @Nullable MpReachNlri reach,
      @Nullable MpUnreachNlri unreach,
      PathIds withdrawnIds,
      PathIds nlriIds,
      List<OtherFamilyNlri> otherFamilies,
      List<DecodeError> errors)
      implements BgpMessage {
    public Update {
      withdrawn = List.copyOf(withdrawn);
      nlri = List.copyOf(nlri);
      otherFamilies = List.copyOf(otherFamilies);
      errors = List.copyOf(errors);
    }

    /** A well-formed one without Path Identifiers. */
    public Update(
        List<Prefix> withdrawn,
        PathAttributes attributes,
        List<Prefix> nlri,
        @Nullable MpReachNlri reach,
        @Nullable MpUnreachNlri unreach) {
      this(
          withdrawn,
          attributes,
          nlri,
          reach,
          unreach,
          PathIds.NONE,
          PathIds.NONE,
          List.of(),
          List.of());
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

    /** The strongest error, the first of equals; null for a well-formed message. */
    public @Nullable DecodeError strongestError() {
      return DecodeError.strongest(errors);
    }

    /**
     * What the RIBs are to take in: with an error that is treated as a withdrawal (RFC 7606 2) all
     * reachable prefixes are withdrawn, else the message itself. Families to disable are for the
     * caller to look for.
     */
    public Update afterErrors() {
      for (DecodeError error : errors) {
        if (error.action() == ErrorAction.TREAT_AS_WITHDRAW) {
          return TreatAsWithdraw.of(this);
        }
      }
      return this;
    }

    /** The family whose End-of-RIB this is, or null. */
    public @Nullable AddressFamily endOfRibFamily() {
      if (!withdrawn.isEmpty()
          || !attributes.isEmpty()
          || !nlri.isEmpty()
          || reach != null
          || !otherFamilies.isEmpty()
          || !errors.isEmpty()) {
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

    /**
     * An administrative shutdown or reset that says why (RFC 9003).
     *
     * @param text at most 255 bytes in UTF-8: what is beyond is cut off between characters
     */
    public static Notification cease(int subcode, String text) {
      return new Notification(BgpError.CEASE, subcode, ShutdownCommunication.encode(text));
    }

    /**
     * Why the peer shut the session down or reset it (RFC 9003), with escapes for what can't be
     * printed; null when it doesn't say, or not in a well-formed way.
     */
    public @Nullable String shutdownCommunication() {
      boolean mayHave =
          code == BgpError.CEASE
              && (subcode == BgpError.CEASE_ADMINISTRATIVE_SHUTDOWN
                  || subcode == BgpError.CEASE_ADMINISTRATIVE_RESET);
      return mayHave ? ShutdownCommunication.decode(data) : null;
    }

    /** {@code 4/0 Hold Timer Expired}; a shutdown communication follows in quotes. */
    @Override
    public String toString() {
      String communication = shutdownCommunication();
      return code
          + "/"
          + subcode
          + " "
          + BgpError.text(code, subcode)
          + (communication == null ? "" : " \"" + communication + "\"");
    }
  }

  /** KEEPALIVE (RFC 4271 4.4). */
  record Keepalive() implements BgpMessage {
    @Override
    public int type() {
      return KEEPALIVE;
    }
  }

  /**
   * ROUTE-REFRESH (RFC 2918 3); a family that this speaker doesn't know is kept by its numbers.
   *
   * @param subtype 0 for a request; with enhanced route refresh (RFC 7313 3.2) 1 for its beginning
   *     and 2 for its end; others are to be ignored
   */
  record RouteRefresh(int afi, int subtype, int safi) implements BgpMessage {
    public static final int REQUEST = 0;

    /** BoRR. */
    public static final int BEGINNING = 1;

    /** EoRR. */
    public static final int END = 2;

    public RouteRefresh(int afi, int safi) {
      this(afi, REQUEST, safi);
    }

    public static RouteRefresh of(AddressFamily family) {
      return new RouteRefresh(family.afi(), family.safi());
    }

    /** The mark before all routes of a family are sent once more. */
    public static RouteRefresh beginning(AddressFamily family) {
      return new RouteRefresh(family.afi(), BEGINNING, family.safi());
    }

    /** The mark behind them: what was not sent again is void. */
    public static RouteRefresh end(AddressFamily family) {
      return new RouteRefresh(family.afi(), END, family.safi());
    }

    @Override
    public int type() {
      return ROUTE_REFRESH;
    }
  }
}
