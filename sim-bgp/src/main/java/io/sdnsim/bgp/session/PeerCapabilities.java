package io.sdnsim.bgp.session;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer's OPEN offers.
 *
 * @param roles the roles that it names: RFC 9234 4.2 wants one, and tolerates it twice
 */
record PeerCapabilities(
    List<AddressFamily> families,
    boolean routeRefresh,
    boolean enhancedRouteRefresh,
    boolean fourOctetAs,
    boolean extendedMessage,
    List<Capability.AddPath.FamilyMode> addPath,
    List<Integer> roles,
    Capability.@Nullable GracefulRestart gracefulRestart) {
  static PeerCapabilities of(BgpMessage.Open open) {
    List<AddressFamily> families = new ArrayList<>();
    boolean multiprotocol = false;
    boolean routeRefresh = false;
    boolean enhanced = false;
    boolean fourOctetAs = false;
    boolean extended = false;
    List<Capability.AddPath.FamilyMode> addPath = List.of();
    List<Integer> roles = new ArrayList<>();
    Capability.GracefulRestart restart = null;
    for (Capability capability : open.capabilities()) {
      if (capability instanceof Capability.Multiprotocol mp) {
        multiprotocol = true;
        AddressFamily family = AddressFamily.of(mp.afi(), mp.safi());
        if (family != null) {
          families.add(family);
        }
      } else if (capability instanceof Capability.AddPath paths) {
        addPath = paths.families();
      } else if (capability instanceof Capability.BgpRole role && !roles.contains(role.role())) {
        roles.add(role.role());
      } else if (capability instanceof Capability.GracefulRestart said) {
        restart = said;
      }
      routeRefresh |= capability instanceof Capability.RouteRefresh;
      enhanced |= capability instanceof Capability.EnhancedRouteRefresh;
      fourOctetAs |= capability instanceof Capability.FourOctetAs;
      extended |= capability instanceof Capability.ExtendedMessage;
    }
    if (!multiprotocol) {
      // RFC 4760 8: without the capability a peer speaks IPv4 unicast.
      families.add(AddressFamily.IPV4_UNICAST);
    }
    return new PeerCapabilities(
        families, routeRefresh, enhanced, fourOctetAs, extended, addPath, roles, restart);
  }

  /** RFC 9234 4.2: whether the peer's role goes with ours. */
  boolean roleFits(@Nullable BgpRole ours, boolean strict) {
    if (roles.size() > 1) {
      return false;
    }
    if (ours == null) {
      return true;
    }
    return roles.isEmpty() ? !strict : BgpRole.of(roles.get(0)) == ours.counterpart();
  }
}
