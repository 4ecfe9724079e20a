package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.bgp.wire.Capability.AddPath.FamilyMode;
import io.sdnsim.bgp.wire.Capability.GracefulRestart.PreservedFamily;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session offers in its OPEN (RFC 5492). Route refresh (RFC 2918) always is.
 *
 * @param families most wanted first
 * @param fourOctetAs four-octet AS numbers (RFC 6793)
 * @param extendedMessage messages of up to 65,535 bytes (RFC 8654)
 * @param enhancedRouteRefresh route refresh between marks (RFC 7313)
 * @param addPath families with several paths for a prefix (RFC 7911)
 * @param role what we are to an external neighbor (RFC 9234); null for no word on it
 * @param strictRole whether the neighbor must say its role too
 * @param gracefulRestart null for no graceful restart (RFC 4724)
 */
public record OfferedCapabilities(
    List<AddressFamily> families,
    boolean fourOctetAs,
    boolean extendedMessage,
    boolean enhancedRouteRefresh,
    List<FamilyMode> addPath,
    @Nullable BgpRole role,
    boolean strictRole,
    @Nullable RestartOffer gracefulRestart) {
  public OfferedCapabilities {
    families = List.copyOf(families);
    addPath = List.copyOf(addPath);
    if (families.isEmpty()) {
      throw new IllegalArgumentException("families: at least one must be offered");
    }
  }

  /** The families, four-octet AS numbers and route refresh. */
  public static OfferedCapabilities of(AddressFamily... families) {
    return new OfferedCapabilities(
        List.of(families), true, false, false, List.of(), null, false, null);
  }

  /**
   * Our part in graceful restart (RFC 4724 3).
   *
   * @param restartTimeSeconds how long the neighbor is to wait for us: 0 to 4,095
   * @param preservesForwarding whether our routes are worth keeping while we restart; else we only
   *     keep those of neighbors
   * @param restarted whether we have just restarted
   */
  public record RestartOffer(
      int restartTimeSeconds, boolean preservesForwarding, boolean restarted) {
    public RestartOffer {
      if (restartTimeSeconds < 0 || restartTimeSeconds > 4095) {
        throw new IllegalArgumentException(
            "restart-time=" + restartTimeSeconds + "s: must be 0 to 4095 s (RFC 4724 3)");
      }
    }

    RestartOffer withRestarted(boolean value) {
      return new RestartOffer(restartTimeSeconds, preservesForwarding, value);
    }
  }

  public OfferedCapabilities withFamilies(AddressFamily... value) {
    return new OfferedCapabilities(
        List.of(value),
        fourOctetAs,
        extendedMessage,
        enhancedRouteRefresh,
        addPath,
        role,
        strictRole,
        gracefulRestart);
  }

  public OfferedCapabilities withFourOctetAs(boolean value) {
    return new OfferedCapabilities(
        families,
        value,
        extendedMessage,
        enhancedRouteRefresh,
        addPath,
        role,
        strictRole,
        gracefulRestart);
  }

  public OfferedCapabilities withExtendedMessage(boolean value) {
    return new OfferedCapabilities(
        families,
        fourOctetAs,
        value,
        enhancedRouteRefresh,
        addPath,
        role,
        strictRole,
        gracefulRestart);
  }

  public OfferedCapabilities withEnhancedRouteRefresh(boolean value) {
    return new OfferedCapabilities(
        families, fourOctetAs, extendedMessage, value, addPath, role, strictRole, gracefulRestart);
  }

  /** For all families alike. */
  public OfferedCapabilities withAddPath(boolean receives, boolean sends) {
    List<FamilyMode> modes = new ArrayList<>();
    if (receives || sends) {
      families.forEach(family -> modes.add(FamilyMode.of(family, receives, sends)));
    }
    return new OfferedCapabilities(
        families,
        fourOctetAs,
        extendedMessage,
        enhancedRouteRefresh,
        modes,
        role,
        strictRole,
        gracefulRestart);
  }

  public OfferedCapabilities withRole(@Nullable BgpRole value, boolean strict) {
    return new OfferedCapabilities(
        families,
        fourOctetAs,
        extendedMessage,
        enhancedRouteRefresh,
        addPath,
        value,
        strict,
        gracefulRestart);
  }

  public OfferedCapabilities withGracefulRestart(@Nullable RestartOffer value) {
    return new OfferedCapabilities(
        families,
        fourOctetAs,
        extendedMessage,
        enhancedRouteRefresh,
        addPath,
        role,
        strictRole,
        value);
  }

  /** The OPEN's capabilities. */
  List<Capability> capabilities(long localAs, boolean internal) {
    List<Capability> capabilities = new ArrayList<>();
    families.forEach(family -> capabilities.add(Capability.Multiprotocol.of(family)));
    capabilities.add(new Capability.RouteRefresh());
    if (enhancedRouteRefresh) {
      capabilities.add(new Capability.EnhancedRouteRefresh());
    }
    if (fourOctetAs) {
      capabilities.add(new Capability.FourOctetAs(localAs));
    }
    if (extendedMessage) {
      capabilities.add(new Capability.ExtendedMessage());
    }
    if (!addPath.isEmpty()) {
      capabilities.add(new Capability.AddPath(addPath));
    }
    if (role != null && !internal) {
      capabilities.add(new Capability.BgpRole(role.number()));
    }
    RestartOffer restart = gracefulRestart;
    if (restart != null) {
      capabilities.add(gracefulRestart(restart));
    }
    return capabilities;
  }

  private Capability gracefulRestart(RestartOffer restart) {
    List<PreservedFamily> preserved = new ArrayList<>();
    if (restart.preservesForwarding()) {
      // RFC 4724 3: the Forwarding State bit tells of the restart just past.
      families.forEach(family -> preserved.add(PreservedFamily.of(family, restart.restarted())));
    }
    return new Capability.GracefulRestart(
        restart.restarted(), false, restart.restartTimeSeconds(), preserved);
  }
}
