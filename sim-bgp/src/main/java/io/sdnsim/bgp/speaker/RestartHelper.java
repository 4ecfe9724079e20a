package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.PathKey;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.Capability.GracefulRestart.PreservedFamily;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.bgp.wire.PathIds;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.SimTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Receiving Speaker of RFC 4724 4.2: keeps the routes of a peer that may be restarting, until
 * the peer has announced what it still has, or takes too long. Enhanced route refresh (RFC 7313 4)
 * leaves stale routes in the same way.
 */
final class RestartHelper {
  private final @Nullable RestartConfig config;
  private final Routes routes;

  RestartHelper(@Nullable RestartConfig config, Routes routes) {
    this.config = config;
    this.routes = routes;
  }

  /**
   * The peer's session is over.
   *
   * @param lost what it had come to, when only its connection was lost
   * @return whether routes of the peer are kept
   */
  boolean sessionLost(Peer peer, @Nullable Negotiated lost, Outbox<SpeakerEffect> out) {
    cancel(peer, BgpTimer.STALE_PATH, out);
    // RFC 4724 4.2: what was stale already is not kept a second time.
    purge(peer, out);
    if (config == null || lost == null || lost.restart() == null || peer.adminDown) {
      return false;
    }
    for (PreservedFamily each : lost.restart().families()) {
      AddressFamily family = each.known();
      if (family != null) {
        peer.stale.markLost(peer.adjRibIn, family);
      }
    }
    if (peer.stale.isEmpty()) {
      return false;
    }
    for (AddressFamily family : AddressFamily.values()) {
      if (!isPreserved(lost, family)) {
        routes.withdraw(peer, family, out);
      }
    }
    long restartPs = lost.restart().restartTimeSeconds() * SimTime.SECOND;
    out.add(new SpeakerEffect.SetTimer(key(peer, BgpTimer.RESTART), restartPs, false));
    return true;
  }

  private static boolean isPreserved(Negotiated lost, AddressFamily family) {
    if (lost.restart() != null) {
      for (PreservedFamily each : lost.restart().families()) {
        if (each.known() == family) {
          return true;
        }
      }
    }
    return false;
  }

  /** The peer is back. */
  void sessionUp(Peer peer, Negotiated negotiated, Outbox<SpeakerEffect> out) {
    if (peer.stale.isEmpty()) {
      return;
    }
    cancel(peer, BgpTimer.RESTART, out);
    for (AddressFamily family : AddressFamily.values()) {
      // RFC 4724 4.2: only what the peer still forwards by is worth waiting for.
      if (!negotiated.isForwardingPreserved(family)) {
        confirmed(peer, family, out);
      }
    }
    if (!peer.stale.isEmpty() && config != null) {
      limit(peer, config.stalePathPs(), out);
    }
  }

  /**
   * A peer that is back announces prefixes. RFC 7911 5: identifiers need not outlive a restart, and
   * forwarding should not suffer from it. So a stale path that comes back under another identifier
   * is that stale path, and what was stale under the new one takes its place until the End-of-RIB.
   */
  void announced(
      long nowPs,
      Peer peer,
      PathAttributes attributes,
      List<Prefix> prefixes,
      PathIds ids,
      Outbox<SpeakerEffect> out) {
    if (peer.stale.isEmpty()) {
      return;
    }
    for (int i = 0; i < prefixes.size(); i++) {
      Prefix prefix = prefixes.get(i);
      PathAttributes known = peer.adjRibIn.get(prefix, ids.at(i));
      if (attributes.equals(known) || (known != null && !peer.stale.contains(prefix, ids.at(i)))) {
        continue;
      }
      for (PathKey former : peer.stale.renameable(prefix, ids.at(i))) {
        if (attributes.equals(peer.adjRibIn.get(prefix, former.pathId()))) {
          if (known == null) {
            peer.stale.renamed(former);
            routes.withdraw(peer, List.of(former), out);
          } else {
            PathIds place = PathIds.of((int) former.pathId());
            routes.announce(nowPs, peer, known, List.of(prefix), place, out);
          }
          break;
        }
      }
    }
    peer.stale.heardOf(prefixes, ids);
  }

  /** RFC 7313 4: the peer begins to send all its routes of a family once more. */
  void refreshBegins(Peer peer, AddressFamily family, Outbox<SpeakerEffect> out) {
    peer.refreshes.begun(family);
    peer.stale.mark(peer.adjRibIn, family);
    peer.viewChanged = true;
    limit(peer, (config == null ? RestartConfig.HELPER : config).stalePathPs(), out);
  }

  /** RFC 7313 4: it has sent them. */
  void refreshEnds(Peer peer, AddressFamily family, Outbox<SpeakerEffect> out) {
    if (peer.refreshes.ended(family)) {
      confirmed(peer, family, out);
    }
  }

  private static void limit(Peer peer, long timePs, Outbox<SpeakerEffect> out) {
    out.add(new SpeakerEffect.SetTimer(key(peer, BgpTimer.STALE_PATH), timePs, false));
  }

  /** The peer has announced what it has of a family: what is still stale is void. */
  void confirmed(Peer peer, AddressFamily family, Outbox<SpeakerEffect> out) {
    if (peer.stale.isEmpty()) {
      return;
    }
    routes.withdraw(peer, peer.stale.take(family), out);
    heardOfStale(peer, out);
  }

  /** Fewer of the peer's paths are stale. */
  void heardOfStale(Peer peer, Outbox<SpeakerEffect> out) {
    peer.viewChanged = true;
    if (peer.stale.isEmpty()) {
      cancel(peer, BgpTimer.STALE_PATH, out);
    }
  }

  /** The peer took too long. */
  void timedOut(Peer peer, Outbox<SpeakerEffect> out) {
    purge(peer, out);
    if (!peer.isUp()) {
      peer.source = null;
    }
  }

  /** All that is stale is void. */
  void purge(Peer peer, Outbox<SpeakerEffect> out) {
    for (AddressFamily family : AddressFamily.values()) {
      routes.withdraw(peer, peer.stale.take(family), out);
    }
    peer.viewChanged = true;
  }

  private static void cancel(Peer peer, BgpTimer timer, Outbox<SpeakerEffect> out) {
    out.add(new SpeakerEffect.CancelTimer(key(peer, timer)));
  }

  private static TimerKey key(Peer peer, BgpTimer timer) {
    return new TimerKey(peer.number, timer);
  }
}
