package io.sdnsim.core.l3;

/**
 * Where a route comes from, with its administrative distance: among sources of the same prefix the
 * lowest distance wins.
 *
 * @param name as shown to users: connected, static, bgp ...
 * @param distance 0 to 255
 * @param lingerPs at least 0: when what a route's gateways resolve through changes, the source is
 *     given this long to offer the route anew before the table acts by itself; until then its
 *     packets go where they went
 */
public record RouteSource(String name, int distance, long lingerPs) {
  /** The subnet of an interface that is up. */
  public static final RouteSource CONNECTED = new RouteSource("connected", 0);

  /** Configured by hand. */
  public static final RouteSource STATIC = new RouteSource("static", 1);

  /** A source for which the table acts at once. */
  public RouteSource(String name, int distance) {
    this(name, distance, 0);
  }
}
