package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.AdjRibOut;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.session.BgpSession;
import io.sdnsim.bgp.session.BgpSessionConfig;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.speaker.BgpConfig.ListenRange;
import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/** A neighbor: its session, a second one while connections collide, and its Adj-RIBs. */
final class Peer {
  final IpAddress address;
  final PeerConfig config;
  final BgpSessionConfig sessionConfig;

  /** The range that a dynamic neighbor came from; null for a configured one. */
  final @Nullable ListenRange range;

  final AdjRibIn adjRibIn = new AdjRibIn();
  final AdjRibOut adjRibOut = new AdjRibOut();
  final MalformedUpdates malformed;

  /** The session. */
  Connection main;

  /** A connection of the peer's beside the session's own (RFC 4271 6.8). */
  @Nullable Connection second;

  /** Who the routes come from; null unless Established. */
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
    this.malformed = new MalformedUpdates(address);
    this.routes = config.routes();
    this.kind = speaker.kindOf(config.remoteAs());
    this.sessionConfig = sessionConfig(config, speaker, range != null);
    this.needsPolicy = speaker.requirePolicy() && kind == PathSource.Kind.EXTERNAL;
    this.main = new Connection(number, this, new BgpSession(sessionConfig));
  }

  private static BgpSessionConfig sessionConfig(
      PeerConfig config, BgpConfig speaker, boolean dynamic) {
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
        config.families(),
        config.fourOctetAs());
  }

  /** The settings of the machine of a second connection: it lives as long as its connection. */
  BgpSessionConfig secondConfig() {
    BgpSessionConfig c = sessionConfig;
    return new BgpSessionConfig(
        c.localAs(),
        c.localIdentifier(),
        c.remoteAs(),
        c.holdTimeSeconds(),
        c.keepaliveSeconds(),
        c.connectRetryPs(),
        c.idleHoldPs(),
        c.maximumIdleHoldPs(),
        c.delayOpenPs(),
        true,
        false,
        c.families(),
        c.fourOctetAs());
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
        lastError,
        isOverPrefixLimit());
  }
}
