package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.AdjRibOut;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.LocRib;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.session.BgpEffect;
import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.session.BgpSession;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.speaker.BgpConfig.ListenRange;
import io.sdnsim.bgp.speaker.BgpConfig.Neighbor;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.bgp.wire.UpdatePacker;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  /** Messages that leave together are handed to TCP in pieces of about this size. */
  private static final int WRITE_BYTES = 64 * 1024;

  private final BgpConfig config;
  private final Routes routes;
  private final Exporter exporter;
  private final Map<IpAddress, Peer> peers = new TreeMap<>();
  private final Map<Integer, Connection> byTcp = new TreeMap<>();
  private final Map<Integer, Connection> byNumber = new TreeMap<>();
  private int lastConnection;
  private int lastNumber = SPEAKER_TIMERS;
  private boolean selectionTimerRuns;
  private boolean stopped = true;

  public BgpSpeaker(BgpConfig config) {
    this.config = config;
    this.routes = new Routes(config);
    this.exporter = new Exporter(config);
  }

  public BgpConfig config() {
    return config;
  }

  /** A number for a connection that a peer opened. */
  public int newConnection() {
    return ++lastConnection;
  }

  /** Whether a connection from this address would be taken now. */
  public boolean accepts(IpAddress remote) {
    if (stopped) {
      return false;
    }
    Peer peer = peers.get(remote);
    return peer != null
        ? !peer.adminDown && peer.main.machine.state() != BgpState.IDLE
        : rangeFor(remote) != null;
  }

  /** TTL of packets to this address; 1 for one that is no neighbor. */
  public int hopLimit(IpAddress remote) {
    Peer peer = peers.get(remote);
    if (peer != null) {
      return peer.hopLimit();
    }
    ListenRange range = rangeFor(remote);
    return range == null ? 1 : range.config().hopLimit();
  }

  public LocRib locRib() {
    return routes.locRib();
  }

  /** What a neighbor announced, or null for no neighbor. */
  public @Nullable AdjRibIn adjRibIn(IpAddress neighbor) {
    Peer peer = peers.get(neighbor);
    return peer == null ? null : peer.adjRibIn;
  }

  /** What a neighbor was told, or null for no neighbor. */
  public @Nullable AdjRibOut adjRibOut(IpAddress neighbor) {
    Peer peer = peers.get(neighbor);
    return peer == null ? null : peer.adjRibOut;
  }

  /** The paths of a prefix, as users see them. */
  public List<PathView> paths(Prefix prefix) {
    return routes.views(prefix);
  }

  /** A session, as users see it, or null for no neighbor. */
  public @Nullable SessionView session(IpAddress neighbor) {
    Peer peer = peers.get(neighbor);
    return peer == null ? null : peer.view();
  }

  /** What was wrong with a neighbor's UPDATEs, by kind; empty for no neighbor. */
  public List<MalformedUpdateView> malformedUpdates(IpAddress neighbor) {
    Peer peer = peers.get(neighbor);
    return peer == null ? List.of() : peer.malformed.views();
  }

  /** All sessions by neighbor's address. */
  public List<SessionView> sessions() {
    List<SessionView> views = new ArrayList<>(peers.size());
    peers.values().forEach(peer -> views.add(peer.view()));
    return views;
  }

  /** Takes in what happened, and says what to do. */
  public void on(long nowPs, SpeakerInput input, Outbox<SpeakerEffect> out) {
    if (input instanceof SpeakerInput.Start) {
      start(nowPs, out);
    } else if (stopped) {
      return;
    } else if (input instanceof SpeakerInput.Received received) {
      received(nowPs, received, out);
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
      Connection connection = byTcp.get(opened.connection());
      if (connection != null) {
        connection.local = opened.local();
        feed(nowPs, connection, new BgpInput.TcpCrAcked(), out);
      }
    } else if (input instanceof SpeakerInput.ConnectionAccepted accepted) {
      accepted(nowPs, accepted, out);
    } else if (input instanceof SpeakerInput.ConnectionClosed closed) {
      Connection connection = byTcp.remove(closed.connection());
      if (connection != null) {
        connection.tcp = 0;
        feed(nowPs, connection, new BgpInput.TcpConnectionFails(closed.why()), out);
      }
    } else {
      return false;
    }
    return true;
  }

  private boolean onOperator(long nowPs, SpeakerInput input, Outbox<SpeakerEffect> out) {
    if (input instanceof SpeakerInput.AdminDown down) {
      Peer peer = peers.get(down.neighbor());
      if (peer != null && !peer.adminDown) {
        peer.adminDown = true;
        stop(nowPs, peer, BgpError.CEASE_ADMINISTRATIVE_SHUTDOWN, out);
      }
    } else if (input instanceof SpeakerInput.AdminUp up) {
      Peer peer = peers.get(up.neighbor());
      if (peer != null && peer.adminDown) {
        peer.adminDown = false;
        feed(nowPs, peer.main, new BgpInput.ManualStart(), out);
      }
    } else if (input instanceof SpeakerInput.AdminReset reset) {
      Peer peer = peers.get(reset.neighbor());
      if (peer != null && !peer.adminDown) {
        BgpMessage.Notification cease =
            BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_ADMINISTRATIVE_RESET);
        feed(nowPs, peer.main, new BgpInput.AutomaticStop(cease), out);
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
      Peer peer = addPeer(nowPs, neighbor.address(), neighbor.config(), null);
      feed(nowPs, peer.main, new BgpInput.ManualStart(), out);
    }
  }

  private void shutDown(long nowPs, Outbox<SpeakerEffect> out) {
    for (Peer peer : new ArrayList<>(peers.values())) {
      peer.adminDown = true;
      stop(nowPs, peer, BgpError.CEASE_PEER_DECONFIGURED, out);
    }
    routes.clearLocal(out);
    decide(out);
    stopped = true;
  }

  private void stop(long nowPs, Peer peer, int subcode, Outbox<SpeakerEffect> out) {
    Connection second = peer.second;
    if (second != null) {
      feed(nowPs, second, new BgpInput.ManualStop(subcode), out);
    }
    feed(nowPs, peer.main, new BgpInput.ManualStop(subcode), out);
  }

  private Peer addPeer(
      long nowPs, IpAddress address, PeerConfig settings, @Nullable ListenRange range) {
    Peer peer = new Peer(address, settings, config, range, ++lastNumber);
    peer.sincePs = nowPs;
    peer.viewChanged = true;
    peers.put(address, peer);
    byNumber.put(peer.main.number, peer.main);
    return peer;
  }

  /** The range whose neighbors this address may join, or null; the longest prefix wins. */
  private @Nullable ListenRange rangeFor(IpAddress remote) {
    ListenRange best = null;
    for (ListenRange range : config.listenRanges()) {
      if (range.range().contains(remote)
          && (best == null || range.range().length() > best.range().length())) {
        best = range;
      }
    }
    return best != null && dynamicPeers(best) < best.limit() ? best : null;
  }

  private int dynamicPeers(ListenRange range) {
    int count = 0;
    for (Peer peer : peers.values()) {
      count += range.equals(peer.range) ? 1 : 0;
    }
    return count;
  }

  private void accepted(
      long nowPs, SpeakerInput.ConnectionAccepted accepted, Outbox<SpeakerEffect> out) {
    if (!accepts(accepted.remote())) {
      out.add(new SpeakerEffect.Close(accepted.connection()));
      return;
    }
    Peer peer = peers.get(accepted.remote());
    if (peer == null) {
      ListenRange range = rangeFor(accepted.remote());
      if (range == null) {
        throw new AssertionError("accepts() said otherwise: " + accepted.remote());
      }
      peer = addPeer(nowPs, accepted.remote(), range.config(), range);
      feed(nowPs, peer.main, new BgpInput.ManualStart(), out);
    }
    Connection connection = takerOf(nowPs, peer, out);
    if (connection == null) {
      // RFC 4271 6.8: with the session Established a further connection is closed.
      BgpMessage.Notification cease =
          BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_CONNECTION_COLLISION);
      byte[] bytes = BgpCodec.encode(cease, DecodeContext.INITIAL);
      out.add(new SpeakerEffect.Send(accepted.connection(), Bytes.of(bytes)));
      out.add(new SpeakerEffect.Close(accepted.connection()));
      return;
    }
    connection.attach(accepted.connection(), true);
    connection.local = accepted.local();
    byTcp.put(accepted.connection(), connection);
    feed(nowPs, connection, new BgpInput.TcpConnectionConfirmed(), out);
  }

  /** The machine that takes an incoming connection, or null to refuse it. */
  private @Nullable Connection takerOf(long nowPs, Peer peer, Outbox<SpeakerEffect> out) {
    if (peer.main.machine.state() == BgpState.ACTIVE && peer.main.tcp == 0) {
      return peer.main;
    }
    if (peer.isUp() || peer.second != null) {
      return null;
    }
    // RFC 4271 8.2.1: an attempt of our own is under way, so the two are told apart by their OPENs.
    Connection second = new Connection(++lastNumber, peer, new BgpSession(peer.secondConfig()));
    peer.second = second;
    byNumber.put(second.number, second);
    feed(nowPs, second, new BgpInput.ManualStart(), out);
    return second;
  }

  private void received(long nowPs, SpeakerInput.Received received, Outbox<SpeakerEffect> out) {
    Connection connection = byTcp.get(received.connection());
    if (connection == null) {
      return;
    }
    connection.framer.append(received.data());
    // A message may end the connection: what follows it is not looked at.
    while (connection.tcp == received.connection()) {
      BgpInput input = nextMessage(connection);
      if (input == null) {
        return;
      }
      if (!(input instanceof BgpInput.BgpOpen open)
          || survivesCollision(nowPs, connection, open.open(), out)) {
        feed(nowPs, connection, input, out);
        // After it, for the message may have made this connection the session.
        Peer peer = connection.peer;
        if (connection == peer.main && isSignOfLife(input)) {
          peer.lastReceivedPs = nowPs;
        }
      }
    }
  }

  /** RFC 4271 4.4: the messages that restart the HoldTimer. */
  private static boolean isSignOfLife(BgpInput input) {
    return input instanceof BgpInput.KeepAliveMsg || input instanceof BgpInput.UpdateMsg;
  }

  private static @Nullable BgpInput nextMessage(Connection connection) {
    DecodeContext context = connection.context();
    try {
      byte[] bytes = connection.framer.next(context.maximumBytes());
      return bytes == null ? null : input(BgpCodec.decode(bytes, context));
    } catch (BgpDecodeException e) {
      return switch (e.code()) {
        case BgpError.OPEN -> new BgpInput.BgpOpenMsgErr(e);
        case BgpError.UPDATE -> new BgpInput.UpdateMsgErr(e);
        default -> new BgpInput.BgpHeaderErr(e);
      };
    }
  }

  private static BgpInput input(BgpMessage message) {
    if (message instanceof BgpMessage.Update update) {
      return new BgpInput.UpdateMsg(update);
    } else if (message instanceof BgpMessage.Keepalive) {
      return new BgpInput.KeepAliveMsg();
    } else if (message instanceof BgpMessage.Open open) {
      return new BgpInput.BgpOpen(open);
    } else if (message instanceof BgpMessage.Notification notification) {
      return new BgpInput.NotifMsg(notification);
    } else if (message instanceof BgpMessage.RouteRefresh refresh) {
      return new BgpInput.RouteRefreshMsg(refresh);
    }
    throw new AssertionError(message);
  }

  /**
   * RFC 4271 6.8: with another connection to the same peer in OpenConfirm, the one stays that the
   * speaker with the higher BGP identifier opened (RFC 6286 2.3: on a tie, with the higher AS).
   */
  private boolean survivesCollision(
      long nowPs, Connection connection, BgpMessage.Open open, Outbox<SpeakerEffect> out) {
    Peer peer = connection.peer;
    Connection other = connection == peer.main ? peer.second : peer.main;
    if (other == null || other.machine.state() != BgpState.OPEN_CONFIRM) {
      return true;
    }
    int byIdentifier = config.routerId().compareTo(open.identifier());
    int order = byIdentifier != 0 ? byIdentifier : Long.compare(config.asn(), open.asn());
    boolean oursStays = order > 0;
    boolean thisStays = connection.incoming != other.incoming && connection.incoming != oursStays;
    feed(nowPs, thisStays ? other : connection, new BgpInput.OpenCollisionDump(), out);
    return thisStays;
  }

  private void timerExpired(long nowPs, TimerKey key, Outbox<SpeakerEffect> out) {
    if (key.owner() == SPEAKER_TIMERS) {
      selectionTimerRuns = false;
      decide(out);
      return;
    }
    Connection connection = byNumber.get(key.owner());
    if (connection == null) {
      return;
    }
    switch (key.timer()) {
      case CONNECT_RETRY -> feed(nowPs, connection, new BgpInput.ConnectRetryTimerExpires(), out);
      case HOLD -> feed(nowPs, connection, new BgpInput.HoldTimerExpires(), out);
      case KEEPALIVE -> feed(nowPs, connection, new BgpInput.KeepaliveTimerExpires(), out);
      case DELAY_OPEN -> feed(nowPs, connection, new BgpInput.DelayOpenTimerExpires(), out);
      case IDLE_HOLD -> feed(nowPs, connection, new BgpInput.IdleHoldTimerExpires(), out);
      case ROUTE_ADVERTISEMENT -> connection.peer.advertisementTimerRuns = false;
      case ROUTE_SELECTION -> throw new AssertionError(key);
    }
  }

  /** Gives a machine its input, and then carries its effects out, in order. */
  private void feed(long nowPs, Connection connection, BgpInput input, Outbox<SpeakerEffect> out) {
    List<BgpEffect> effects = new ArrayList<>(8);
    connection.machine.on(nowPs, input, effects::add);
    for (BgpEffect effect : effects) {
      apply(nowPs, connection, effect, out);
    }
    tidy(connection);
  }

  private void apply(
      long nowPs, Connection connection, BgpEffect effect, Outbox<SpeakerEffect> out) {
    Peer peer = connection.peer;
    if (effect instanceof BgpEffect.Send send) {
      send(connection, send.message(), out);
    } else if (effect instanceof BgpEffect.SetTimer set) {
      TimerKey key = new TimerKey(connection.number, set.timer());
      out.add(new SpeakerEffect.SetTimer(key, set.durationPs(), set.jittered()));
    } else if (effect instanceof BgpEffect.CancelTimer cancel) {
      out.add(new SpeakerEffect.CancelTimer(new TimerKey(connection.number, cancel.timer())));
    } else if (effect instanceof BgpEffect.OpenConnection) {
      connection.attach(newConnection(), false);
      byTcp.put(connection.tcp, connection);
      out.add(
          new SpeakerEffect.Connect(
              connection.tcp, peer.config.updateSource(), peer.address, peer.hopLimit()));
    } else if (effect instanceof BgpEffect.CloseConnection) {
      if (connection.tcp != 0) {
        byTcp.remove(connection.tcp);
        out.add(new SpeakerEffect.Close(connection.tcp));
        connection.tcp = 0;
      }
    } else if (effect instanceof BgpEffect.StateChanged change) {
      stateChanged(nowPs, connection, change);
    } else if (effect instanceof BgpEffect.SessionUp up) {
      sessionUp(nowPs, connection, up.negotiated(), out);
    } else if (effect instanceof BgpEffect.SessionDown) {
      sessionDown(connection, out);
    } else if (effect instanceof BgpEffect.UpdateReceived received) {
      update(nowPs, connection, received.update(), out);
    } else if (effect instanceof BgpEffect.RouteRefreshRequested refresh) {
      refresh(peer, AddressFamily.of(refresh.refresh().afi(), refresh.refresh().safi()));
    } else {
      throw new AssertionError(effect);
    }
  }

  private static void send(Connection connection, BgpMessage message, Outbox<SpeakerEffect> out) {
    if (connection.tcp != 0) {
      byte[] bytes = BgpCodec.encode(message, connection.context());
      out.add(new SpeakerEffect.Send(connection.tcp, Bytes.of(bytes)));
    }
  }

  private static void stateChanged(
      long nowPs, Connection connection, BgpEffect.StateChanged change) {
    Peer peer = connection.peer;
    if (connection == peer.main) {
      peer.sincePs = nowPs;
      peer.viewChanged = true;
      if (change.to() == BgpState.IDLE) {
        peer.lastError = change.cause();
      }
    }
  }

  /** Forgets a machine that has come to its end. */
  private void tidy(Connection connection) {
    Peer peer = connection.peer;
    if (connection.machine.state() != BgpState.IDLE) {
      return;
    }
    if (connection == peer.second) {
      peer.second = null;
      byNumber.remove(connection.number);
    } else if (connection == peer.main && peer.second != null) {
      if (!connection.machine.config().restarts() || peer.lastError.equals(COLLISION)) {
        byNumber.remove(connection.number);
        promote(peer, peer.second);
      }
    }
  }

  private static final String COLLISION = "connection collision";

  /** The second connection becomes the session. */
  private static void promote(Peer peer, Connection second) {
    second.machine.takeOver(peer.sessionConfig);
    peer.main = second;
    peer.second = null;
    peer.viewChanged = true;
  }

  private void sessionUp(
      long nowPs, Connection connection, Negotiated negotiated, Outbox<SpeakerEffect> out) {
    Peer peer = connection.peer;
    if (connection == peer.second) {
      // RFC 4271 6.8: the other one, not as far yet, is closed.
      Connection former = peer.main;
      promote(peer, connection);
      peer.sincePs = nowPs;
      boolean waiting = former.machine.state() == BgpState.IDLE;
      feed(
          nowPs,
          former,
          waiting
              ? new BgpInput.ManualStop(BgpError.CEASE_CONNECTION_COLLISION)
              : new BgpInput.OpenCollisionDump(),
          out);
      byNumber.remove(former.number);
    } else if (peer.second != null) {
      feed(nowPs, peer.second, new BgpInput.OpenCollisionDump(), out);
    }
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

  private void sessionDown(Connection connection, Outbox<SpeakerEffect> out) {
    Peer peer = connection.peer;
    PathSource source = peer.source;
    peer.source = null;
    peer.malformed.sessionDown();
    peer.adjRibOut.clear();
    peer.endOfRibDue = false;
    if (peer.advertisementTimerRuns) {
      peer.advertisementTimerRuns = false;
      out.add(
          new SpeakerEffect.CancelTimer(
              new TimerKey(connection.number, BgpTimer.ROUTE_ADVERTISEMENT)));
    }
    if (source != null) {
      routes.forget(peer, source, out);
    }
  }

  private void update(
      long nowPs, Connection connection, BgpMessage.Update received, Outbox<SpeakerEffect> out) {
    Peer peer = connection.peer;
    Negotiated negotiated = connection.machine.negotiated();
    if (negotiated == null || connection != peer.main) {
      return;
    }
    int before = peer.adjRibIn.size();
    BgpMessage.Update update = peer.malformed.obey(nowPs, received, peer, routes, out);
    List<AddressFamily> families = peer.malformed.enabled(negotiated.families());
    if (families.isEmpty()) {
      BgpMessage.Notification error = peer.malformed.sessionEnd();
      feed(nowPs, connection, new BgpInput.AutomaticStop(error), out);
      return;
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
    if (peer.adjRibIn.size() > peer.config.maximumPrefixes()) {
      // RFC 4486 4: the upper bound on the peer's prefixes was crossed.
      BgpMessage.Notification cease =
          BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_MAXIMUM_PREFIXES);
      feed(nowPs, connection, new BgpInput.AutomaticStop(cease), out);
    }
  }

  /** RFC 2918 4: the peer wants the whole Adj-RIB-Out of a family once more. */
  private static void refresh(Peer peer, @Nullable AddressFamily family) {
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
    for (Peer peer : peers.values()) {
      if (peer.isUp() && (peer.adjRibOut.isPending() || peer.endOfRibDue)) {
        advertise(nowPs, peer, out);
      }
    }
    routes.sweepAttributes(peers.values());
    reportSessions(out);
  }

  private void decide(Outbox<SpeakerEffect> out) {
    Collection<Peer> all = peers.values();
    routes.decide(
        out,
        prefix -> {
          for (Peer peer : all) {
            if (peer.isUp()) {
              peer.adjRibOut.touch(prefix);
            }
          }
        });
  }

  private void reportSessions(Outbox<SpeakerEffect> out) {
    List<Peer> ended = new ArrayList<>();
    for (Peer peer : peers.values()) {
      if (peer.viewChanged) {
        peer.viewChanged = false;
        out.add(new SpeakerEffect.SessionChanged(peer.address, peer.view()));
      }
      if (peer.range != null
          && !peer.adminDown
          && peer.second == null
          && peer.main.machine.state() == BgpState.IDLE) {
        ended.add(peer);
      }
    }
    // A dynamic neighbor lives as long as its session.
    for (Peer peer : ended) {
      peers.remove(peer.address);
      byNumber.remove(peer.main.number);
    }
  }

  private void advertise(long nowPs, Peer peer, Outbox<SpeakerEffect> out) {
    AdjRibOut.Changes changes =
        peer.adjRibOut.flush(prefix -> wanted(peer, prefix), peer.advertisementTimerRuns);
    List<BgpMessage> messages = new ArrayList<>();
    DecodeContext context = peer.main.context();
    for (AddressFamily family : AddressFamily.values()) {
      messages.addAll(UpdatePacker.withdraw(ofFamily(changes.withdrawn(), family), context));
    }
    for (Map.Entry<PathAttributes, List<Prefix>> group : changes.announced().entrySet()) {
      // A group is of one family: the next hop is among the attributes.
      messages.addAll(UpdatePacker.announce(group.getKey(), group.getValue(), context));
    }
    if (peer.endOfRibDue && !peer.adjRibOut.isPending()) {
      peer.endOfRibDue = false;
      for (AddressFamily family : context(peer).families()) {
        messages.add(BgpMessage.Update.endOfRib(family));
      }
    }
    if (messages.isEmpty()) {
      return;
    }
    write(peer.main, messages, context, out);
    feed(nowPs, peer.main, new BgpInput.UpdateSent(), out);
    if (!changes.announced().isEmpty() && peer.config.advertisementIntervalPs() > 0) {
      // RFC 4271 9.2.1.1: it bounds announcements; withdrawals are not held back.
      peer.advertisementTimerRuns = true;
      out.add(
          new SpeakerEffect.SetTimer(
              new TimerKey(peer.main.number, BgpTimer.ROUTE_ADVERTISEMENT),
              peer.config.advertisementIntervalPs(),
              true));
    }
  }

  private static Negotiated context(Peer peer) {
    Negotiated negotiated = peer.main.machine.negotiated();
    if (negotiated == null) {
      throw new IllegalStateException(peer.address + " is not up");
    }
    return negotiated;
  }

  private @Nullable PathAttributes wanted(Peer peer, Prefix prefix) {
    PathAttributes attributes = exporter.export(peer, prefix, routes.locRib().get(prefix));
    return attributes == null ? null : routes.attributes().intern(attributes);
  }

  private static List<Prefix> ofFamily(List<Prefix> prefixes, AddressFamily family) {
    List<Prefix> result = new ArrayList<>(prefixes.size());
    for (Prefix prefix : prefixes) {
      if (AddressFamily.of(prefix) == family) {
        result.add(prefix);
      }
    }
    return result;
  }

  /** Hands messages to TCP together, as a router's write does. */
  private static void write(
      Connection connection,
      List<BgpMessage> messages,
      DecodeContext context,
      Outbox<SpeakerEffect> out) {
    List<byte[]> parts = new ArrayList<>();
    int size = 0;
    for (BgpMessage message : messages) {
      byte[] bytes = BgpCodec.encode(message, context);
      if (size + bytes.length > WRITE_BYTES) {
        out.add(new SpeakerEffect.Send(connection.tcp, join(parts, size)));
        parts.clear();
        size = 0;
      }
      parts.add(bytes);
      size += bytes.length;
    }
    out.add(new SpeakerEffect.Send(connection.tcp, join(parts, size)));
  }

  private static Bytes join(List<byte[]> parts, int size) {
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return Bytes.of(all);
  }
}
