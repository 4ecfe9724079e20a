package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.session.BgpEffect;
import io.sdnsim.bgp.session.BgpInput;
import io.sdnsim.bgp.session.BgpSession;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.speaker.BgpConfig.ListenRange;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The connection half of a speaker: gives each session machine its connections, messages and
 * timers, carries out what it wants, and settles collisions (RFC 4271 6.8).
 */
final class Sessions {
  private static final String COLLISION = "connection collision";

  private final BgpConfig config;
  private final Neighbors neighbors;
  private final SessionUser user;
  private final Map<Integer, Connection> byTcp = new TreeMap<>();
  private final Map<Integer, Connection> byNumber = new TreeMap<>();
  private int lastConnection;
  private int lastNumber;

  /**
   * @param firstNumber machines are numbered from here, for their timers
   */
  Sessions(BgpConfig config, Neighbors neighbors, SessionUser user, int firstNumber) {
    this.config = config;
    this.neighbors = neighbors;
    this.user = user;
    this.lastNumber = firstNumber - 1;
  }

  int newConnection() {
    return ++lastConnection;
  }

  boolean accepts(IpAddress remote) {
    Peer peer = neighbors.find(remote);
    if (peer == null) {
      return neighbors.openRangeFor(remote) != null;
    }
    // A dynamic neighbor is kept without a session only for its stale routes (RFC 4724 4.2).
    boolean mayReturn = peer.range != null;
    return !peer.adminDown && (mayReturn || peer.main.machine.state() != BgpState.IDLE);
  }

  /** A neighbor's machine comes to life, and begins. */
  Peer start(
      long nowPs,
      IpAddress address,
      PeerConfig settings,
      @Nullable ListenRange range,
      boolean restarted,
      Outbox<SpeakerEffect> out) {
    Peer peer = new Peer(address, settings, config, range, ++lastNumber);
    peer.setRestarted(restarted);
    peer.sincePs = nowPs;
    peer.viewChanged = true;
    neighbors.add(peer);
    byNumber.put(peer.main.number, peer.main);
    feed(nowPs, peer.main, new BgpInput.ManualStart(), out);
    return peer;
  }

  /** An operator ends the session, and the connection beside it. */
  void stop(long nowPs, Peer peer, BgpMessage.Notification cease, Outbox<SpeakerEffect> out) {
    Connection second = peer.second;
    if (second != null) {
      feed(nowPs, second, new BgpInput.ManualStop(cease), out);
    }
    feed(nowPs, peer.main, new BgpInput.ManualStop(cease), out);
    SessionGuard.unwatchPath(peer, out);
  }

  /** An operator resets the session; one that waits in Idle starts at once. */
  void reset(long nowPs, Peer peer, BgpMessage.Notification cease, Outbox<SpeakerEffect> out) {
    BgpInput input =
        peer.main.machine.state() == BgpState.IDLE
            ? new BgpInput.ManualStart()
            : new BgpInput.AutomaticStop(cease, "reset", BgpInput.AutomaticStop.IDLE_HOLD);
    feed(nowPs, peer.main, input, out);
  }

  /** BFD found the path broken. */
  void pathDown(long nowPs, IpAddress neighbor, Outbox<SpeakerEffect> out) {
    Peer peer = neighbors.find(neighbor);
    if (peer != null && peer.isUp()) {
      BgpMessage.Notification cease =
          BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_BFD_DOWN);
      feed(
          nowPs,
          peer.main,
          new BgpInput.AutomaticStop(cease, "BFD down", BgpInput.AutomaticStop.IDLE_HOLD),
          out);
    }
  }

  /** Nothing of what was sent has been taken for the send hold time. */
  void sendStalled(long nowPs, int tcp, Outbox<SpeakerEffect> out) {
    Connection connection = byTcp.remove(tcp);
    if (connection != null) {
      connection.tcp = 0;
      out.add(new SpeakerEffect.Abort(tcp));
      feed(nowPs, connection, new BgpInput.SendHoldTimerExpires(), out);
    }
  }

  private void abort(long nowPs, Connection connection, String why, Outbox<SpeakerEffect> out) {
    int tcp = connection.tcp;
    byTcp.remove(tcp);
    connection.tcp = 0;
    out.add(new SpeakerEffect.Abort(tcp));
    feed(nowPs, connection, new BgpInput.TcpConnectionFails(why), out);
  }

  /** Forgets the machine of a neighbor that is gone. */
  void forget(Peer peer, Outbox<SpeakerEffect> out) {
    byNumber.remove(peer.main.number);
    SessionGuard.unwatchPath(peer, out);
  }

  void opened(long nowPs, SpeakerInput.ConnectionOpened opened, Outbox<SpeakerEffect> out) {
    Connection connection = byTcp.get(opened.connection());
    if (connection != null) {
      connection.local = opened.local();
      feed(nowPs, connection, new BgpInput.TcpCrAcked(), out);
    }
  }

  void closed(long nowPs, SpeakerInput.ConnectionClosed closed, Outbox<SpeakerEffect> out) {
    Connection connection = byTcp.remove(closed.connection());
    if (connection != null) {
      connection.tcp = 0;
      feed(nowPs, connection, new BgpInput.TcpConnectionFails(closed.why()), out);
    }
  }

  void accepted(long nowPs, SpeakerInput.ConnectionAccepted accepted, Outbox<SpeakerEffect> out) {
    Peer peer = neighbors.find(accepted.remote());
    if (!accepts(accepted.remote())) {
      refuse(accepted.connection(), BgpError.CEASE_CONNECTION_REJECTED, out);
      if (peer != null) {
        feed(nowPs, peer.main, new BgpInput.TcpCrInvalid(), out);
      }
      return;
    }
    if (peer == null) {
      ListenRange range = neighbors.openRangeFor(accepted.remote());
      if (range == null) {
        throw new AssertionError("accepts() said otherwise: " + accepted.remote());
      }
      peer = start(nowPs, accepted.remote(), range.config(), range, false, out);
    }
    Connection connection = takerOf(nowPs, peer, out);
    if (connection == null) {
      // RFC 4271 6.8: with the session Established a further connection is closed.
      refuse(accepted.connection(), BgpError.CEASE_CONNECTION_COLLISION, out);
      return;
    }
    feed(nowPs, connection, new BgpInput.TcpConnectionValid(), out);
    connection.attach(accepted.connection(), true);
    connection.local = accepted.local();
    byTcp.put(accepted.connection(), connection);
    feed(nowPs, connection, new BgpInput.TcpConnectionConfirmed(), out);
  }

  private static void refuse(int tcp, int ceaseSubcode, Outbox<SpeakerEffect> out) {
    BgpMessage.Notification cease = BgpMessage.Notification.of(BgpError.CEASE, ceaseSubcode);
    byte[] bytes = BgpCodec.encode(cease, DecodeContext.INITIAL);
    out.add(new SpeakerEffect.Send(tcp, Bytes.of(bytes)));
    out.add(new SpeakerEffect.Close(tcp));
  }

  /** The machine that takes an incoming connection, or null to refuse it. */
  private @Nullable Connection takerOf(long nowPs, Peer peer, Outbox<SpeakerEffect> out) {
    if (peer.isUp() && peer.negotiated().isRestartable()) {
      // RFC 4724 5: it restarted before we noticed; its former connection is gone.
      abort(nowPs, peer.main, "peer connected anew", out);
    }
    if (peer.range != null && peer.main.machine.state() == BgpState.IDLE) {
      feed(nowPs, peer.main, new BgpInput.ManualStart(), out);
    }
    if (peer.main.machine.state() == BgpState.ACTIVE && peer.main.tcp == 0) {
      return peer.main;
    }
    if (peer.isUp() || peer.second != null) {
      return null;
    }
    // RFC 4271 8.2.1: an attempt of our own is under way, so the two are told apart by their OPENs.
    Connection second =
        new Connection(++lastNumber, peer, new BgpSession(peer.sessionConfig.ofSecondConnection()));
    peer.second = second;
    byNumber.put(second.number, second);
    feed(nowPs, second, new BgpInput.ManualStart(), out);
    return second;
  }

  void received(long nowPs, SpeakerInput.Received received, Outbox<SpeakerEffect> out) {
    Connection connection = byTcp.get(received.connection());
    if (connection == null) {
      return;
    }
    connection.framer.append(received.data());
    // A message may end the connection: what follows it is not looked at.
    while (connection.tcp == received.connection()) {
      BgpInput input = connection.nextMessage();
      if (input == null) {
        return;
      }
      if (!(input instanceof BgpInput.BgpOpen open)
          || survivesCollision(nowPs, connection, open.open(), out)) {
        feed(nowPs, connection, input, out);
        // After it, for the message may have made this connection the session.
        Peer peer = connection.peer;
        if (connection == peer.main
            && (input instanceof BgpInput.KeepAliveMsg || input instanceof BgpInput.UpdateMsg)) {
          peer.lastReceivedPs = nowPs; // RFC 4271 4.4: what restarts the HoldTimer.
        }
      }
    }
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

  void timerExpired(long nowPs, TimerKey key, Outbox<SpeakerEffect> out) {
    if (key.timer() == BgpTimer.RESTART || key.timer() == BgpTimer.STALE_PATH) {
      for (Peer peer : neighbors.all()) {
        if (peer.number == key.owner()) {
          user.timerExpired(peer, key.timer(), out);
        }
      }
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
      case RESTART, STALE_PATH, ROUTE_SELECTION, SELECTION_DEFERRAL ->
          throw new AssertionError(key);
    }
  }

  /** Gives a machine its input, and then carries its effects out, in order. */
  void feed(long nowPs, Connection connection, BgpInput input, Outbox<SpeakerEffect> out) {
    List<BgpEffect> effects = new ArrayList<>(8);
    connection.machine.on(nowPs, input, effects::add);
    for (BgpEffect effect : effects) {
      apply(nowPs, connection, effect, out);
    }
    tidy(connection);
  }

  private void apply(
      long nowPs, Connection connection, BgpEffect effect, Outbox<SpeakerEffect> out) {
    if (effect instanceof BgpEffect.Send send) {
      send(connection, send.message(), out);
    } else if (effect instanceof BgpEffect.SetTimer set) {
      TimerKey key = new TimerKey(connection.number, set.timer());
      out.add(new SpeakerEffect.SetTimer(key, set.durationPs(), set.jittered()));
    } else if (effect instanceof BgpEffect.CancelTimer cancel) {
      out.add(new SpeakerEffect.CancelTimer(new TimerKey(connection.number, cancel.timer())));
    } else if (effect instanceof BgpEffect.OpenConnection) {
      connect(connection, out);
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
    } else if (effect instanceof BgpEffect.SessionDown down) {
      user.down(connection.peer, down.lost(), out);
    } else if (effect instanceof BgpEffect.UpdateReceived received) {
      update(nowPs, connection, received.update(), out);
    } else if (effect instanceof BgpEffect.RouteRefreshRequested refresh) {
      user.refresh(connection.peer, refresh.refresh(), out);
    } else {
      throw new AssertionError(effect);
    }
  }

  private void connect(Connection connection, Outbox<SpeakerEffect> out) {
    Peer peer = connection.peer;
    connection.attach(newConnection(), false);
    byTcp.put(connection.tcp, connection);
    out.add(
        new SpeakerEffect.Connect(
            connection.tcp, peer.config.updateSource(), peer.address, peer.transport()));
  }

  static void send(Connection connection, BgpMessage message, Outbox<SpeakerEffect> out) {
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
      peer.lastEvent = change.event();
      if (change.to() == BgpState.IDLE) {
        peer.lastError = change.cause();
      } else if (change.to() == BgpState.ACTIVE) {
        peer.lastAttempt = change.cause();
      }
    }
  }

  private void update(
      long nowPs, Connection connection, BgpMessage.Update update, Outbox<SpeakerEffect> out) {
    Negotiated negotiated = connection.machine.negotiated();
    if (negotiated == null || connection != connection.peer.main) {
      return;
    }
    BgpInput answer = user.update(nowPs, connection.peer, negotiated, update, out);
    if (answer != null) {
      feed(nowPs, connection, answer, out);
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
              ? new BgpInput.ManualStop(
                  BgpMessage.Notification.of(BgpError.CEASE, BgpError.CEASE_CONNECTION_COLLISION))
              : new BgpInput.OpenCollisionDump(),
          out);
      byNumber.remove(former.number);
    } else if (peer.second != null) {
      feed(nowPs, peer.second, new BgpInput.OpenCollisionDump(), out);
    }
    SessionGuard.begin(peer, negotiated, out);
    user.up(peer, negotiated, out);
  }
}
