package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.speaker.SpeakerEffect;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteSource;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.node.NodeContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the route table what a speaker chose, in the order of the choices and after the time that a
 * router takes for it. The wait begins with the first choice; those made meanwhile go along.
 */
final class RouteInstaller {
  private final RouteTable table;
  private final long delayPs;
  private final Timer timer;
  private final ArrayDeque<SpeakerEffect> waiting = new ArrayDeque<>();

  RouteInstaller(NodeContext context, RouteTable table, long delayPs) {
    this.table = table;
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
      List<NextHop> hops = new ArrayList<>(route.nextHops().size());
      route.nextHops().forEach(address -> hops.add(NextHop.via(address)));
      table.offer(new Route(install.prefix(), source(route), route.metric(), hops));
    } else if (change instanceof SpeakerEffect.RemoveRoute remove) {
      table.withdraw(source(remove.route()), remove.prefix());
    } else {
      throw new AssertionError(change);
    }
  }

  static RouteSource source(InstalledRoute route) {
    return route.external() ? BgpProcess.EBGP : BgpProcess.IBGP;
  }
}
