package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AddPathRibOut;
import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.AdjRibOut;
import io.sdnsim.bgp.rib.LocRib;
import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.session.Negotiated;
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
 */
public final class BgpSpeaker {
  private static final int SPEAKER_TIMERS = 0;

  private final BgpConfig config;
  private final Routes routes;
  private final Advertiser advertiser;
  private final Neighbors neighbors;
  private final Sessions sessions;
  private final SelectionDeferral deferral = new SelectionDeferral();
  private final PolicyChanger policyChanger;
  private boolean selectionTimerRuns;
  private boolean stopped = true;

  public BgpSpeaker(BgpConfig config) {
    this.config = config;
    this.routes = new Routes(config);
    this.advertiser =
        new Advertiser(routes, new Exporter(config, routes.local(), routes.aggregates()));
    this.neighbors = new Neighbors(config);
    RestartHelper restarts = new RestartHelper(config.gracefulRestart(), routes);
    RouteExchange exchange = new RouteExchange(routes, restarts, deferral);
    this.sessions = new Sessions(config, neighbors, exchange, SPEAKER_TIMERS + 1);
    this.policyChanger = new PolicyChanger(routes, neighbors, sessions, exchange);
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

  /** How TCP speaks with this address, which need not be a neighbor's. */
  public PeerTransport transport(IpAddress remote) {
    Peer peer = neighbors.find(remote);
    if (peer != null) {
      return peer.transport();
    }
    ListenRange range = neighbors.openRangeFor(remote);
    return range == null
        ? PeerTransport.STRANGER
        : PeerTransport.of(range.config(), range.config().remoteAs() == config.asn());
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

  /** What a neighbor with add-path was told, or null for no neighbor. */
  public @Nullable AddPathRibOut addPathOut(IpAddress neighbor) {
    Peer peer = neighbors.find(neighbor);
    return peer == null ? null : peer.addPathOut;
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

  /** What the OPENs with a neighbor came to, or null for no session. */
  public @Nullable Negotiated negotiated(IpAddress neighbor) {
    Peer peer = neighbors.find(neighbor);
    return peer == null ? null : peer.main.machine.negotiated();
  }

  /** What was wrong with a neighbor's UPDATEs, by kind; empty for no neighbor. */
  public List<MalformedUpdateView> malformedUpdates(IpAddress neighbor) {
    Peer peer = neighbors.find(neighbor);
    return peer == null ? List.of() : peer.malformed.views();
  }

  /** All sessions by neighbor's address. */
  public List<SessionView> sessions() {
    List<SessionView> views = new ArrayList<>();
    neighbors.all().forEach(peer -> views.add(peer.view()));
    return views;
  }

  /** Takes in what happened, and says what to do. */
  public void on(long nowPs, SpeakerInput input, Outbox<SpeakerEffect> out) {
    if (input instanceof SpeakerInput.Start start) {
      start(nowPs, start.restarted(), out);
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
      routes.setRedistributed(change.prefix(), change.from(), nowPs, out);
    } else if (input instanceof SpeakerInput.Originate originate) {
      routes.setOriginated(originate.prefix(), true, nowPs, out);
    } else if (input instanceof SpeakerInput.Withdraw withdraw) {
      routes.setOriginated(withdraw.prefix(), false, nowPs, out);
    } else if (input instanceof SpeakerInput.RecordedChanged change) {
      change.routes().forEach(route -> routes.setRecorded(route, nowPs, out));
    } else if (input instanceof SpeakerInput.ChangePolicy change) {
      policyChanger.change(nowPs, change.change(), out);
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
    } else if (input instanceof SpeakerInput.SendStalled stalled) {
      sessions.sendStalled(nowPs, stalled.connection(), out);
    } else if (input instanceof SpeakerInput.PathDown down) {
      sessions.pathDown(nowPs, down.neighbor(), out);
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
        deferral.forget(peer.address);
        sessions.stop(
            nowPs, peer, cease(BgpError.CEASE_ADMINISTRATIVE_SHUTDOWN, down.message()), out);
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
        sessions.reset(
            nowPs, peer, cease(BgpError.CEASE_ADMINISTRATIVE_RESET, reset.message()), out);
      }
    } else {
      return false;
    }
    return true;
  }

  private static BgpMessage.Notification cease(int subcode, String message) {
    return message.isEmpty()
        ? BgpMessage.Notification.of(BgpError.CEASE, subcode)
        : BgpMessage.Notification.cease(subcode, message);
  }

  private void start(long nowPs, boolean restarted, Outbox<SpeakerEffect> out) {
    stopped = false;
    RestartConfig restart = config.gracefulRestart();
    boolean defers = false;
    if (restarted && restart != null) {
      defers = true;
      deferral.begin(config.neighbors().stream().map(Neighbor::address).toList());
      out.add(
          new SpeakerEffect.SetTimer(
              new TimerKey(SPEAKER_TIMERS, BgpTimer.SELECTION_DEFERRAL),
              restart.selectionDeferralPs(),
              false));
    }
    for (Prefix prefix : config.networks()) {
      if (!config.importCheck()) {
        routes.setNetwork(prefix, true, nowPs, out);
      }
    }
    for (Neighbor neighbor : config.neighbors()) {
      sessions.start(nowPs, neighbor.address(), neighbor.config(), null, defers, out);
    }
  }

  private void shutDown(long nowPs, Outbox<SpeakerEffect> out) {
    for (Peer peer : new ArrayList<>(neighbors.all())) {
      peer.adminDown = true;
      sessions.stop(nowPs, peer, cease(BgpError.CEASE_PEER_DECONFIGURED, ""), out);
    }
    routes.clearLocal(out);
    decide(nowPs, out);
    stopped = true;
  }

  private void timerExpired(long nowPs, TimerKey key, Outbox<SpeakerEffect> out) {
    if (key.timer() == BgpTimer.SELECTION_DEFERRAL) {
      endDeferral(nowPs, out);
    } else if (key.owner() == SPEAKER_TIMERS) {
      selectionTimerRuns = false;
      decide(nowPs, out);
    } else {
      sessions.timerExpired(nowPs, key, out);
    }
  }

  /** RFC 4724 4.1: the routes are chosen, and those of before the restart go. */
  private void endDeferral(long nowPs, Outbox<SpeakerEffect> out) {
    deferral.end();
    neighbors.all().forEach(peer -> peer.setRestarted(false));
    out.add(
        new SpeakerEffect.CancelTimer(new TimerKey(SPEAKER_TIMERS, BgpTimer.SELECTION_DEFERRAL)));
    decide(nowPs, out);
    out.add(new SpeakerEffect.SweepRoutes());
  }

  /** After each input: decide, tell the peers, and report what users see. */
  private void settle(long nowPs, Outbox<SpeakerEffect> out) {
    if (deferral.isOver() && !routes.isWaiting()) {
      endDeferral(nowPs, out);
    }
    if (!deferral.isActive()) {
      chooseAndTell(nowPs, out);
    }
    routes.sweepAttributes(neighbors.all());
    reportSessions(out);
  }

  private void chooseAndTell(long nowPs, Outbox<SpeakerEffect> out) {
    if (routes.isDirty() && !routes.isWaiting()) {
      long delayPs = config.timing().routeSelectionPs();
      if (delayPs == 0) {
        decide(nowPs, out);
      } else if (!selectionTimerRuns) {
        selectionTimerRuns = true;
        out.add(
            new SpeakerEffect.SetTimer(
                new TimerKey(SPEAKER_TIMERS, BgpTimer.ROUTE_SELECTION), delayPs, false));
      }
    }
    for (Peer peer : neighbors.all()) {
      boolean isDue = peer.isOutPending() || peer.endOfRibDue || peer.refreshes.isDue();
      if (peer.isUp() && isDue && advertiser.advertise(peer, out)) {
        sessions.feed(nowPs, peer.main, new BgpInput.UpdateSent(), out);
      }
    }
  }

  private void decide(long nowPs, Outbox<SpeakerEffect> out) {
    routes.decide(
        nowPs,
        out,
        (prefix, bestChanged) -> {
          for (Peer peer : neighbors.all()) {
            if (peer.isUp() && (bestChanged || peer.takesManyPathsOf(prefix))) {
              peer.touch(prefix);
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
    neighbors.removeEnded().forEach(peer -> sessions.forget(peer, out));
  }
}
