package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.engine.Outbox;
import java.util.ArrayList;

/** Makes another policy hold for sessions that are up already. */
final class PolicyChanger {
  private final Routes routes;
  private final Neighbors neighbors;
  private final Sessions sessions;
  private final RouteExchange exchange;

  PolicyChanger(Routes routes, Neighbors neighbors, Sessions sessions, RouteExchange exchange) {
    this.routes = routes;
    this.neighbors = neighbors;
    this.sessions = sessions;
    this.exchange = exchange;
  }

  void change(long nowPs, PolicyChange change, Outbox<SpeakerEffect> out) {
    exchange.setPolicyChange(change);
    routes.changeRedistribution(nowPs, change, out);
    for (Peer peer : new ArrayList<>(neighbors.all())) {
      PeerRoutes before = peer.routes;
      PeerRoutes after = change.routesOf(peer);
      peer.routes = after;
      if (!peer.isUp()) {
        continue;
      }
      if (!after.out().equals(before.out())) {
        routes.locRib().destinations().forEach(each -> peer.touch(each.prefix()));
      }
      if (!after.in().equals(before.in())) {
        applyInboundPolicy(nowPs, peer, out);
      }
    }
  }

  /** To what is stored, or to what the peer announces again, or to what a new session brings. */
  private void applyInboundPolicy(long nowPs, Peer peer, Outbox<SpeakerEffect> out) {
    if (peer.routes.softReconfiguration()) {
      routes.reapply(nowPs, peer, out);
    } else if (peer.negotiated().routeRefresh()) {
      peer.adjRibIn.expectAll();
      for (AddressFamily family : peer.negotiated().families()) {
        Sessions.send(peer.main, BgpMessage.RouteRefresh.of(family), out);
      }
    } else {
      BgpMessage.Notification cease =
          BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_OTHER_CONFIGURATION_CHANGE);
      sessions.feed(
          nowPs,
          peer.main,
          new BgpInput.AutomaticStop(
              cease, "configuration change", BgpInput.AutomaticStop.IDLE_HOLD),
          out);
    }
  }
}
