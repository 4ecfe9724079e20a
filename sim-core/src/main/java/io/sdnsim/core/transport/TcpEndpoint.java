package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.trace.CoreDrop;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Drives one {@link TcpConnection}: its timers, its segments, its user. */
final class TcpEndpoint implements TcpSocket, Outbox<TcpEffect> {
  private static final int TIMER_COUNT = TcpTimer.values().length;

  private final TcpLayer layer;
  private final FlowKey key;
  private final FlowTag tag;
  private final TcpConfig config;
  private final TcpConnection machine;
  private @Nullable TcpHandler handler;
  private @Nullable TcpListener halfOpenAt;
  private @Nullable Timer @Nullable [] timers;
  private @Nullable String refusal;
  private boolean aborted;
  private int segmentsSent;

  /**
   * @param key local to remote
   */
  TcpEndpoint(TcpLayer layer, TcpConfig config, TcpSetup setup, FlowKey key, FlowTag tag) {
    this.layer = layer;
    this.key = key;
    this.tag = tag;
    this.config = config;
    this.machine = new TcpConnection(config, setup);
  }

  FlowKey key() {
    return key;
  }

  TcpConfig config() {
    return config;
  }

  TcpConnection machine() {
    return machine;
  }

  void attach(@Nullable TcpHandler newHandler) {
    handler = newHandler;
  }

  /** Counts towards the listener's backlog until the handshake is over. */
  void countAt(TcpListener listener) {
    halfOpenAt = listener;
    listener.halfOpenBegan();
  }

  /** Feeds the machine; its effects are executed now, or behind those that are executing. */
  void on(TcpInput input) {
    machine.on(layer.context().nowPs(), input, this);
    layer.executeEffects();
  }

  /** A segment for this connection; accounted for before anything that it causes. */
  void arrived(Packet datagram, TcpHeader header) {
    refusal = null;
    TcpInput input = new TcpInput.SegmentArrived(header, datagram.payload());
    machine.on(layer.context().nowPs(), input, this);
    if (refusal == null) {
      layer.context().consumed(datagram, layer.writer().label("tcp", key.sourcePort()));
    } else {
      layer.context().drop(datagram, CoreDrop.BAD_SEGMENT, refusal);
    }
    layer.executeEffects();
  }

  @Override
  public void add(TcpEffect effect) {
    if (effect instanceof TcpEffect.Discard discard) {
      refusal = discard.detail();
    } else {
      layer.enqueue(this, effect);
    }
  }

  void execute(TcpEffect effect) {
    if (effect instanceof TcpEffect.Transmit transmit) {
      transmit(transmit);
    } else if (effect instanceof TcpEffect.SetTimer set) {
      timer(set.timer()).setAt(Math.max(set.atPs(), layer.context().nowPs()));
    } else if (effect instanceof TcpEffect.CancelTimer cancel) {
      cancel(cancel.timer());
    } else if (effect instanceof TcpEffect.StateChanged changed) {
      stateChanged(changed.state());
    } else if (effect instanceof TcpEffect.Closed closed) {
      closed(closed.reason());
    } else if (effect instanceof TcpEffect.Deleted) {
      deleted();
    } else {
      tellUser(effect);
    }
  }

  private void tellUser(TcpEffect effect) {
    TcpHandler user = handler;
    if (user == null || aborted) {
      return;
    }
    if (effect instanceof TcpEffect.Received received) {
      user.received(this, received.data());
    } else if (effect instanceof TcpEffect.Connected) {
      user.connected(this);
    } else if (effect instanceof TcpEffect.PeerClosed) {
      user.peerClosed(this);
    } else if (effect instanceof TcpEffect.Drained) {
      user.drained(this);
    } else {
      throw new IllegalArgumentException("unknown effect " + effect);
    }
  }

  private void transmit(TcpEffect.Transmit transmit) {
    TcpHeader header = transmit.header();
    if (!config.md5Key().isEmpty()) {
      header = TcpMd5.sign(key, header, transmit.data(), config.md5Key());
    }
    layer
        .writer()
        .send(
            key.source(),
            key.destination(),
            config.hopLimit(),
            IpProtocol.TCP,
            true,
            header,
            transmit.data(),
            tag,
            segmentsSent++,
            layer.writer().label("tcp", key.sourcePort()));
  }

  private void closed(CloseReason reason) {
    TcpHandler user = handler;
    handler = null;
    if (user != null) {
      user.closed(this, reason);
    }
  }

  private void stateChanged(TcpState state) {
    if (halfOpenAt != null && state != TcpState.LISTEN && state != TcpState.SYN_RECEIVED) {
      halfOpenAt.halfOpenEnded();
      halfOpenAt = null;
    }
    if (layer.context().isTracing() && state != TcpState.CLOSED && state != TcpState.LISTEN) {
      layer.context().tableChanged(TcpLayer.TABLE, key.toString(), () -> row(state));
    }
  }

  private Map<String, Object> row(TcpState state) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("local", new LocalPort(key.source(), key.sourcePort()).toString());
    row.put("remote", new LocalPort(key.destination(), key.destinationPort()).toString());
    row.put("state", state.label());
    row.put("flow", tag.toString());
    return row;
  }

  private void deleted() {
    discardTimers();
    layer.remove(this);
    if (layer.context().isTracing()) {
      layer.context().tableChanged(TcpLayer.TABLE, key.toString(), null);
    }
  }

  void discardTimers() {
    if (timers != null) {
      for (Timer timer : timers) {
        if (timer != null) {
          timer.discard();
        }
      }
      timers = null;
    }
  }

  private Timer timer(TcpTimer which) {
    if (timers == null) {
      timers = new Timer[TIMER_COUNT];
    }
    Timer timer = timers[which.ordinal()];
    if (timer == null) {
      timer = layer.context().timer(() -> on(new TcpInput.TimerExpired(which)));
      timers[which.ordinal()] = timer;
    }
    return timer;
  }

  private void cancel(TcpTimer which) {
    Timer timer = timers == null ? null : timers[which.ordinal()];
    if (timer != null) {
      timer.cancel();
    }
  }

  /** The attempt can't even begin: the user is told from the event loop, at the same time. */
  void failLater(CloseReason reason) {
    layer.context().timer(() -> closed(reason)).setAfter(0);
  }

  @Override
  public IpAddress localAddress() {
    return key.source();
  }

  @Override
  public int localPort() {
    return key.sourcePort();
  }

  @Override
  public IpAddress remoteAddress() {
    return key.destination();
  }

  @Override
  public int remotePort() {
    return key.destinationPort();
  }

  @Override
  public FlowTag tag() {
    return tag;
  }

  @Override
  public void send(Payload data) {
    on(new TcpInput.Send(data));
  }

  @Override
  public void close() {
    on(new TcpInput.Close());
  }

  @Override
  public void abort() {
    aborted = true;
    on(new TcpInput.Abort());
  }

  @Override
  public void pauseReading() {
    on(new TcpInput.PauseReading());
  }

  @Override
  public void resumeReading() {
    on(new TcpInput.ResumeReading());
  }

  @Override
  public long unacknowledgedBytes() {
    return machine.pendingBytes();
  }

  @Override
  public boolean isEstablished() {
    return machine.state().isSynchronized() && machine.state() != TcpState.TIME_WAIT;
  }

  @Override
  public String toString() {
    return key + " " + machine.state().label();
  }
}
