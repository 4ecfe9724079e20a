package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.AdjRibOut;
import io.sdnsim.bgp.rib.LocRib;
import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.speaker.BgpConfig.ListenRange;
import io.sdnsim.bgp.speaker.BgpConfig.Neighbor;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Outbox;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A BGP-4 speaker: sessions and RIBs, joined. It knows connections by number and bytes only, so
 * that the same speaker runs over simulated TCP and over real sockets; whoever drives it carries
 * out its effects in order and calls {@link #on} for whatever happens, never from within an effect.
 *
 * <p>Absent here: route reflection, confederations, aggregation, graceful restart, add-path.
 */
public final class BgpSpeaker {
  private static final int SPEAKER_TIMERS = 0;

  private final BgpConfig config;
  private final Routes routes;
  private final Advertiser advertiser;
  private final Neighbors neighbors;
  private final Sessions sessions;
  private boolean selectionTimerRuns;
  private boolean stopped = true;

  public BgpSpeaker(BgpConfig config) {
    this.config = config;
    this.routes = new Routes(config);
    this.advertiser = new Advertiser(routes, new Exporter(config));
    this.neighbors = new Neighbors(config);
    this.sessions = new Sessions(config, neighbors, new RouteExchange(routes), SPEAKER_TIMERS + 1);
  }

  public BgpConfig config() {
    return config;
  }

  /** A number for a connection that a peer opened. */
  public int newConnection() {
    return sessions.newConnection();
  }

  /** Whether a connection from this address would be taken now. */
  public boolean accepts(IpAddress remote) {
    return !stopped && sessions.accepts(remote);
  }

  /** TTL of packets to this address; 1 for one that is no neighbor. */
  public int hopLimit(IpAddress remote) {
    Peer peer = neighbors.find(remote);
    if (peer != null) {
      return peer.hopLimit();
    }
    ListenRange range = neighbors.openRangeFor(remote);
    return range == null ? 1 : range.config().hopLimit();
  }

  public LocRib locRib() {
    return routes.locRib();
  }

  /** What a neighbor announced, or null for no neighbor. */
  public @Nullable AdjRibIn adjRibIn(IpAddress neighbor) {
    Peer peer = neighbors.find(neighbor);
    return peer == null ? null : peer.adjRibIn;
  }

  /** What a neighbor was told, or null for no neighbor. */
  public @Nullable AdjRibOut adjRibOut(IpAddress neighbor) {
    Peer peer = neighbors.find(neighbor);
    return peer == null ? null : peer.adjRibOut;
  }

  /** The paths of a prefix, as users see them. */
  public List<PathView> paths(Prefix prefix) {
    return routes.views(prefix);
  }

  /** A session, as users see it, or null for no neighbor. */
  public @Nullable SessionView session(IpAddress neighbor) {
    Peer peer = neighbors.find(neighbor);
    return peer == null ? null : peer.view();
  }

  /** All sessions by neighbor's address. */
  public List<SessionView> sessions() {
    List<SessionView> views = new ArrayList<>();
    neighbors.all().forEach(peer -> views.add(peer.view()));
    return views;
  }

  /** Takes in what happened, and says what to do. */
  public void on(long nowPs, SpeakerInput input, Outbox<SpeakerEffect> out) {
    if (input instanceof SpeakerInput.Start) {
      start(nowPs, out);
    } else if (stopped) {
      return;
    } else if (input instanceof SpeakerInput.Received received) {
      sessions.received(nowPs, received, out);
    } else if (input instanceof SpeakerInput.TimerExpired expired) {
      timerExpired(nowPs, expired.key(), out);
    } else if (input instanceof SpeakerInput.NextHopChanged change) {
      routes.nextHopChanged(change);
    } else if (input instanceof SpeakerInput.NetworkChanged change) {
      routes.setNetwork(change.prefix(), change.present(), nowPs, out);
    } else if (input instanceof SpeakerInput.RedistributedChanged change) {
      routes.setRedistributed(change.prefix(), change.present(), nowPs, out);
    } else if (input instanceof SpeakerInput.Originate originate) {
      routes.setOriginated(originate.prefix(), true, nowPs, out);
    } else if (input instanceof SpeakerInput.Withdraw withdraw) {
      routes.setOriginated(withdraw.prefix(), false, nowPs, out);
    } else if (input instanceof SpeakerInput.ShutDown) {
      shutDown(nowPs, out);
    } else if (!onConnection(nowPs, input, out) && !onOperator(nowPs, input, out)) {
      throw new AssertionError(input);
    }
    settle(nowPs, out);
  }

  private boolean onConnection(long nowPs, SpeakerInput input, Outbox<SpeakerEffect> out) {
    if (input instanceof SpeakerInput.ConnectionOpened opened) {
      sessions.opened(nowPs, opened, out);
    } else if (input instanceof SpeakerInput.ConnectionAccepted accepted) {
      sessions.accepted(nowPs, accepted, out);
    } else if (input instanceof SpeakerInput.ConnectionClosed closed) {
      sessions.closed(nowPs, closed, out);
    } else {
      return false;
    }
    return true;
  }

  private boolean onOperator(long nowPs, SpeakerInput input, Outbox<SpeakerEffect> out) {
    if (input instanceof SpeakerInput.AdminDown down) {
      Peer peer = neighbors.find(down.neighbor());
      if (peer != null && !peer.adminDown) {
        peer.adminDown = true;
        sessions.stop(nowPs, peer, BgpError.CEASE_ADMINISTRATIVE_SHUTDOWN, out);
      }
    } else if (input instanceof SpeakerInput.AdminUp up) {
      Peer peer = neighbors.find(up.neighbor());
      if (peer != null && peer.adminDown) {
        peer.adminDown = false;
        sessions.feed(nowPs, peer.main, new BgpInput.ManualStart(), out);
      }
    } else if (input instanceof SpeakerInput.AdminReset reset) {
      Peer peer = neighbors.find(reset.neighbor());
      if (peer != null && !peer.adminDown) {
        BgpMessage.Notification cease =
            BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_ADMINISTRATIVE_RESET);
        sessions.feed(nowPs, peer.main, new BgpInput.AutomaticStop(cease), out);
      }
    } else {
      return false;
    }
    return true;
  }

  private void start(long nowPs, Outbox<SpeakerEffect> out) {
    stopped = false;
    for (Prefix prefix : config.networks()) {
      if (!config.importCheck()) {
        routes.setNetwork(prefix, true, nowPs, out);
      }
    }
    for (Neighbor neighbor : config.neighbors()) {
      sessions.start(nowPs, neighbor.address(), neighbor.config(), null, out);
    }
  }

  private void shutDown(long nowPs, Outbox<SpeakerEffect> out) {
    for (Peer peer : new ArrayList<>(neighbors.all())) {
      peer.adminDown = true;
      sessions.stop(nowPs, peer, BgpError.CEASE_PEER_DECONFIGURED, out);
    }
    routes.clearLocal(out);
    decide(out);
    stopped = true;
  }

  private void timerExpired(long nowPs, TimerKey key, Outbox<SpeakerEffect> out) {
    if (key.owner() == SPEAKER_TIMERS) {
      selectionTimerRuns = false;
      decide(out);
    } else {
      sessions.timerExpired(nowPs, key, out);
    }
  }

  /** After each input: decide, tell the peers, and report what users see. */
  private void settle(long nowPs, Outbox<SpeakerEffect> out) {
    if (routes.isDirty() && !routes.isWaiting()) {
      long delayPs = config.timing().routeSelectionPs();
      if (delayPs == 0) {
        decide(out);
      } else if (!selectionTimerRuns) {
        selectionTimerRuns = true;
        out.add(
            new SpeakerEffect.SetTimer(
                new TimerKey(SPEAKER_TIMERS, BgpTimer.ROUTE_SELECTION), delayPs, false));
      }
    }
    for (Peer peer : neighbors.all()) {
      boolean isDue = peer.adjRibOut.isPending() || peer.endOfRibDue;
      if (peer.isUp() && isDue && advertiser.advertise(peer, out)) {
        sessions.feed(nowPs, peer.main, new BgpInput.UpdateSent(), out);
      }
    }
    routes.sweepAttributes(neighbors.all());
    reportSessions(out);
  }

  private void decide(Outbox<SpeakerEffect> out) {
    routes.decide(
        out,
        prefix -> {
          for (Peer peer : neighbors.all()) {
            if (peer.isUp()) {
              peer.adjRibOut.touch(prefix);
            }
          }
        });
  }

  private void reportSessions(Outbox<SpeakerEffect> out) {
    for (Peer peer : neighbors.all()) {
      if (peer.viewChanged) {
        peer.viewChanged = false;
        out.add(new SpeakerEffect.SessionChanged(peer.address, peer.view()));
      }
    }
    neighbors.removeEnded().forEach(sessions::forget);
  }
}
