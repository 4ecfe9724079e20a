package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A capability in an OPEN (RFC 5492). Families are kept by their numbers, for any may be named. */
public sealed interface Capability {
  int MULTIPROTOCOL = 1;
  int ROUTE_REFRESH = 2;
  int EXTENDED_NEXT_HOP = 5;
  int EXTENDED_MESSAGE = 6;
  int BGP_ROLE = 9;
  int GRACEFUL_RESTART = 64;
  int FOUR_OCTET_AS = 65;
  int ADD_PATH = 69;
  int ENHANCED_ROUTE_REFRESH = 70;

  int code();

  /** Multiprotocol extensions (RFC 4760 8). */
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

  /** Extended next hop encoding (RFC 8950 4). */
  record ExtendedNextHop(List<Entry> entries) implements Capability {
    public ExtendedNextHop {
      entries = List.copyOf(entries);
    }

    /** Prefixes of this family may have next hops of that AFI. */
    public record Entry(int afi, int safi, int nextHopAfi) {}

    @Override
    public int code() {
      return EXTENDED_NEXT_HOP;
    }
  }

  /** Messages of up to 65,535 bytes (RFC 8654 3). */
  record ExtendedMessage() implements Capability {
    @Override
    public int code() {
      return EXTENDED_MESSAGE;
    }
  }

  /**
   * What the sender is to the receiver (RFC 9234 4.1).
   *
   * @param role one of the constants; others are reserved
   */
  record BgpRole(int role) implements Capability {
    public static final int PROVIDER = 0;
    public static final int ROUTE_SERVER = 1;
    public static final int ROUTE_SERVER_CLIENT = 2;
    public static final int CUSTOMER = 3;
    public static final int PEER = 4;

    private static final List<String> NAMES =
        List.of("provider", "rs-server", "rs-client", "customer", "peer");

    /** As FRR spells it; the number of a reserved one. */
    public String text() {
      return role < NAMES.size() ? NAMES.get(role) : Integer.toString(role);
    }

    @Override
    public int code() {
      return BGP_ROLE;
    }
  }

  /**
   * Graceful restart (RFC 4724 3).
   *
   * @param restarting the Restart State bit: the sender has just restarted
   * @param notification the N bit: it covers NOTIFICATIONs too (RFC 8538 2)
   * @param restartTimeSeconds 0 to 4,095
   */
  record GracefulRestart(
      boolean restarting,
      boolean notification,
      int restartTimeSeconds,
      List<PreservedFamily> families)
      implements Capability {
    public GracefulRestart {
      families = List.copyOf(families);
      if (restartTimeSeconds < 0 || restartTimeSeconds > 4095) {
        throw new IllegalArgumentException(
            "restart-time=" + restartTimeSeconds + "s: must be 0 to 4095 s (RFC 4724 3)");
      }
    }

    /**
     * A family whose routes are kept.
     *
     * @param forwardingPreserved the Forwarding State bit
     */
    public record PreservedFamily(int afi, int safi, boolean forwardingPreserved) {
      public static PreservedFamily of(AddressFamily family, boolean forwardingPreserved) {
        return new PreservedFamily(family.afi(), family.safi(), forwardingPreserved);
      }

      /** The family, or null for one that this speaker doesn't know. */
      public @Nullable AddressFamily known() {
        return AddressFamily.of(afi, safi);
      }
    }

    @Override
    public int code() {
      return GRACEFUL_RESTART;
    }
  }

  /** Four-octet AS numbers (RFC 6793 3). */
  record FourOctetAs(long asn) implements Capability {
    @Override
    public int code() {
      return FOUR_OCTET_AS;
    }
  }

  /** Several paths for a prefix (RFC 7911 4). */
  record AddPath(List<FamilyMode> families) implements Capability {
    public AddPath {
      families = List.copyOf(families);
    }

    /**
     * What the sender can do with a family.
     *
     * @param mode 1 receive, 2 send, 3 both; an entry with any other is ignored
     */
    public record FamilyMode(int afi, int safi, int mode) {
      public static FamilyMode of(AddressFamily family, boolean receives, boolean sends) {
        return new FamilyMode(family.afi(), family.safi(), (receives ? 1 : 0) + (sends ? 2 : 0));
      }

      public boolean receives() {
        return mode == 1 || mode == 3;
      }

      public boolean sends() {
        return mode == 2 || mode == 3;
      }
    }

    @Override
    public int code() {
      return ADD_PATH;
    }
  }

  /** Enhanced route refresh (RFC 7313 3.1). */
  record EnhancedRouteRefresh() implements Capability {
    @Override
    public int code() {
      return ENHANCED_ROUTE_REFRESH;
    }
  }

  /** One that this speaker doesn't know, or whose value has a length that it doesn't expect. */
  record Unknown(int code, Bytes value) implements Capability {}
}
