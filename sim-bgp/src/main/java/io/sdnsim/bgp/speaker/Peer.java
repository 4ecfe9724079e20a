package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AddPathRibOut;
import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.AdjRibOut;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.session.BgpRole;
import io.sdnsim.bgp.session.BgpSession;
import io.sdnsim.bgp.session.BgpSessionConfig;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.speaker.BgpConfig.ListenRange;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A neighbor: its session, a second one while connections collide, and its Adj-RIBs. */
final class Peer {
  final IpAddress address;
  final PeerConfig config;

  /** Names the timers of the neighbor that outlive its sessions. */
  final int number;

  /** The range that a dynamic neighbor came from; null for a configured one. */
  final @Nullable ListenRange range;

  final AdjRibIn adjRibIn = new AdjRibIn();
  final AdjRibOut adjRibOut = new AdjRibOut();

  /** What it is told of the families that it takes several paths of. */
  final AddPathRibOut addPathOut = new AddPathRibOut();

  private final Map<Long, PathSource> sources = new TreeMap<>();
  final MalformedUpdates malformed;
  final StaleRoutes stale = new StaleRoutes();
  final RouteRefreshes refreshes = new RouteRefreshes();
  BgpSessionConfig sessionConfig;

  /** The session. */
  Connection main;

  /** A connection of the peer's beside the session's own (RFC 4271 6.8). */
  @Nullable Connection second;

  /** Who the routes come from; null unless Established, or while stale ones are kept. */
  @Nullable PathSource source;

  /** What is done with routes; an operator may change it while the session is up. */
  PeerRoutes routes;

  private final PathSource.Kind kind;

  /** RFC 8212: whether routes need a policy to go to the peer or to come from it. */
  private final boolean needsPolicy;

  boolean adminDown;
  boolean endOfRibDue;
  boolean pathWatched;
  boolean advertisementTimerRuns;
  boolean viewChanged;
  long sincePs;
  long lastReceivedPs;
  String lastError = "";

  /** How the last attempt to connect failed. */
  String lastAttempt = "";

  String lastEvent = "";

  Peer(
      IpAddress address,
      PeerConfig config,
      BgpConfig speaker,
      @Nullable ListenRange range,
      int number) {
    this.address = address;
    this.config = config;
    this.range = range;
    this.number = number;
    this.malformed = new MalformedUpdates(address);
    this.routes = config.routes();
    this.kind = speaker.kindOf(config.remoteAs());
    this.sessionConfig = sessionConfig(config, speaker, range != null);
    this.needsPolicy = speaker.requirePolicy() && kind == PathSource.Kind.EXTERNAL;
    this.main = new Connection(number, this, new BgpSession(sessionConfig));
  }

  private static BgpSessionConfig sessionConfig(
      PeerConfig config, BgpConfig speaker, boolean dynamic) {
    RestartConfig restart = speaker.gracefulRestart();
    return new BgpSessionConfig(
        speaker.localAs(config.remoteAs()),
        speaker.routerId(),
        config.remoteAs(),
        config.holdTimeSeconds(),
        config.keepaliveSeconds(),
        config.connectRetryPs(),
        config.idleHoldPs(),
        config.maximumIdleHoldPs(),
        config.delayOpenPs(),
        config.passive() || dynamic,
        !dynamic,
        config.capabilities().withGracefulRestart(restart == null ? null : restart.offer()));
  }

  /** Whether our OPENs say that we have just restarted (RFC 4724 3). */
  void setRestarted(boolean restarted) {
    sessionConfig = sessionConfig.withRestarted(restarted);
    main.machine.takeOver(sessionConfig);
  }

  boolean isInternal() {
    return sessionConfig.isInternal();
  }

  /** INTERNAL, CONFEDERATION or EXTERNAL. */
  PathSource.Kind kind() {
    return kind;
  }

  /** RFC 8212 2: whether no routes are taken from the peer for lack of a policy. */
  boolean importsNothing() {
    return needsPolicy && routes.in().equals(PeerRoutes.Filters.NONE);
  }

  /** RFC 8212 2: whether no routes are told to the peer for lack of a policy. */
  boolean exportsNothing() {
    return needsPolicy && routes.out().equals(PeerRoutes.Filters.NONE);
  }

  /** Who its paths with an identifier come from. */
  PathSource sourceOf(PathSource base, long pathId) {
    if (pathId == 0) {
      return base;
    }
    PathSource known = sources.get(pathId);
    if (known == null || !known.equals(base.withPathId(pathId))) {
      known = base.withPathId(pathId);
      sources.put(pathId, known);
    }
    return known;
  }

  /** Whether it takes several paths of such prefixes (RFC 7911). */
  boolean takesManyPathsOf(Prefix prefix) {
    Negotiated negotiated = main.machine.negotiated();
    return negotiated != null && negotiated.addPathSent().contains(AddressFamily.of(prefix));
  }

  /** What it is told of a prefix may have changed. */
  void touch(Prefix prefix) {
    if (takesManyPathsOf(prefix)) {
      addPathOut.touch(prefix);
    } else {
      adjRibOut.touch(prefix);
    }
  }

  boolean isOutPending() {
    return adjRibOut.isPending() || addPathOut.isPending();
  }

  boolean isUp() {
    return main.machine.state() == BgpState.ESTABLISHED;
  }

  /** What the OPENs of the session came to; the session must be up. */
  Negotiated negotiated() {
    Negotiated negotiated = main.machine.negotiated();
    if (negotiated == null) {
      throw new IllegalStateException(address + " is not up");
    }
    return negotiated;
  }

  /** What we are to the neighbor (RFC 9234), or null. */
  @Nullable BgpRole role() {
    Negotiated negotiated = main.machine.negotiated();
    return negotiated == null ? null : negotiated.role();
  }

  PeerTransport transport() {
    return PeerTransport.of(config, isInternal());
  }

  boolean isOverPrefixLimit() {
    return adjRibIn.size() > config.session().maximumPrefix().limit();
  }

  SessionView view() {
    Negotiated negotiated = main.machine.negotiated();
    return new SessionView(
        address,
        config.remoteAs(),
        main.machine.state(),
        sincePs,
        negotiated == null ? config.holdTimeSeconds() : negotiated.holdTimeSeconds(),
        adjRibIn.size(),
        lastReceivedPs,
        lastEvent,
        lastError.isEmpty() ? lastAttempt : lastError,
        isOverPrefixLimit(),
        stale.size());
  }
}
