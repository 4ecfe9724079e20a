package io.sdnsim.core.l3;

/**
 * Where a route comes from, with its administrative distance: among sources of the same prefix the
 * lowest distance wins.
 *
 * @param name as shown to users: connected, static, bgp ...
 * @param distance 0 to 255
 */
public record RouteSource(String name, int distance) {
  /** The subnet of an interface that is up. */
  public static final RouteSource CONNECTED = new RouteSource("connected", 0);

  /** Configured by hand. */
  public static final RouteSource STATIC = new RouteSource("static", 1);
}
