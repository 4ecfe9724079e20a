package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.rib.LocRib;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.RouteSource;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.node.NodeContext;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a BGP process that died, which the node's route table keeps for the next one (RFC
 * 4724 4.1). They go when none starts within the restart time, and with the power.
 */
final class RetainedRoutes {
  private final Map<Prefix, RouteSource> routes = new TreeMap<>();
  private @Nullable RouteTable table;
  private @Nullable Timer expiry;

  /** Takes the routes of a process that dies now. */
  void keep(
      NodeContext context,
      RouteTable routeTable,
      RouteSources sources,
      LocRib locRib,
      int restartTimeSeconds) {
    table = routeTable;
    for (Destination destination : locRib.destinations()) {
      InstalledRoute route = destination.installed();
      if (route != null) {
        routes.put(destination.prefix(), sources.of(route));
      }
    }
    Timer timer = context.timer(this::expire);
    timer.setAfter(restartTimeSeconds * SimTime.SECOND);
    expiry = timer;
  }

  private void expire() {
    RouteTable kept = table;
    if (kept != null) {
      routes.forEach((prefix, source) -> kept.withdraw(source, prefix));
    }
    routes.clear();
  }

  /**
   * A process starts.
   *
   * @return whether the table has routes of one before it
   */
  boolean adopt(RouteTable routeTable) {
    if (expiry != null) {
      expiry.discard();
      expiry = null;
    }
    if (table != routeTable) {
      routes.clear(); // The power was off meanwhile: it is another table.
    }
    return !routes.isEmpty();
  }

  /** The routes that the new process has not installed go. */
  void sweep(RouteSources sources, LocRib locRib) {
    RouteTable kept = table;
    if (kept == null) {
      return;
    }
    routes.forEach(
        (prefix, source) -> {
          Destination destination = locRib.get(prefix);
          InstalledRoute installed = destination == null ? null : destination.installed();
          if (installed == null || !sources.of(installed).equals(source)) {
            kept.withdraw(source, prefix);
          }
        });
    routes.clear();
  }

  /** Takes all routes of a process out of the table. */
  static void withdraw(RouteTable table, RouteSources sources, LocRib locRib) {
    for (Destination destination : locRib.destinations()) {
      InstalledRoute route = destination.installed();
      if (route != null) {
        table.withdraw(sources.of(route), destination.prefix());
      }
    }
  }
}
