package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.speaker.SpeakerEffect;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.node.NodeContext;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the route table what a speaker chose, in the order of the choices and after the time that a
 * router takes for it. The wait begins with the first choice; those made meanwhile go along.
 */
final class RouteInstaller {
  private final RouteTable table;
  private final RouteSources sources;
  private final long delayPs;
  private final Timer timer;
  private final ArrayDeque<SpeakerEffect> waiting = new ArrayDeque<>();

  // Most routes go the way of the one before: they share its list.
  private @Nullable InstalledRoute latest;
  private List<NextHop> latestHops = List.of();

  RouteInstaller(NodeContext context, RouteTable table, RouteSources sources, long delayPs) {
    this.table = table;
    this.sources = sources;
    this.delayPs = delayPs;
    this.timer = context.timer(this::installAll);
  }

  /** Takes an {@link SpeakerEffect.InstallRoute} or {@link SpeakerEffect.RemoveRoute}. */
  void take(SpeakerEffect change) {
    if (delayPs == 0) {
      apply(change);
      return;
    }
    if (waiting.isEmpty()) {
      timer.setAfter(delayPs);
    }
    waiting.add(change);
  }

  /** Waits no longer. */
  void installAll() {
    timer.cancel();
    while (!waiting.isEmpty()) {
      apply(waiting.remove());
    }
  }

  /** Forgets what has not taken effect. */
  void discard() {
    waiting.clear();
    timer.discard();
  }

  private void apply(SpeakerEffect change) {
    if (change instanceof SpeakerEffect.InstallRoute install) {
      InstalledRoute route = install.route();
      if (!route.equals(latest)) {
        latest = route;
        // A copy that Route takes as it is.
        latestHops = List.copyOf(route.nextHops().stream().map(NextHop::via).toList());
      }
      table.offer(new Route(install.prefix(), sources.of(route), route.metric(), latestHops));
    } else if (change instanceof SpeakerEffect.RemoveRoute remove) {
      table.withdraw(sources.of(remove.route()), remove.prefix());
    } else {
      throw new AssertionError(change);
    }
  }
}
