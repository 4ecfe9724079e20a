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
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries routes between the sessions' messages and the RIBs. */
final class RouteExchange implements SessionUser {
  private final Routes routes;
  private @Nullable PolicyChange policyChange;

  RouteExchange(Routes routes) {
    this.routes = routes;
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
    peer.source =
        new PathSource(
            peer.kind(),
            peer.address,
            negotiated.peerIdentifier(),
            peer.kind() == PathSource.Kind.EXTERNAL && peer.config.hops() == 1,
            peer.routes.reflectorClient(),
            0);
    peer.endOfRibDue = true;
    for (Destination destination : routes.locRib().destinations()) {
      peer.adjRibOut.touch(destination.prefix());
    }
    if (peer.routes.defaultOriginate()) {
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
    peer.malformed.sessionDown();
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
      BgpMessage.Update received,
      Outbox<SpeakerEffect> out) {
    int before = peer.adjRibIn.size();
    BgpMessage.Update update = peer.malformed.obey(nowPs, received, peer, routes, out);
    List<AddressFamily> families = peer.malformed.enabled(negotiated.families());
    if (families.isEmpty()) {
      return new BgpInput.AutomaticStop(
          peer.malformed.sessionEnd(), "no family is left", BgpInput.AutomaticStop.IDLE_HOLD);
    }
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
