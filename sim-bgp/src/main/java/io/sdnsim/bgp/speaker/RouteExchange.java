package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Outbox;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries routes between the sessions' messages and the RIBs. */
final class RouteExchange implements SessionUser {
  private final Routes routes;

  RouteExchange(Routes routes) {
    this.routes = routes;
  }

  @Override
  public void up(Peer peer, Negotiated negotiated, Outbox<SpeakerEffect> out) {
    boolean connectedOnly = !peer.isInternal() && peer.config.hopLimit() == 1;
    peer.source =
        new PathSource(
            peer.isInternal() ? PathSource.Kind.INTERNAL : PathSource.Kind.EXTERNAL,
            peer.address,
            negotiated.peerIdentifier(),
            connectedOnly);
    peer.endOfRibDue = true;
    for (Destination destination : routes.locRib().destinations()) {
      peer.adjRibOut.touch(destination.prefix());
    }
    if (peer.config.defaultOriginate()) {
      for (AddressFamily family : negotiated.families()) {
        peer.adjRibOut.touch(defaultRoute(family));
      }
    }
  }

  private static Prefix defaultRoute(AddressFamily family) {
    return family == AddressFamily.IPV4_UNICAST ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6;
  }

  @Override
  public void down(Peer peer, Outbox<SpeakerEffect> out) {
    PathSource source = peer.source;
    peer.source = null;
    peer.adjRibOut.clear();
    peer.endOfRibDue = false;
    if (peer.advertisementTimerRuns) {
      peer.advertisementTimerRuns = false;
      out.add(
          new SpeakerEffect.CancelTimer(
              new TimerKey(peer.main.number, BgpTimer.ROUTE_ADVERTISEMENT)));
    }
    if (source != null) {
      routes.forget(peer, source, out);
    }
  }

  @Override
  public @Nullable BgpInput update(
      long nowPs,
      Peer peer,
      Negotiated negotiated,
      BgpMessage.Update update,
      Outbox<SpeakerEffect> out) {
    List<AddressFamily> families = negotiated.families();
    int before = peer.adjRibIn.size();
    if (families.contains(AddressFamily.IPV4_UNICAST)) {
      routes.withdraw(peer, update.withdrawn(), out);
      routes.announce(nowPs, peer, update.attributes(), update.nlri(), out);
    }
    if (update.unreach() != null && families.contains(update.unreach().family())) {
      routes.withdraw(peer, update.unreach().withdrawn(), out);
    }
    if (update.reach() != null && families.contains(update.reach().family())) {
      PathAttributes attributes = update.attributes().withNextHop(update.reach().nextHops().get(0));
      routes.announce(nowPs, peer, attributes, update.reach().nlri(), out);
    }
    peer.viewChanged |= before != peer.adjRibIn.size();
    if (peer.adjRibIn.size() > peer.config.maximumPrefixes()) {
      // RFC 4486 4: the upper bound on the peer's prefixes was crossed.
      return new BgpInput.AutomaticStop(
          BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_MAXIMUM_PREFIXES));
    }
    return null;
  }

  /** RFC 2918 4: the peer wants the whole Adj-RIB-Out of a family once more. */
  @Override
  public void refresh(Peer peer, BgpMessage.RouteRefresh refresh, Outbox<SpeakerEffect> out) {
    AddressFamily family = AddressFamily.of(refresh.afi(), refresh.safi());
    if (family == null) {
      return;
    }
    List<Prefix> prefixes = new ArrayList<>(peer.adjRibOut.advertised().keySet());
    for (Prefix prefix : prefixes) {
      if (AddressFamily.of(prefix) == family) {
        peer.adjRibOut.forget(prefix);
        peer.adjRibOut.touch(prefix);
      }
    }
  }
}
