package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.PathAttribute.MpReachNlri;
import io.sdnsim.bgp.wire.PathAttribute.MpUnreachNlri;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries routes between the sessions' messages and the RIBs. */
final class RouteExchange implements SessionUser {
  private final Routes routes;
  private final RestartHelper restarts;
  private final SelectionDeferral deferral;
  private @Nullable PolicyChange policyChange;

  RouteExchange(Routes routes, RestartHelper restarts, SelectionDeferral deferral) {
    this.routes = routes;
    this.restarts = restarts;
    this.deferral = deferral;
  }

  /** What an operator has made of the policy: holds for peers that come up later too. */
  void setPolicyChange(PolicyChange change) {
    policyChange = change;
  }

  @Override
  public void up(Peer peer, Negotiated negotiated, Outbox<SpeakerEffect> out) {
    if (policyChange != null) {
      peer.routes = policyChange.routesOf(peer);
    }
    PathSource source =
        new PathSource(
            peer.kind(),
            peer.address,
            negotiated.peerIdentifier(),
            peer.kind() == PathSource.Kind.EXTERNAL && peer.config.hops() == 1,
            peer.routes.reflectorClient(),
            0);
    if (peer.source != null && !source.equals(peer.source)) {
      restarts.purge(peer, out); // It came back as somebody else.
    }
    peer.source = source;
    restarts.sessionUp(peer, negotiated, out);
    deferral.sessionUp(peer.address, negotiated);
    peer.endOfRibDue = true;
    for (Destination destination : routes.locRib().destinations()) {
      peer.touch(destination.prefix());
    }
    if (peer.routes.defaultOriginate()) {
      for (AddressFamily family : negotiated.families()) {
        peer.touch(defaultRoute(family));
      }
    }
  }

  private static Prefix defaultRoute(AddressFamily family) {
    return family == AddressFamily.IPV4_UNICAST ? Prefix.DEFAULT_IPV4 : Prefix.DEFAULT_IPV6;
  }

  @Override
  public void down(Peer peer, @Nullable Negotiated lost, Outbox<SpeakerEffect> out) {
    PathSource source = peer.source;
    peer.refreshes.clear();
    peer.malformed.sessionDown();
    peer.adjRibOut.clear();
    peer.addPathOut.clear();
    peer.endOfRibDue = false;
    if (peer.advertisementTimerRuns) {
      peer.advertisementTimerRuns = false;
      out.add(
          new SpeakerEffect.CancelTimer(
              new TimerKey(peer.main.number, BgpTimer.ROUTE_ADVERTISEMENT)));
    }
    if (source != null && !restarts.sessionLost(peer, lost, out)) {
      peer.source = null;
      routes.forget(peer, source, out);
    }
  }

  @Override
  public void timerExpired(Peer peer, BgpTimer timer, Outbox<SpeakerEffect> out) {
    if (timer == BgpTimer.RESTART || timer == BgpTimer.STALE_PATH) {
      restarts.timedOut(peer, out);
    }
  }

  @Override
  public @Nullable BgpInput update(
      long nowPs,
      Peer peer,
      Negotiated negotiated,
      BgpMessage.Update received,
      Outbox<SpeakerEffect> out) {
    int before = peer.adjRibIn.size();
    int staleBefore = peer.stale.size();
    BgpMessage.Update update = peer.malformed.obey(nowPs, received, peer, routes, out);
    List<AddressFamily> families = peer.malformed.enabled(negotiated.families());
    if (families.isEmpty()) {
      return new BgpInput.AutomaticStop(
          peer.malformed.sessionEnd(), "no family is left", BgpInput.AutomaticStop.IDLE_HOLD);
    }
    AddressFamily ended = update.endOfRibFamily();
    if (ended != null) {
      restarts.confirmed(peer, ended, out);
      deferral.endOfRib(peer.address, ended);
      return null;
    }
    if (families.contains(AddressFamily.IPV4_UNICAST)) {
      peer.stale.heardOf(update.withdrawn(), update.withdrawnIds());
      routes.withdraw(peer, update.withdrawn(), update.withdrawnIds(), out);
      restarts.announced(nowPs, peer, update.attributes(), update.nlri(), update.nlriIds(), out);
      routes.announce(nowPs, peer, update.attributes(), update.nlri(), update.nlriIds(), out);
    }
    MpUnreachNlri unreach = update.unreach();
    if (unreach != null && families.contains(unreach.family())) {
      peer.stale.heardOf(unreach.withdrawn(), unreach.ids());
      routes.withdraw(peer, unreach.withdrawn(), unreach.ids(), out);
    }
    MpReachNlri reach = update.reach();
    if (reach != null && families.contains(reach.family())) {
      PathAttributes attributes = update.attributes().withNextHop(reach.nextHops().get(0));
      restarts.announced(nowPs, peer, attributes, reach.nlri(), reach.ids(), out);
      routes.announce(nowPs, peer, attributes, reach.nlri(), reach.ids(), out);
    }
    if (staleBefore != peer.stale.size()) {
      restarts.heardOfStale(peer, out);
    }
    peer.viewChanged |= before != peer.adjRibIn.size();
    MaximumPrefix maximum = peer.config.session().maximumPrefix();
    return peer.isOverPrefixLimit() && !maximum.warningOnly() ? tooMany(update, maximum) : null;
  }

  /** RFC 4486 4: the upper bound on the peer's prefixes was crossed, and the peer is told it. */
  private static BgpInput tooMany(BgpMessage.Update update, MaximumPrefix maximum) {
    AddressFamily family =
        update.reach() == null ? AddressFamily.IPV4_UNICAST : update.reach().family();
    byte[] data =
        ByteBuffer.allocate(7)
            .putShort((short) family.afi())
            .put((byte) family.safi())
            .putInt(maximum.limit())
            .array();
    return new BgpInput.AutomaticStop(
        new BgpMessage.Notification(
            BgpError.CEASE, BgpError.CEASE_MAXIMUM_PREFIXES, Bytes.of(data)),
        "more than " + maximum.limit() + " prefixes",
        maximum.restartPs() == 0 ? SimTime.NEVER : maximum.restartPs());
  }

  /**
   * RFC 2918 4: the peer wants the whole Adj-RIB-Out of a family once more. RFC 7313 4: it may be
   * sent between marks.
   */
  @Override
  public void refresh(Peer peer, BgpMessage.RouteRefresh refresh, Outbox<SpeakerEffect> out) {
    AddressFamily family = AddressFamily.of(refresh.afi(), refresh.safi());
    Negotiated negotiated = peer.negotiated();
    if (family == null || !negotiated.families().contains(family)) {
      return;
    }
    if (negotiated.enhancedRouteRefresh()) {
      switch (refresh.subtype()) {
        case BgpMessage.RouteRefresh.REQUEST -> peer.refreshes.asked(family);
        case BgpMessage.RouteRefresh.BEGINNING -> restarts.refreshBegins(peer, family, out);
        case BgpMessage.RouteRefresh.END -> restarts.refreshEnds(peer, family, out);
        default -> {} // RFC 7313 5: others are ignored.
      }
      if (refresh.subtype() != BgpMessage.RouteRefresh.REQUEST) {
        return;
      }
    }
    List<Prefix> prefixes = new ArrayList<>(peer.adjRibOut.advertised().keySet());
    prefixes.addAll(peer.addPathOut.prefixes());
    for (Prefix prefix : prefixes) {
      if (AddressFamily.of(prefix) == family) {
        peer.adjRibOut.forget(prefix);
        peer.addPathOut.forget(prefix);
        peer.touch(prefix);
      }
    }
  }
}
