package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route table of subnets.
 *
 * @param routes the longest prefix decides; each prefix once
 */
public record RouteTableConfig(SourceLocation at, String name, List<UserRouteConfig> routes) {
  public RouteTableConfig {
    routes = List.copyOf(routes);
  }

  /** Where a route leads that names no appliance. */
  public enum NextHopKind {
    NONE,
    INTERNET,
    VIRTUAL_NETWORK
  }

  /**
   * A user-defined route.
   *
   * @param appliance the address of a virtual machine that forwards; null when {@code kind} says
   * @param kind null when there is an appliance
   */
  public record UserRouteConfig(
      SourceLocation at,
      Located<Prefix> prefix,
      @Nullable Located<IpAddress> appliance,
      @Nullable NextHopKind kind) {}
}
