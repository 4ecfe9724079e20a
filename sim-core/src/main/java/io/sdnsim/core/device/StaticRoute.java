package io.sdnsim.core.device;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route configured by hand.
 *
 * @param vrf the routing domain, 0 for the default one
 * @param distance administrative distance, 0 to 255; 1 unless it is to give way (floating)
 * @param nextHops empty for a blackhole
 * @param bfd how the next hops are watched: only those in use that BFD holds for up; null for not
 *     at all
 */
public record StaticRoute(
    int vrf, Prefix prefix, int distance, List<NextHop> nextHops, @Nullable BfdConfig bfd) {
  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public StaticRoute {
    if (vrf < 0 || distance < 0 || distance > 255) {
      throw new IllegalArgumentException(
          prefix + ": a distance is 0 to 255 and a VRF not negative: " + distance + ", " + vrf);
    }
    nextHops = List.copyOf(nextHops);
    if (bfd != null && vrf != 0) {
      throw new IllegalArgumentException(prefix + ": BFD watches the default VRF only");
    }
  }

  /** One that doesn't follow BFD. */
  public StaticRoute(int vrf, Prefix prefix, int distance, List<NextHop> nextHops) {
    this(vrf, prefix, distance, nextHops, null);
  }

  /** A route of the default VRF through gateways. */
  public static StaticRoute via(String prefix, String... gateways) {
    return new StaticRoute(
        0,
        Prefix.parse(prefix),
        RouteSource.STATIC.distance(),
        List.of(gateways).stream().map(text -> NextHop.via(IpAddress.parse(text))).toList());
  }

  /** A route of the default VRF that drops what it matches. */
  public static StaticRoute blackhole(String prefix) {
    return via(prefix);
  }

  public StaticRoute withVrf(int newVrf) {
    return new StaticRoute(newVrf, prefix, distance, nextHops, bfd);
  }

  public StaticRoute withDistance(int newDistance) {
    return new StaticRoute(vrf, prefix, newDistance, nextHops, bfd);
  }

  public StaticRoute withBfd(@Nullable BfdConfig newBfd) {
    return new StaticRoute(vrf, prefix, distance, nextHops, newBfd);
  }

  Route toRoute() {
    return new Route(prefix, source(), 0, nextHops);
  }

  RouteSource source() {
    return distance == RouteSource.STATIC.distance()
        ? RouteSource.STATIC
        : new RouteSource(RouteSource.STATIC.name(), distance);
  }
}
