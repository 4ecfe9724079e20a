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

  /** The session. */
  Connection main;

  /** A connection of the peer's beside the session's own (RFC 4271 6.8). */
  @Nullable Connection second;

  /** Who the routes come from; null unless Established. */
  @Nullable PathSource source;

  boolean adminDown;
  boolean endOfRibDue;
  boolean advertisementTimerRuns;
  boolean viewChanged;
  long sincePs;
  long lastReceivedPs;
  String lastError = "";

  Peer(
      IpAddress address,
      PeerConfig config,
      BgpConfig speaker,
      @Nullable ListenRange range,
      int number) {
    this.address = address;
    this.config = config;
    this.range = range;
    this.sessionConfig = sessionConfig(config, speaker, range != null);
    this.main = new Connection(number, this, new BgpSession(sessionConfig));
  }

  private static BgpSessionConfig sessionConfig(
      PeerConfig config, BgpConfig speaker, boolean dynamic) {
    return new BgpSessionConfig(
        speaker.asn(),
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

  /** TTL of the packets to this peer; an internal one may be anywhere. */
  int hopLimit() {
    return isInternal() ? 255 : config.hopLimit();
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
        lastError);
  }
}
