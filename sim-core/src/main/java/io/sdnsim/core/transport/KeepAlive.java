package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;

/** Asks an idle peer whether it is still there (RFC 9293 3.8.4). */
final class KeepAlive {
  private final TcpConfig config;
  private final TcpLifecycle life;
  private final TcpOutput output;
  private int probes;

  KeepAlive(TcpConfig config, TcpLifecycle life, TcpOutput output) {
    this.config = config;
    this.life = life;
    this.output = output;
  }

  void heardFromPeer(long nowPs, Outbox<TcpEffect> out) {
    probes = 0;
    TcpState state = life.state();
    if (config.keepAlivePs() > 0 && state.isSynchronized() && state != TcpState.TIME_WAIT) {
      out.add(new TcpEffect.SetTimer(TcpTimer.KEEP_ALIVE, nowPs + config.keepAlivePs()));
    }
  }

  void expired(long nowPs, Outbox<TcpEffect> out) {
    if (life.is(TcpState.TIME_WAIT)) {
      return;
    }
    if (output.sender().hasOutstanding()) {
      // Retransmissions find out whether the peer is there.
      out.add(new TcpEffect.SetTimer(TcpTimer.KEEP_ALIVE, nowPs + config.keepAlivePs()));
      return;
    }
    if (probes++ >= config.keepAliveProbes()) {
      life.finish(CloseReason.TIMED_OUT, out);
      return;
    }
    output.sendKeepAlive(nowPs, out);
    out.add(new TcpEffect.SetTimer(TcpTimer.KEEP_ALIVE, nowPs + config.keepAliveIntervalPs()));
  }
}
