package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.core.l3.RouteSource;

/** As what one BGP process offers its routes to the route table. */
record RouteSources(RouteSource external, RouteSource internal) {
  static final String NAME = "bgp";
  static final int EXTERNAL_DISTANCE = 20;
  static final int INTERNAL_DISTANCE = 200;

  /**
   * @param lingerPs see {@link RouteSource}
   */
  static RouteSources lingering(long lingerPs) {
    return new RouteSources(
        new RouteSource(NAME, EXTERNAL_DISTANCE, lingerPs),
        new RouteSource(NAME, INTERNAL_DISTANCE, lingerPs));
  }

  RouteSource of(InstalledRoute route) {
    return route.external() ? external : internal;
  }
}
