package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one VRF, as routing protocols see them: each source offers its routes, the best of
 * each prefix is resolved and installed in the FIB.
 */
public interface RouteTable {
  /** Offers a route, in place of what this source offered for the prefix before. */
  void offer(Route route);

  /** Takes back what this source offered for the prefix. */
  void withdraw(RouteSource source, Prefix prefix);

  /** The best route by longest match, or null; what recursive next-hop resolution asks. */
  @Nullable Route lookup(IpAddress destination);

  /** The best route of exactly this prefix, or null. */
  @Nullable Route exact(Prefix prefix);

  /**
   * Calls back whenever a best route appeared, changed or went: next hops tracked by BGP, {@code
   * network} statements.
   */
  void addListener(Listener listener);

  /** Stops calling a listener back; one that was never added is ignored. */
  void removeListener(Listener listener);

  /** The best route of each prefix, by prefix: what a protocol that starts later redistributes. */
  List<Route> bestRoutes();

  /** Is told of changes of best routes. */
  @FunctionalInterface
  interface Listener {
    void routeChanged(Prefix prefix);
  }
}
