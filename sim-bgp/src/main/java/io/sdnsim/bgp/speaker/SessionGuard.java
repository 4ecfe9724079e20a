package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.SimTime;

/** What watches over an Established session beyond RFC 4271: BFD and the send hold timer. */
final class SessionGuard {
  /** RFC 9687 3.1: what the send hold time is without other wishes. */
  private static final long LEAST_SEND_HOLD_PS = 8 * 60 * SimTime.SECOND;

  private SessionGuard() {}

  /** The session is Established. */
  static void begin(Peer peer, Negotiated negotiated, Outbox<SpeakerEffect> out) {
    SessionSettings settings = peer.config.session();
    if (negotiated.holdTimeSeconds() > 0) {
      long twiceHoldPs = 2L * negotiated.holdTimeSeconds() * SimTime.SECOND;
      long limitPs =
          settings.sendHoldPs() > 0
              ? settings.sendHoldPs()
              : Math.max(LEAST_SEND_HOLD_PS, twiceHoldPs);
      out.add(new SpeakerEffect.WatchSending(peer.main.tcp, limitPs));
    }
    IpAddress local = peer.main.local;
    BfdConfig bfd = settings.bfd();
    if (bfd != null && local != null && !peer.pathWatched) {
      peer.pathWatched = true;
      int hops = peer.isInternal() ? 255 : peer.config.hops();
      out.add(new SpeakerEffect.WatchPath(local, peer.address, bfd, hops));
    }
  }

  /** The neighbor is gone for good, as far as one can tell. */
  static void unwatchPath(Peer peer, Outbox<SpeakerEffect> out) {
    if (peer.pathWatched) {
      peer.pathWatched = false;
      out.add(new SpeakerEffect.UnwatchPath(peer.address));
    }
  }
}
